"""How well confidence tells the share of right outcomes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.evals.intervals import draws
from assistant.evals.outcomes import Outcome

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence: how confident they were, and the share that is right."""

    confidence: float
    right: float
    n: int


def bins(outcomes: Sequence[Outcome]) -> Iterable[Bin]:
    """Bins of equal width that hold an outcome, least confident first."""
    held_by: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        held_by[min(BINS - 1, int(outcome.answer.confidence * BINS))].append(outcome)
    for number in sorted(held_by):
        held = held_by[number]
        yield Bin(
            confidence=round(math.fsum(o.answer.confidence for o in held) / len(held), 6),
            right=round(sum(o.passed for o in held) / len(held), 6),
            n=len(held),
        )


def calibration_error(outcomes: Sequence[Outcome]) -> tuple[float, float, float]:
    """Expected calibration error over the bins (Guo et al. 2017), with its bootstrapped interval.

    Args:
        outcomes: At least one.
    """
    confidence = np.array([o.answer.confidence for o in outcomes])
    right = np.array([float(o.passed) for o in outcomes])
    samples = [_error(confidence[draw], right[draw]) for draw in draws(len(outcomes))]
    low, high = (float(each) for each in np.percentile(samples, [2.5, 97.5]))
    return _error(confidence, right), low, high


def gaps(
    confidence: npt.NDArray[np.float64], right: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """What each outcome adds to the gap of each bin; their sums without sign are the error."""
    table = np.zeros((len(right), BINS))
    held = np.minimum(BINS - 1, (confidence * BINS).astype(int))
    table[np.arange(len(right)), held] = (confidence - right) / len(right)
    return table


def _error(confidence: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> float:
    held = np.minimum(BINS - 1, (confidence * BINS).astype(int))
    gaps = np.bincount(held, weights=confidence - right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(right))
