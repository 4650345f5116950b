"""Figures agree with the field's own tools, and nothing is ever made of nothing."""

from __future__ import annotations

import json
import math
import sys
from dataclasses import replace
from typing import Any

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG
from scipy.stats import binomtest  # type: ignore[import-untyped]

from assistant.evals.cases import Case, Span
from assistant.evals.intervals import bootstrap, wilson
from assistant.evals.judgements import RANKING, MissingExtraError, judge
from assistant.evals.metrics import Report, measure
from assistant.evals.outcomes import Outcome
from assistant.records import Answer, Citation, LedgerRow, SearchResult
from ingest.errors import InputError

FACTS = ((Span(0, 10),), (Span(20, 30), Span(40, 50)))


def make_case(name: str = "en-1", **changes: Any) -> Case:
    case = Case(
        id=name,
        language="en",
        kind="choose",
        role="",
        style="",
        turns=("Alpha or Beta?",),
        verdicts=("alpha",),
        facts=FACTS,
        also=(Span(60, 70),),
        reasons=(),
        pair=None,
        aspects=("speed",),
        split="dev",
    )
    return replace(case, **changes)


def cite(start: int, end: int, number: int = 1) -> Citation:
    return Citation(number, "x" * (end - start), "d", "0", start, end, "", None, "alpha")


def make_answer(*spans: tuple[int, int], **changes: Any) -> Answer:
    citations = tuple(cite(*span, number) for number, span in enumerate(spans, start=1))
    answer = Answer("q", "alpha", "Text.", "en", citations, confidence=0.95)
    return replace(answer, **changes)


REFUSED = make_answer(verdict=None, abstained=True, reason="off_topic", confidence=0.8)


def hits(*spans: tuple[int, int]) -> tuple[SearchResult, ...]:
    return tuple(
        SearchResult(rank, 1 / rank, "x", "d", "0", *span, heading="")
        for rank, span in enumerate(spans, start=1)
    )


def report(*outcomes: Outcome) -> Report:
    return measure(outcomes, ["alpha", "beta"], corpus="c", encoder="e")


def value(outcome: Outcome, name: str) -> float:
    return report(outcome).metric(name).value


PLACES = ((0, 10), (20, 30), (40, 50), (60, 70), (80, 90), (100, 110))


@given(st.lists(st.lists(st.sampled_from(PLACES), max_size=12), min_size=1, max_size=5))
def test_ranking_agrees_with_ir_measures(rankings: list[list[tuple[int, int]]]) -> None:
    outcomes = [
        Outcome(make_case(f"en-{number}"), make_answer((0, 10)), hits(*ranking))
        for number, ranking in enumerate(rankings)
    ]
    # By hand: the first passage of a fact stands for it, everything else for nothing.
    facts = {(0, 10): 0, (20, 30): 1, (40, 50): 1}
    wanted, found = [], []
    for outcome, ranking in zip(outcomes, rankings, strict=True):
        wanted += [Qrel(outcome.case.id, str(number), 1) for number in range(2)]
        seen: set[int] = set()
        for rank, place in enumerate(ranking):
            fact = facts.get(place)
            new = fact is not None and fact not in seen
            name = str(fact) if new else f"no fact {rank}"
            if fact is not None:
                seen.add(fact)
            found.append(ScoredDoc(outcome.case.id, name, 100.0 - rank))
    measures = (Success @ 1, Success @ 3, Success @ 5, RR, nDCG @ 10)
    expected = ir_measures.calc_aggregate(measures, wanted, found)
    measured = report(*outcomes)
    for name, each in zip(RANKING, measures, strict=True):
        # What is shown is rounded to six digits; what it is the mean of isn't.
        assert measured.metric(name).value == pytest.approx(expected[each], abs=5.1e-7)
    per_case = {
        (str(each.measure), each.query_id): each.value
        for each in ir_measures.iter_calc(measures, wanted, found)
    }
    judged = judge(outcomes)
    for name, each in zip(RANKING, measures, strict=True):
        for outcome in outcomes:
            same = per_case[str(each), outcome.case.id]
            assert judged[name][outcome.case.id] == pytest.approx(same, abs=1e-9)


def test_finding_nothing_counts_as_nought_not_as_missing() -> None:
    measured = report(Outcome(make_case(), make_answer((0, 10)), ()))
    assert [measured.metric(name).value for name in RANKING] == [0] * 5
    assert [measured.metric(name).n for name in RANKING] == [1] * 5


def test_a_ranking_is_worth_what_a_person_would_say() -> None:
    second = Outcome(make_case(), make_answer((0, 10)), hits((80, 90), (0, 10), (20, 30)))
    assert value(second, "hit@1") == 0
    assert value(second, "hit@3") == 1
    assert value(second, "mrr") == 0.5
    ideal = 1 + 1 / math.log2(3)
    gained = 1 / math.log2(3) + 1 / math.log2(4)
    assert value(second, "ndcg@10") == pytest.approx(gained / ideal, abs=1e-6)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_agrees_with_scipy(share: tuple[int, int]) -> None:
    expected = binomtest(*share).proportion_ci(method="wilson")
    assert wilson(*share) == pytest.approx((expected.low, expected.high), abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_bootstrap_is_the_same_each_time_and_holds_the_mean(values: list[float]) -> None:
    low, high = bootstrap(values)
    assert bootstrap(values) == (low, high)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
    assert low - 0.2 <= np.mean(values) <= high + 0.2


def test_nothing_is_measured_of_nothing() -> None:
    with pytest.raises(InputError, match="no outcomes to measure"):
        measure([], ["alpha"])
    measured = report(Outcome(make_case(), make_answer((0, 10))))
    with pytest.raises(InputError, match=r"there is no metric 'polarity'.*Choose of passed"):
        measured.metric("polarity")
    with pytest.raises(InputError, match="nothing was measured for 'verdict' in 'zh'"):
        measured.metric("verdict", "zh")
    with pytest.raises(InputError, match=r"there is no metric 'hit@1'"):
        measured.metric("hit@1")


def test_an_answer_without_citations_has_no_precision_and_no_recall() -> None:
    measured = report(Outcome(make_case(), make_answer()))
    assert measured.metric("fact recall").value == 0
    assert measured.metric("passed").value == 0
    with pytest.raises(InputError, match="there is no metric 'citation precision'"):
        measured.metric("citation precision")


@pytest.mark.parametrize(
    ("spans", "precision", "recall"),
    [
        (((0, 10), (20, 30)), 1.0, 1.0),
        (((0, 10), (80, 90)), 0.5, 0.5),
        (((40, 50), (20, 30)), 1.0, 0.5),  # two places of one fact
        (((0, 10), (60, 70)), 1.0, 0.5),  # what may be cited besides
        (((5, 30),), 1.0, 1.0),  # one quote that holds both
        (((80, 90),), 0.0, 0.0),
    ],
)
def test_citations_are_judged_against_minimal_sets(
    spans: tuple[tuple[int, int], ...], precision: float, recall: float
) -> None:
    outcome = Outcome(make_case(), make_answer(*spans))
    assert value(outcome, "citation precision") == precision
    assert value(outcome, "fact recall") == recall


def outcomes_of_all_sorts() -> list[Outcome]:
    refusal = make_case(
        "zh-2", language="zh", kind="refusal", facts=(), verdicts=(None,), reasons=("off_topic",)
    )
    return [
        Outcome(make_case("en-1", pair="p"), make_answer((0, 10)), hits((0, 10)), {"typo": True}),
        Outcome(make_case("zh-1", language="zh", pair="p"), make_answer((80, 90), verdict="beta")),
        Outcome(refusal, REFUSED, None, {"upper-case": False}),
        Outcome(replace(refusal, id="zh-3", reasons=("unsafe",)), REFUSED),
        Outcome(replace(refusal, id="zh-4"), make_answer((0, 10))),
        Outcome(make_case("en-5", kind="polarity"), REFUSED, hits()),
        Outcome(make_case("en-6", reasons=("not_in_article",)), make_answer((0, 10))),
        Outcome(make_case("en-7", verdicts=("depends", "either")), make_answer((0, 10))),
    ]


def test_refusing_is_judged_by_whether_and_why() -> None:
    measured = report(*outcomes_of_all_sorts())
    assert (measured.metric("refused").n, measured.metric("refused").value) == (3, 0.666667)
    assert measured.metric("refused off_topic").value == 0.5
    assert measured.metric("reason").value == 0.333333
    assert measured.metric("refusal precision").n == 3
    assert measured.metric("refusal precision").value == 0.666667
    assert measured.metric("refusal precision off_topic").value == 0.333333
    assert measured.metric("false refusal").value == 0.25
    assert measured.metric("same in both languages").value == 0
    assert measured.metric("invariance").value == 0.5


def test_confusion_counts_every_case_once() -> None:
    outcomes = outcomes_of_all_sorts()
    measured = report(*outcomes)
    assert sum(count for row in measured.confusion.values() for count in row.values()) == 8
    assert measured.confusion["alpha"]["beta"] == 1
    assert measured.confusion["refused"] == {"refused": 2, "alpha": 1}
    assert sum(each.n for each in measured.reliability) == 8
    assert sum(measured.blame.values()) == sum(not outcome.passed for outcome in outcomes)


@pytest.mark.parametrize("number", range(8))
def test_every_figure_is_a_number_within_its_interval(number: int) -> None:
    for measured in (report(*outcomes_of_all_sorts()), report(outcomes_of_all_sorts()[number])):
        json.dumps(measured.to_dict(), allow_nan=False)
        assert measured.metrics
        for metric in measured.metrics:
            assert metric.n >= 1
            assert math.isfinite(metric.value)
            if metric.name != "calibration error":  # its bootstrap is biased upwards
                assert metric.low - 1e-6 <= metric.value <= metric.high + 1e-6, metric


def test_the_same_outcomes_give_the_same_report() -> None:
    one, two = report(*outcomes_of_all_sorts()), report(*outcomes_of_all_sorts())
    assert json.dumps(one.to_dict()) == json.dumps(two.to_dict())


def test_calibration_error_is_how_far_confidence_is_off() -> None:
    sure = [Outcome(make_case(f"en-{n}"), make_answer((0, 10))) for n in range(19)]
    wrong = Outcome(make_case("en-99"), make_answer((80, 90)))
    assert report(*sure, wrong).metric("calibration error").value == pytest.approx(0, abs=1e-9)
    assert report(wrong).metric("calibration error").value == 0.95


def test_blame_goes_to_the_first_step_that_lost_the_case() -> None:
    case = make_case()
    row = LedgerRow("speed", "p", "P", "n", 1.0, "alpha", {"alpha": (cite(0, 10),)})
    refusal = make_case(kind="refusal", facts=(), verdicts=(None,), reasons=("off_topic",))
    unknown = replace(refusal, reasons=("unknown_option",))
    none = make_answer((80, 90))
    expected = [
        (Outcome(case, make_answer((0, 10))), None),
        (Outcome(refusal, make_answer((0, 10))), "abstention"),
        (Outcome(unknown, make_answer((0, 10))), "analysis"),
        (Outcome(case, replace(REFUSED, reason="unknown_option")), "analysis"),
        (Outcome(case, replace(none, language="zh")), "analysis"),
        (Outcome(case, replace(none, verdict=None)), "analysis"),
        (Outcome(case, none, hits(*[(80, 90)] * 5, (0, 10))), "retrieval"),
        (Outcome(case, none, hits((0, 10))), "ledger"),
        (Outcome(case, REFUSED, hits((0, 10))), "abstention"),
        (Outcome(case, replace(none, ledger=(row,), verdict="beta")), "decision"),
        (Outcome(case, replace(none, ledger=(row,))), "composition"),
    ]
    assert [outcome.lost_by for outcome, _ in expected] == [step for _, step in expected]


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'xuanxing\[eval\]'") as failed:
        report(Outcome(make_case(), make_answer((0, 10)), hits((0, 10))))
    assert isinstance(failed.value.__cause__, ImportError)
