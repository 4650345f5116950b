"""Whether a difference between two runs over the same cases is more than chance.

Every case is compared with itself, so that hard cases don't drown the difference. A test asks
one way only: is it worse? (Whoever wants to know whether it is better swaps the runs.)

* Yes or no: McNemar's test in its exact form (McNemar 1947; Fagerland et al. 2013,
  doi:10.1186/1471-2288-13-91). If nothing had changed, a case whose judgement changed would be
  as likely lost as won, so the losses among the changed cases are binomial with one half.
* Numbers: the paired randomisation test (Fisher 1935; recommended for retrieval by Smucker et
  al. 2007, doi:10.1145/1321440.1321528). The signs of the differences are drawn anew, seeded,
  and the p-value counts the observed draw in (Phipson and Smyth 2010), so it is never 0.
* The calibration error, which no case has by itself: the paired bootstrap (Efron 1979; for
  comparing systems, Koehn 2004), since how often one is right is known from these cases alone.
* Many metrics: Holm's correction (Holm 1979) bounds the chance of any false alarm.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

LEVEL = 0.05
_DRAWS = 9999
_BLOCK = 1000
_SEED = 20261123
TIE = 1e-9


def loss(gains: Sequence[float], *, shares: bool) -> float:
    """The probability of a loss like this or worse, had nothing changed.

    Args:
        gains: For each case how much better it became; negative where it became worse.
        shares: Whether the judgements are yes or no.
    """
    changed = [gain for gain in gains if abs(gain) > TIE]
    if not changed:
        return 1.0
    return _mcnemar(changed) if shares else _randomised(changed)


def _mcnemar(changed: Sequence[float]) -> float:
    lost = sum(gain < 0 for gain in changed)
    ways: int = sum(math.comb(len(changed), k) for k in range(lost, len(changed) + 1))
    return ways / (1 << len(changed))


def _randomised(changed: Sequence[float]) -> float:
    sizes = np.abs(np.array(changed, dtype=np.float64))
    observed = math.fsum(changed) + TIE
    random = np.random.default_rng(_SEED)
    as_bad = 0
    for start in range(0, _DRAWS, _BLOCK):  # in blocks, to stay small with thousands of cases
        draws = random.integers(0, 2, size=(min(_BLOCK, _DRAWS - start), len(sizes)))
        as_bad += int(((2 * draws - 1) @ sizes <= observed).sum())
    return (1 + as_bad) / (1 + _DRAWS)


def resampled(
    before: npt.NDArray[np.float64], now: npt.NDArray[np.float64]
) -> tuple[float, float, float]:
    """A figure that is the sum of a table's columns, each taken without its sign.

    Args:
        before: What each case adds to each column, shape ``(cases, columns)``.
        now: The same of a later run, where more is worse.

    Returns:
        The figure before, the figure now, and the share of resamples without any growth.
    """
    was, became = (float(np.abs(each.sum(axis=0)).sum()) for each in (before, now))
    random = np.random.default_rng(_SEED)
    cases = len(now)
    no_worse = 0
    for start in range(0, _DRAWS, _BLOCK):
        count = min(_BLOCK, _DRAWS - start)
        times = random.multinomial(cases, np.full(cases, 1 / cases), size=count)
        growth = np.abs(times @ now) - np.abs(times @ before)
        no_worse += int((growth.sum(axis=1) <= TIE).sum())
    return was, became, (1 + no_worse) / (1 + _DRAWS)


def holm(found: Mapping[str, float]) -> dict[str, float]:
    """p-values corrected for their number, in the same order."""
    corrected: dict[str, float] = {}
    highest = 0.0
    for rank, (name, p) in enumerate(sorted(found.items(), key=lambda item: (item[1], item[0]))):
        highest = max(highest, min(1.0, (len(found) - rank) * p))
        corrected[name] = highest
    return {name: corrected[name] for name in found}
