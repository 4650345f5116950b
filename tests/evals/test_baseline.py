"""Minimums, and the comparison of two runs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evals.baseline import (
    Baseline,
    changes,
    comparison,
    load_baseline,
    losses,
    missed,
    parse_minimum,
    write_baseline,
)
from assistant.evals.cases import Case, Span
from assistant.evals.metrics import Report, measure
from assistant.evals.minimums import Minimum
from assistant.evals.outcomes import Outcome
from assistant.evals.significance import holm, loss, resampled
from assistant.records import Answer, Citation
from ingest.errors import InputError, XuanxingError

stats: Any = pytest.importorskip("scipy.stats")  # it ships no types

OPTIONS = ("left", "right")
GARBAGE = '{"corpus": "c", "encoder": "e", "metrics": [], "judgements": %s}'


def outcome(number: int, verdict: str = "left", cited: int = 1, facts: int = 2) -> Outcome:
    """A case for which ``left`` is right, and as many of its facts cited."""
    language: Any = ("zh", "en")[number % 2]
    spans = tuple(Span(10 * i, 10 * i + 5) for i in range(facts))
    citations = tuple(
        Citation(i + 1, "quote", "d", "0", s.start, s.end, "", None, "left")
        for i, s in enumerate(spans[:cited])
    )
    return Outcome(
        case=Case(
            id=f"case-{number:03}",
            language=language,
            kind="choose",
            role="",
            style="plain",
            turns=(f"question {number}",),
            verdicts=("left",),
            facts=tuple((span,) for span in spans),
            also=(),
            reasons=(),
            pair=None,
            aspects=(),
            split="dev",
        ),
        answer=Answer("q", verdict, "text", language, citations=citations, confidence=0.9),
    )


def run(outcomes: Iterable[Outcome], corpus: str = "c") -> Report:
    return measure(list(outcomes), OPTIONS, corpus=corpus, encoder="e")


def graded(right: Iterable[int], total: int = 40) -> Report:
    """A run in which just those cases are right."""
    chosen = set(right)
    return run(outcome(n, "left" if n in chosen else "right") for n in range(total))


def sure_of(confidence: float) -> Report:
    """A run in which 135 of 200 cases are right, and all as sure."""
    return run(
        replace(each, answer=replace(each.answer, confidence=confidence))
        for each in graded(range(135), 200).outcomes
    )


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[Report], Baseline]:
    def keep(report: Report) -> Baseline:
        write_baseline(report, tmp_path / "new" / "baseline.json")
        return load_baseline(tmp_path / "new" / "baseline.json")

    return keep


class TestMinimum:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("verdict=0.9", Minimum("verdict", "all", 0.9)),
            (" citation precision : zh = 1 ", Minimum("citation precision", "zh", 1.0)),
            ("ndcg@10:en/choose=.5", Minimum("ndcg@10", "en/choose", 0.5)),
            ("passed:aspect/a=b=0", Minimum("passed", "aspect/a=b", 0.0)),
        ],
    )
    def test_is_read(self, text: str, expected: Minimum) -> None:
        assert parse_minimum(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            *("", "verdict", "=0.9", "verdict:=0.9", ":zh=0.9", "length=300"),
            *("verdict=", "verdict=x", "verdict=nan", "verdict=inf", "verdict=90", "verdict=-0.1"),
        ],
    )
    def test_a_mistake_is_named_with_its_remedy(self, text: str) -> None:
        with pytest.raises(InputError) as caught:
            parse_minimum(text)
        assert text.partition("=")[0] in caught.value.message
        assert caught.value.hint

    def test_missed(self) -> None:
        report = graded(range(30))
        assert missed(report, [parse_minimum("verdict=0.75")]) == []
        assert missed(report, [parse_minimum("verdict=0.76"), parse_minimum("verdict:zh=1")]) == [
            "verdict is 0.75 over 40 cases, below its minimum of 0.76.",
            "verdict in zh is 0.75 over 20 cases, below its minimum of 1.",
        ]

    def test_low_is_better_for_some(self) -> None:
        refused = replace(outcome(0), answer=Answer("q", None, "t", "zh", abstained=True))
        report = run([refused, outcome(1)])
        assert missed(report, [parse_minimum("false refusal=0.5")]) == []
        (sentence,) = missed(report, [parse_minimum("false refusal=0.4")])
        assert "above its maximum of 0.4" in sentence

    @pytest.mark.parametrize(
        ("text", "choices"), [("vredict=0", "verdict"), ("verdict:fr=0", "all, zh, en")]
    )
    def test_what_was_not_measured_is_missed(self, text: str, choices: str) -> None:
        (sentence,) = missed(graded(range(40)), [parse_minimum(text)])
        assert choices in sentence


class TestKept:
    def test_round_trip_and_same_bytes(self, tmp_path: Path) -> None:
        report = graded(range(7))
        for name in ("a", "b"):
            write_baseline(report, tmp_path / name)
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
        read = load_baseline(tmp_path / "a")
        assert (read.corpus, read.encoder, read.metrics) == ("c", "e", report.metrics)
        assert read.judgements["passed"]["case-006"] is True
        assert read.judgements["passed"]["case-007"] is False
        assert read.judgements["fact recall"]["case-000"] == 0.5

    @pytest.mark.parametrize(
        "text",
        [
            *("", "garbage", "[]", "{}", '{"corpus": "c"}', "\x00"),
            *(GARBAGE % judged for judged in ("{}", '{"passed": {}}', '{"passed": [1]}')),
            *(GARBAGE % f'{{"passed": {{"a": {value}}}}}' for value in ('"yes"', "NaN", "null")),
            (GARBAGE % '{"passed": {"a": true}}').replace("[]", "[{}]"),
        ],
    )
    def test_garbage_is_refused(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "baseline.json").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=r"baseline\.json") as caught:
            load_baseline(tmp_path / "baseline.json")
        assert caught.value.hint

    def test_a_missing_one_names_the_remedy(self, tmp_path: Path) -> None:
        for path in (tmp_path / "none.json", tmp_path):
            with pytest.raises(InputError, match="--update-baseline"):
                load_baseline(path)

    def test_a_place_that_can_not_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way", encoding="utf-8")
        with pytest.raises(XuanxingError, match="can't be written"):
            write_baseline(graded(range(3)), tmp_path / "file" / "baseline.json")


class TestLosses:
    def test_the_same_run_lost_nothing(self, kept: Callable[[Report], Baseline]) -> None:
        report = graded(range(20))
        assert losses(report, kept(report)) == []
        assert comparison(report, kept(report)) == (
            "compared with the baseline over 40 cases: no difference"
        )

    def test_many_cases_lost_are_a_loss(self, kept: Callable[[Report], Baseline]) -> None:
        before, now = graded(range(40)), graded(range(25))
        told = losses(now, kept(before))
        assert any(sentence.startswith("verdict went from 1.000 to 0.625") for sentence in told)
        assert all("15 got worse, 0 better" in sentence for sentence in told)
        assert losses(before, kept(now)) == []

    def test_few_cases_lost_may_be_chance(self, kept: Callable[[Report], Baseline]) -> None:
        assert losses(graded(range(38)), kept(graded(range(40)))) == []

    def test_exchanging_cases_is_no_loss(self, kept: Callable[[Report], Baseline]) -> None:
        assert losses(graded(range(20)), kept(graded(range(20, 40)))) == []

    def test_numbers_are_compared_case_by_case(self, kept: Callable[[Report], Baseline]) -> None:
        before = run(outcome(n, cited=3, facts=4) for n in range(40))
        now = run(outcome(n, cited=2, facts=4) for n in range(40))
        (sentence,) = losses(now, kept(before))
        assert sentence.startswith("fact recall went from 0.750 to 0.500 over 40 cases")

    def test_more_false_refusals_are_a_loss(self, kept: Callable[[Report], Baseline]) -> None:
        silent = Answer("q", None, "t", "zh", abstained=True, reason="off_topic")
        now = run(replace(outcome(n), answer=silent) for n in range(40))
        told = losses(now, kept(graded(range(40))))
        assert any(
            sentence.startswith("false refusal went from 0.000 to 1.000") for sentence in told
        )
        # Nothing was cited any more, so there is no precision to compare; that is no success.
        assert any(sentence.startswith("citation precision was measured") for sentence in told)

    def test_sureness_that_is_no_longer_deserved_is_a_loss(
        self, kept: Callable[[Report], Baseline]
    ) -> None:
        baseline = kept(sure_of(0.7))
        said = "calibration error went from 0.025 to 0.325 over 200 cases"
        assert any(each.startswith(said) for each in losses(sure_of(1.0), baseline))
        assert losses(sure_of(0.75), baseline) == []
        same = sure_of(0.7)
        assert losses(same, baseline) == []
        (found,) = (e for e in changes(same, baseline) if e.name == "calibration error")
        reported = same.metric("calibration error").value
        assert found.before == found.now == pytest.approx(reported, abs=1e-6)

    def test_only_shared_cases_count(self, kept: Callable[[Report], Baseline]) -> None:
        before = kept(graded(range(40)))
        part = graded(range(10), total=10)
        assert losses(part, before) == []
        assert "left out: 0 new cases, 30 cases of the baseline alone" in comparison(part, before)

    def test_runs_without_a_shared_case_are_no_success(
        self, kept: Callable[[Report], Baseline]
    ) -> None:
        before = kept(run(outcome(n) for n in range(5)))
        with pytest.raises(InputError, match="no case in common"):
            losses(run(outcome(n) for n in range(5, 9)), before)
        with pytest.raises(InputError, match="'c', this run of 'd'"):
            losses(run([outcome(1)], corpus="d"), before)

    def test_comparison_lists_both_ways(self, kept: Callable[[Report], Baseline]) -> None:
        text = comparison(graded([0, 1, 2]), kept(graded([0, 1, *range(3, 40)])))
        lost, won = text.split("1 case won")
        assert "37 cases lost" in lost
        assert "  case-039  decision  question 39" in lost
        assert "significant loss" in lost
        assert won.strip() == "case-002    question 2"
        (line,) = (line for line in text.splitlines() if line.startswith("verdict "))
        assert line.split()[1:6] == ["0.975", "0.075", "+1", "−37", "40"]


class TestSignificance:
    @given(st.lists(st.sampled_from([-1, 0, 1]), max_size=60))
    def test_mcnemar_agrees_with_the_binomial_test(self, gains: list[float]) -> None:
        worse, better = gains.count(-1), gains.count(1)
        expected = (
            stats.binomtest(worse, worse + better, alternative="greater").pvalue
            if worse + better
            else 1.0
        )
        assert loss(gains, shares=True) == pytest.approx(expected)

    def test_randomisation_agrees_with_all_draws(self) -> None:
        gains = [-0.5, -0.25, 0.1, -0.3, 0.2, -0.6, -0.1, 0.05, -0.4]
        sums = [
            math.fsum(abs(gain) * (1 if draw >> i & 1 else -1) for i, gain in enumerate(gains))
            for draw in range(1 << len(gains))
        ]
        exact = sum(each <= math.fsum(gains) + 1e-9 for each in sums) / len(sums)
        assert loss(gains, shares=False) == pytest.approx(exact, abs=0.01)
        assert loss(gains, shares=False) == loss(gains, shares=False)

    def test_resampling_agrees_with_all_resamples(self) -> None:
        random = np.random.default_rng(7)
        before, now = random.normal(0, 1, (2, 5, 3)) + np.array([0, 0.6])[:, None, None]

        def figure(table: Any) -> float:
            return float(np.abs(table.sum(axis=0)).sum())

        samples = map(list, itertools.product(range(5), repeat=5))
        growths = [figure(now[sample]) - figure(before[sample]) for sample in samples]
        was, became, p = resampled(before, now)
        assert (was, became) == pytest.approx((figure(before), figure(now)))
        assert p == pytest.approx(np.mean(np.array(growths) <= 0), abs=0.02)
        assert resampled(now, now)[2] == 1

    def test_it_is_never_impossible(self) -> None:
        assert loss([-0.5] * 500, shares=False) == pytest.approx(1e-4)
        assert loss([], shares=False) == 1.0

    def test_holm(self) -> None:
        # Worked by hand: 3 × 0.01, then 2 × 0.02, then the last can't be smaller than that.
        found = holm({"b": 0.02, "c": 0.03, "a": 0.01})
        assert found == pytest.approx({"a": 0.03, "b": 0.04, "c": 0.04})
        assert list(found) == ["b", "c", "a"]
        assert holm({"a": 0.9, "b": 0.8})["a"] == 1.0
        assert holm({}) == {}

    def test_chance_is_rarely_a_loss(self) -> None:
        # Ten metrics, nothing but chance, 400 times: about one in twenty may be called a loss.
        import numpy as np

        random = np.random.default_rng(7)
        alarms = sum(
            min(
                holm(
                    {
                        str(m): loss(random.choice([-1.0, 1.0], size=30).tolist(), shares=True)
                        for m in range(10)
                    }
                ).values()
            )
            <= 0.05
            for _ in range(400)
        )
        assert alarms <= 32


def test_every_change_says_over_how_many_cases(kept: Callable[[Report], Baseline]) -> None:
    found = {each.name: each for each in changes(graded(range(30)), kept(graded(range(40))))}
    assert (found["verdict"].n, found["verdict"].worse, found["verdict"].better) == (40, 10, 0)
    assert found["fact recall"].p == 1.0
    assert "length" not in found
