"""Metrics over outcomes, each with its number of cases and a 95 % interval.

Shares of cases have Wilson's interval (Wilson 1927); means of numbers have that of a seeded
bootstrap over cases (Efron 1979). Citation precision and fact recall follow ALCE (Gao et al.
2023, arXiv:2305.14627) with people's minimal sets in place of its entailment model. Nothing is
ever reported of an empty set of cases.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, get_args

import numpy as np

from assistant.evals.calibration import Bin, bins, calibration_error
from assistant.evals.intervals import bootstrap, draws, wilson
from assistant.evals.judgements import judge
from assistant.evals.outcomes import (
    Outcome,
    Step,
    expected_verdict,
    given_verdict,
    verdict_names,
)
from ingest.errors import InputError

ALL = "all"


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

    @classmethod
    def of(cls, name: str, part: str, n: int, value: float, low: float, high: float) -> Metric:
        """A metric with its figures rounded as reports keep them."""
        return cls(name, part, round(value, 6), round(low, 6), round(high, 6), n)


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
        reliability=tuple(bins(outcomes)),
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
    return Metric.of(name, part, n, value, low, high)


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
    yield Metric.of(label, ALL, int(given.sum()), precision, low, high)
    sample = draws(len(outcomes))
    # F1 is twice the hits by what was given and what was wanted together.
    samples = 2 * hits[sample].sum(axis=1) / np.maximum(1, (given + wanted)[sample].sum(axis=1))
    low, high = (float(each) for each in np.percentile(samples, [2.5, 97.5]))
    value = float(2 * hits.sum() / (given + wanted).sum())
    label = f"refusal F1 {reason}".strip()
    yield Metric.of(label, ALL, int(wanted.sum()), value, low, high)


def _gives(outcome: Outcome, reason: str) -> bool:
    return outcome.answer.abstained and (not reason or outcome.answer.reason == reason)


def _wants(outcome: Outcome, reason: str) -> bool:
    case = outcome.case
    return case.refusable and (not reason or reason in case.reasons)


def _calibration(
    outcomes: Sequence[Outcome], slices: Mapping[str, Sequence[str]]
) -> Iterable[Metric]:
    for part in (ALL, "zh", "en"):
        chosen = [o for o in outcomes if part in slices[o.case.id]]
        if chosen:
            yield Metric.of("calibration error", part, len(chosen), *calibration_error(chosen))
