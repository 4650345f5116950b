"""What each outcome contributes to each metric.

Ranking metrics are those of ir_measures; ``sureness`` is one minus Brier's score (Brier 1950).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import get_args

from assistant.evals.cases import Span
from assistant.evals.form import FORM
from assistant.evals.outcomes import Outcome, given_verdict, is_choice
from assistant.evals.variants import VARIANTS
from assistant.records import Reason
from ingest.errors import XuanxingError

RANKING = ("hit@1", "hit@3", "hit@5", "mrr", "ndcg@10")


class MissingExtraError(XuanxingError):
    """An optional package is missing."""


Judgement = Callable[[Outcome], bool | float | None]
"""What an outcome contributes to a metric; ``None`` where the metric doesn't apply to it."""


def _answerable(judge: Callable[[Outcome], bool | float | None]) -> Judgement:
    def judged(outcome: Outcome) -> bool | float | None:
        case = outcome.case
        return judge(outcome) if case.answerable and not case.refusable else None

    return judged


def _of_kind(kind: str) -> Judgement:
    return lambda outcome: outcome.passed if outcome.case.kind == kind else None


def _refused(reason: Reason | None = None) -> Judgement:
    def judged(outcome: Outcome) -> bool | None:
        case = outcome.case
        if case.answerable or (reason is not None and reason not in case.reasons[:1]):
            return None
        return outcome.answer.abstained

    return judged


def _reason(outcome: Outcome) -> bool | None:
    return None if outcome.case.answerable else outcome.refusal_right


def _variant(name: str | None) -> Judgement:
    def judged(outcome: Outcome) -> float | None:
        if name is None:
            stayed = [outcome.variants[each] for each in VARIANTS if each in outcome.variants]
            return all(stayed) if stayed else None
        return outcome.variants.get(name)

    return judged


def _form(name: str) -> Judgement:
    return lambda outcome: outcome.form.get(name)


def _length(outcome: Outcome) -> float | None:
    return None if outcome.answer.abstained else float(len(outcome.answer.text))


_JUDGEMENTS: dict[str, Judgement] = {
    "passed": lambda outcome: outcome.passed,
    "verdict": _answerable(lambda outcome: outcome.verdict_right),
    "choice": _answerable(lambda o: o.verdict_right if is_choice(o.case) else None),
    "first citation": _answerable(lambda outcome: outcome.first_right),
    "some citation": _answerable(lambda outcome: outcome.some_right),
    "citation precision": _answerable(lambda outcome: outcome.precision),
    "fact recall": _answerable(lambda outcome: outcome.recall),
    "polarity": _of_kind("polarity"),
    "two needs": _of_kind("two_needs"),
    "follow-up": _of_kind("follow_up"),
    "false premise": _of_kind("false_premise"),
    "false refusal": _answerable(lambda outcome: outcome.answer.abstained),
    "refused": _refused(),
    **{f"refused {reason}": _refused(reason) for reason in get_args(Reason)},
    "reason": _reason,
    "invariance": _variant(None),
    **{
        f"invariance {name}": _variant(name)
        for name in (*VARIANTS, "opening", "again", "after another")
    },
    **{f"form {name}": _form(name) for name in FORM},
    "sureness": lambda outcome: 1 - (outcome.answer.confidence - outcome.passed) ** 2,
    "length": _length,
}
LOWER_IS_BETTER = frozenset({"false refusal", "calibration error"})
UNRANKED = frozenset({"length"})
"""Neither higher nor lower is better."""


def judge(outcomes: Sequence[Outcome]) -> dict[str, dict[str, bool | float]]:
    """For every metric its judgement of each case that it applies to, by the case's id."""
    found: dict[str, dict[str, bool | float]] = {
        name: {
            outcome.case.id: judged
            for outcome in outcomes
            if (judged := judgement(outcome)) is not None
        }
        for name, judgement in _JUDGEMENTS.items()
    }
    found |= _ranking(outcomes)
    found |= {"same in both languages": dict(_pairs(outcomes))}
    return {name: values for name, values in found.items() if values}


def _ranking(outcomes: Sequence[Outcome]) -> dict[str, dict[str, bool | float]]:
    """hit@k, MRR and nDCG@10 of the passages found.

    The items ranked are facts: a passage stands for the first fact it holds that no better
    passage held, or for nothing; so saying the same thing twice earns nothing.
    """
    ranked = [outcome for outcome in outcomes if outcome.hits is not None]
    if not ranked:
        return {}
    try:
        import ir_measures
        from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG
    except ImportError as error:
        raise MissingExtraError(
            "ir-measures is not installed.", hint="Install it: pip install 'xuanxing[eval]'"
        ) from error
    measures = dict(
        zip(RANKING, (Success @ 1, Success @ 3, Success @ 5, RR, nDCG @ 10), strict=True)
    )
    names = {str(measure): name for name, measure in measures.items()}
    wanted = [
        Qrel(outcome.case.id, f"fact {number}", 1)
        for outcome in ranked
        for number in range(len(outcome.case.facts))
    ]
    found = [
        ScoredDoc(outcome.case.id, item, -float(rank))
        for outcome in ranked
        for rank, item in enumerate(_items(outcome))
    ]
    values: dict[str, dict[str, bool | float]] = {name: {} for name in RANKING}
    for each in ir_measures.iter_calc(list(measures.values()), wanted, found):
        values[names[str(each.measure)]][each.query_id] = each.value
    return {name: dict(sorted(values[name].items())) for name in RANKING}


def _items(outcome: Outcome) -> Iterable[str]:
    seen: set[int] = set()
    for rank, hit in enumerate(outcome.hits or ()):
        span = Span(hit.start, hit.end)
        for number, fact in enumerate(outcome.case.facts):
            if number not in seen and any(span.meets(each) for each in fact):
                seen.add(number)
                yield f"fact {number}"
                break
        else:
            yield f"other {rank}"


def _pairs(outcomes: Sequence[Outcome]) -> Iterable[tuple[str, bool]]:
    """Whether both versions of a question got the same verdict; noted at its first case."""
    pairs: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.case.pair is not None:
            pairs[outcome.case.pair].append(outcome)
    for pair in pairs.values():
        if len(pair) > 1:
            yield pair[0].case.id, len({given_verdict(each.answer) for each in pair}) == 1
