"""95 % intervals: Wilson's of shares, a seeded bootstrap's of means."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_Z = 1.959963984540054
_SAMPLES = 1000
_SEED = 20261123


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); ``n`` is at least 1."""
    share = hits / n
    spread = 1 + _Z**2 / n
    middle = (share + _Z**2 / (2 * n)) / spread
    half = _Z * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n)) / spread
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(values: Sequence[bool | float]) -> tuple[float, float]:
    """The 95 % interval of a mean: percentiles of seeded resamples (Efron 1979)."""
    given = np.array(values, dtype=np.float64)
    low, high = np.percentile(given[draws(len(given))].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def draws(count: int) -> npt.NDArray[np.int64]:
    """Seeded resamples of ``count`` cases; shape ``(samples, count)``."""
    return np.random.default_rng(_SEED).integers(0, count, size=(_SAMPLES, count))
