"""Metrics over outcomes, each with its number of cases and a 95 % interval.

Shares of cases have Wilson's interval (Wilson 1927); means of numbers have that of a seeded
bootstrap over cases (Efron 1979). Citation precision and fact recall follow ALCE (Gao et al.
2023, arXiv:2305.14627) with people's minimal sets in place of its entailment model. Ranking
metrics are those of ir_measures; ``sureness`` is one minus Brier's score (Brier 1950). Nothing is
ever reported of an empty set of cases.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from assistant.evals.cases import Span
from assistant.evals.form import FORM
from assistant.evals.outcomes import (
    Outcome,
    Step,
    expected_verdict,
    given_verdict,
    is_choice,
    verdict_names,
)
from assistant.evals.variants import VARIANTS
from assistant.records import Reason
from ingest.errors import InputError, XuanxingError

ALL = "all"
RANKING = ("hit@1", "hit@3", "hit@5", "mrr", "ndcg@10")
BINS = 10
_Z = 1.959963984540054
_SAMPLES = 1000
_SEED = 20261123


class MissingExtraError(XuanxingError):
    """An optional package is missing."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure.

    Attributes:
        name: Such as ``verdict``.
        slice: ``all``, a language, a kind of question or ``aspect/<id>``.
        value: 0..1 for shares; characters for ``length``.
        low: Lower end of the 95 % interval.
        high: Upper end.
        n: The cases it was measured on, at least 1.
    """

    name: str
    slice: str
    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence: how confident they were, and the share that is right."""

    confidence: float
    right: float
    n: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that an evaluation says, without a clock.

    Attributes:
        metrics: By name and slice.
        confusion: Expected verdict → given verdict → cases; by the names in ``verdicts``.
        reliability: Bins of confidence that hold a case.
        blame: For each step the cases that it lost.
        outcomes: In the order of their ids.
    """

    corpus: str
    encoder: str
    verdicts: tuple[str, ...]
    metrics: tuple[Metric, ...]
    confusion: Mapping[str, Mapping[str, int]]
    reliability: tuple[Bin, ...]
    blame: Mapping[Step, int]
    outcomes: tuple[Outcome, ...]

    def metric(self, name: str, part: str = ALL) -> Metric:
        """A figure.

        Raises:
            InputError: There is none of that name, or no case in that slice.
        """
        for metric in self.metrics:
            if (metric.name, metric.slice) == (name, part):
                return metric
        if not any(metric.name == name for metric in self.metrics):
            names = ", ".join(dict.fromkeys(metric.name for metric in self.metrics))
            raise InputError(f"there is no metric {name!r}.", hint=f"Choose of {names}.")
        slices = ", ".join(metric.slice for metric in self.metrics if metric.name == name)
        raise InputError(
            f"nothing was measured for {name!r} in {part!r}.", hint=f"It was in {slices}."
        )

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready; the same cases and code give the same bytes."""
        return {
            "corpus": self.corpus,
            "encoder": self.encoder,
            "cases": len(self.outcomes),
            "metrics": [asdict(metric) for metric in self.metrics],
            "confusion": {name: dict(row) for name, row in self.confusion.items()},
            "reliability": [asdict(each) for each in self.reliability],
            "blame": dict(self.blame),
            "outcomes": [outcome.to_dict() for outcome in self.outcomes],
        }


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


def measure(outcomes: Sequence[Outcome], options: Sequence[str], **about: str) -> Report:
    """All metrics, by language, kind and aspect too.

    Args:
        outcomes: At least one.
        options: The ids of the corpus's options, in order.
        about: ``corpus`` and ``encoder``, to be told in the report.

    Raises:
        InputError: There is no outcome.
        MissingExtraError: The extra ``eval`` isn't installed.
    """
    if not outcomes:
        raise InputError("there are no outcomes to measure.", hint="Ask at least one case.")
    slices = {outcome.case.id: _slices(outcome) for outcome in outcomes}
    metrics = []
    for name, values in judge(outcomes).items():
        for part, chosen in _by_slice(values, slices).items():
            metrics.append(_summary(name, part, chosen))
            if name.startswith("refused") and part == ALL:
                metrics.extend(_abstention(name, outcomes))
    metrics.extend(_calibration(outcomes, slices))
    blame = Counter(outcome.lost_by for outcome in outcomes if outcome.lost_by)
    confusion: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        expected, given = expected_verdict(outcome.case), given_verdict(outcome.answer)
        if outcome.verdict_right and not outcome.case.refusable:
            expected = given  # one of several that are right
        confusion[expected][given] += 1
    verdicts = verdict_names(options)
    return Report(
        corpus=about.get("corpus", ""),
        encoder=about.get("encoder", ""),
        verdicts=tuple(verdicts),
        metrics=tuple(metrics),
        confusion={name: confusion[name] for name in verdicts if name in confusion},
        reliability=tuple(_bins(outcomes)),
        blame={step: blame[step] for step in get_args(Step) if blame[step]},
        outcomes=tuple(outcomes),
    )


def _slices(outcome: Outcome) -> list[str]:
    case = outcome.case
    aspects = [f"aspect/{aspect}" for aspect in case.aspects]
    return [ALL, case.language, case.kind, f"{case.language}/{case.kind}", *aspects]


def _by_slice(
    values: Mapping[str, bool | float], slices: Mapping[str, Sequence[str]]
) -> dict[str, list[bool | float]]:
    found: dict[str, list[bool | float]] = defaultdict(list)
    for case, value in values.items():
        for part in slices[case]:
            found[part].append(value)
    return dict(sorted(found.items(), key=lambda item: _order(item[0])))


def _order(part: str) -> tuple[int, str]:
    rank = [ALL, "zh", "en"]
    return (rank.index(part) if part in rank else 4 if "/" in part else 3, part)


def _summary(name: str, part: str, values: Sequence[bool | float]) -> Metric:
    n = len(values)
    value = math.fsum(values) / n
    if not math.isfinite(value):
        raise ArithmeticError(f"{name} of {part} is {value}")
    shares = all(each in {0, 1} for each in values)
    low, high = wilson(round(math.fsum(values)), n) if shares else bootstrap(values)
    return Metric(name, part, round(value, 6), round(low, 6), round(high, 6), n)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); ``n`` is at least 1."""
    share = hits / n
    spread = 1 + _Z**2 / n
    middle = (share + _Z**2 / (2 * n)) / spread
    half = _Z * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n)) / spread
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(values: Sequence[bool | float]) -> tuple[float, float]:
    """The 95 % interval of a mean: percentiles of seeded resamples."""
    given = np.array(values, dtype=np.float64)
    low, high = np.percentile(given[_draws(len(given))].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


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


def _abstention(name: str, outcomes: Sequence[Outcome]) -> Iterable[Metric]:
    """Precision and F1 of refusing, or of one reason for it, beside its recall ``name``."""
    reason = name.partition(" ")[2]
    given = np.array([_gives(o, reason) for o in outcomes], dtype=np.float64)
    wanted = np.array([_wants(o, reason) for o in outcomes], dtype=np.float64)
    hits = given * wanted
    if not given.any() or not wanted.any():
        return
    low, high = wilson(int(hits.sum()), int(given.sum()))
    precision = float(hits.sum() / given.sum())
    label = f"refusal precision {reason}".strip()
    yield Metric(label, ALL, round(precision, 6), round(low, 6), round(high, 6), int(given.sum()))
    draws = _draws(len(outcomes))
    # F1 is twice the hits by what was given and what was wanted together.
    samples = 2 * hits[draws].sum(axis=1) / np.maximum(1, (given + wanted)[draws].sum(axis=1))
    low, high = (float(each) for each in np.percentile(samples, [2.5, 97.5]))
    value = float(2 * hits.sum() / (given + wanted).sum())
    label = f"refusal F1 {reason}".strip()
    yield Metric(label, ALL, round(value, 6), round(low, 6), round(high, 6), int(wanted.sum()))


def _gives(outcome: Outcome, reason: str) -> bool:
    return outcome.answer.abstained and (not reason or outcome.answer.reason == reason)


def _wants(outcome: Outcome, reason: str) -> bool:
    case = outcome.case
    return case.refusable and (not reason or reason in case.reasons)


def _draws(count: int) -> npt.NDArray[np.int64]:
    """Seeded resamples of ``count`` cases; shape ``(samples, count)``."""
    return np.random.default_rng(_SEED).integers(0, count, size=(_SAMPLES, count))


def _bins(outcomes: Sequence[Outcome]) -> Iterable[Bin]:
    bins: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        bins[min(BINS - 1, int(outcome.answer.confidence * BINS))].append(outcome)
    for number in sorted(bins):
        held = bins[number]
        yield Bin(
            confidence=round(math.fsum(o.answer.confidence for o in held) / len(held), 6),
            right=round(sum(o.passed for o in held) / len(held), 6),
            n=len(held),
        )


def _calibration(
    outcomes: Sequence[Outcome], slices: Mapping[str, Sequence[str]]
) -> Iterable[Metric]:
    """Expected calibration error over ten bins of equal width (Guo et al. 2017), bootstrapped."""
    for part in (ALL, "zh", "en"):
        chosen = [o for o in outcomes if part in slices[o.case.id]]
        if not chosen:
            continue
        confidence = np.array([o.answer.confidence for o in chosen])
        right = np.array([float(o.passed) for o in chosen])
        samples = [_error(confidence[draw], right[draw]) for draw in _draws(len(chosen))]
        low, high = (float(each) for each in np.percentile(samples, [2.5, 97.5]))
        value = _error(confidence, right)
        yield Metric(
            "calibration error", part, round(value, 6), round(low, 6), round(high, 6), len(chosen)
        )


def _error(confidence: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> float:
    held = np.minimum(BINS - 1, (confidence * BINS).astype(int))
    gaps = np.bincount(held, weights=confidence - right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(right))
