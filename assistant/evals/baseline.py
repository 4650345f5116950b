"""Minimums for a run, and what has got better or worse since an earlier one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.evals.calibration import gaps
from assistant.evals.figures import OVERALL
from assistant.evals.judgements import LOWER_IS_BETTER, UNRANKED
from assistant.evals.kept import Baseline, judgements, load_baseline, write_baseline
from assistant.evals.metrics import Report
from assistant.evals.minimums import Minimum, missed, parse_minimum
from assistant.evals.outcomes import Outcome
from assistant.evals.significance import LEVEL, TIE, holm, loss, resampled
from assistant.evals.tables import aligned, counted, shortened
from ingest.errors import InputError

__all__ = [
    "Baseline",
    "Change",
    "Minimum",
    "changes",
    "comparison",
    "load_baseline",
    "losses",
    "missed",
    "parse_minimum",
    "write_baseline",
]

_QUESTION = 60
_SURENESS = "sureness"


@dataclass(frozen=True, slots=True)
class Change:
    """A metric in both runs, over the cases that both judged.

    Attributes:
        better: Cases that it judges better than before.
        p: The chance of such a loss had nothing changed, corrected for the number of metrics.
    """

    name: str
    n: int
    before: float
    now: float
    better: int
    worse: int
    p: float

    @property
    def significant(self) -> bool:
        """Whether it got worse beyond chance."""
        return self.p <= LEVEL


def changes(report: Report, baseline: Baseline) -> tuple[Change, ...]:
    """Every metric that both runs have, but for those of which neither more nor less is better.

    Raises:
        InputError: The runs share no case or are of different corpora, so nothing can be said.
    """
    if report.corpus != baseline.corpus:
        raise InputError(
            f"the baseline is of the corpus {baseline.corpus!r}, this run of {report.corpus!r}.",
            hint="Compare runs of one corpus.",
        )
    pairs = {
        name: [(was[case], now[case]) for case in sorted(was.keys() & now.keys())]
        for name, now in judgements(report.outcomes).items()
        if name not in UNRANKED and (was := baseline.judgements.get(name, {})).keys() & now.keys()
    }
    if OVERALL not in pairs:
        raise InputError(
            "the baseline and this run have no case in common.",
            hint="Evaluate the cases that the baseline is of, or update it.",
        )
    gains = {name: [_gain(name, *pair) for pair in each] for name, each in pairs.items()}
    shares = {name: {v for pair in each for v in pair} <= {0, 1} for name, each in pairs.items()}
    found = {name: loss(gains[name], shares=shares[name]) for name in pairs}
    # Half of the 5 % is for the whole alone, so that a fault that costs a few cases of every kind
    # isn't lost among many metrics, and a tenth for how far confidence can be relied on, which no
    # case tells by itself; the rest share what is left.
    corrected = {name: p / 0.4 for name, p in holm(_without(found, OVERALL)).items()}
    corrected[OVERALL] = found[OVERALL] / 0.5
    each_by_itself = tuple(
        Change(
            name=name,
            n=len(each),
            before=math.fsum(was for was, _ in each) / len(each),
            now=math.fsum(now for _, now in each) / len(each),
            better=sum(gain > 0 for gain in gains[name]),
            worse=sum(gain < 0 for gain in gains[name]),
            p=min(1.0, corrected[name]),
        )
        for name, each in pairs.items()
    )
    calibration = (replace(each, p=min(1.0, each.p / 0.1)) for each in _calibration(pairs))
    return (*each_by_itself, *calibration)


def _calibration(pairs: Mapping[str, Sequence[tuple[float, float]]]) -> list[Change]:
    """The calibration error in both runs; confidence follows from what is kept of each case."""
    if len(pairs.get(_SURENESS, ())) != len(pairs[OVERALL]):
        return []
    right, sure = (np.array(pairs[name], dtype=np.float64) for name in (OVERALL, _SURENESS))
    confidence = np.abs(right - np.sqrt(np.maximum(0, 1 - sure))).round(3)
    off = np.abs(confidence - right)
    before, now = (gaps(confidence[:, run], right[:, run]) for run in (0, 1))
    was, became, p = resampled(before, now)
    return [
        Change(
            name="calibration error",
            n=len(right),
            before=was,
            now=became,
            better=int((off[:, 1] < off[:, 0] - TIE).sum()),
            worse=int((off[:, 1] > off[:, 0] + TIE).sum()),
            p=p,
        )
    ]


def _without(found: dict[str, float], name: str) -> dict[str, float]:
    return {each: p for each, p in found.items() if each != name}


def _gain(name: str, was: float, now: float) -> float:
    return float(was) - float(now) if name in LOWER_IS_BETTER else float(now) - float(was)


def losses(report: Report, baseline: Baseline) -> list[str]:
    """A sentence for each metric that got worse beyond chance, at 5 % over all metrics.

    Only cases in both runs count, each compared with itself: yes-or-no judgements by the exact
    McNemar test, numbers by a seeded paired randomisation test, both one-sided; the calibration
    error by a seeded paired bootstrap. Half of the 5 % is spent on the share of cases that pass,
    a tenth on calibration, the rest on all else, corrected after Holm;
    :mod:`assistant.evals.significance` has the sources. A metric that this run should have
    measured and didn't is a loss too: nothing extracted is no success.

    Raises:
        InputError: The runs can't be compared.
    """
    found = changes(report, baseline)
    sentences = [
        f"{each.name} went from {each.before:.3f} to {each.now:.3f} over "
        f"{counted(each.n, 'case')}: {each.worse} got worse, {each.better} better "
        f"(p = {each.p:.2g})."
        for each in found
        if each.significant
    ]
    return sentences + [
        f"{name} was measured for the baseline, and could not be measured now."
        for name in _vanished(report, baseline, found)
    ]


def _vanished(report: Report, baseline: Baseline, found: Sequence[Change]) -> list[str]:
    """Metrics that only the baseline has; of a part of its cases some may be left out rightly."""
    if not baseline.cases <= {outcome.case.id for outcome in report.outcomes}:
        return []
    return sorted(baseline.judgements.keys() - {each.name for each in found} - UNRANKED)


def comparison(report: Report, baseline: Baseline) -> str:
    """What got better and what got worse: a table, then the cases that were lost and won.

    Raises:
        InputError: The runs can't be compared.
    """
    found = changes(report, baseline)
    was = baseline.judgements[OVERALL]
    shared = [outcome for outcome in report.outcomes if outcome.case.id in was]
    lost = [outcome for outcome in shared if was[outcome.case.id] and not outcome.passed]
    won = [outcome for outcome in shared if outcome.passed and not was[outcome.case.id]]
    blocks = [
        _changed(found, len(shared)),
        _flipped("lost", lost),
        _flipped("won", won),
        _unshared(report, baseline),
    ]
    return "\n\n".join(block for block in blocks if block)


def _changed(found: Sequence[Change], cases: int) -> str:
    moved = [each for each in found if each.better or each.worse]
    head = f"compared with the baseline over {counted(cases, 'case')}"
    if not moved:
        return f"{head}: no difference"
    ranked = sorted(moved, key=lambda each: (each.p, each.better - each.worse, each.name))
    lines = [(head, "before", "now", "better", "worse", "n", "")]
    for each in ranked:
        figures = (f"{each.before:.3f}", f"{each.now:.3f}", f"+{each.better}", f"−{each.worse}")
        mark = f"significant loss, p = {each.p:.2g}" if each.significant else ""
        lines.append((each.name, *figures, str(each.n), mark))
    same = len(found) - len(moved)
    return aligned(lines) + (f"\n{counted(same, 'metric')} unchanged" if same else "")


def _flipped(what: str, outcomes: Sequence[Outcome]) -> str:
    if not outcomes:
        return ""
    lines = [
        (f"  {each.case.id}", each.lost_by or "", shortened(each.case.question, _QUESTION))
        for each in outcomes
    ]
    return f"{counted(len(outcomes), 'case')} {what}\n{aligned(lines, left=3)}"


def _unshared(report: Report, baseline: Baseline) -> str:
    ours = {outcome.case.id for outcome in report.outcomes}
    new, gone = len(ours - baseline.cases), len(baseline.cases - ours)
    if not (new or gone):
        return ""
    return f"left out: {counted(new, 'new case')}, {counted(gone, 'case')} of the baseline alone"
