"""Where everything stands in the plots of the page; the template draws it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import get_args

from assistant.evals.calibration import Bin
from assistant.evals.cases import KINDS
from assistant.evals.figures import OVERALL, PARTS
from assistant.evals.intervals import wilson
from assistant.evals.metrics import Metric, Report
from assistant.evals.outcomes import Step

_LINE = 24


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the confusion table; ``share`` is that of its row."""

    x: int
    y: int
    count: int
    share: float
    expected: str
    given: str

    @property
    def right(self) -> bool:
        """Whether the verdict given is the one expected."""
        return self.expected == self.given


@dataclass(frozen=True, slots=True)
class Confusion:
    """The confusion table."""

    rows: tuple[tuple[int, str, int], ...]
    columns: tuple[tuple[int, str], ...]
    cells: tuple[Cell, ...]
    left: int
    top: int
    side: int
    tall: int
    width: int
    height: int


def confusion(report: Report) -> Confusion:
    """Rows are expected verdicts, columns given ones; names that never occur are left out."""
    given = [
        name
        for name in report.verdicts
        if name in report.confusion or any(name in row for row in report.confusion.values())
    ]
    side, tall, left, top = 48, 44, 112, 70
    cells, rows = [], []
    for line, (name, row) in enumerate(report.confusion.items()):
        total = sum(row.values())
        rows.append((top + line * tall, name, total))
        for column, other in enumerate(given):
            place = (left + column * side, top + line * tall)
            count = row.get(other, 0)
            cells.append(Cell(*place, count, count / total, name, other))
    return Confusion(
        rows=tuple(rows),
        columns=tuple((left + column * side, name) for column, name in enumerate(given)),
        cells=tuple(cells),
        left=left,
        top=top,
        side=side,
        tall=tall,
        width=left + len(given) * side + 22,
        height=top + len(rows) * tall,
    )


@dataclass(frozen=True, slots=True)
class Point:
    """A bin of the reliability diagram, with its interval."""

    bin: Bin
    x: float
    y: float
    top: float
    bottom: float
    radius: float


def reliability(report: Report, left: int, top: int, side: int) -> tuple[Point, ...]:
    """Bins within a square of that corner and side."""
    most = max((each.n for each in report.reliability), default=1)
    points = []
    for each in report.reliability:
        low, high = wilson(round(each.right * each.n), each.n)
        y, high, low = (round(top + (1 - share) * side, 1) for share in (each.right, high, low))
        points.append(
            Point(
                bin=each,
                x=round(left + each.confidence * side, 1),
                y=y,
                top=high,
                bottom=low,
                radius=round(4 + 7 * math.sqrt(each.n / most), 1),
            )
        )
    return tuple(points)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its interval; lengths are shares of the axis.

    Attributes:
        group: What it stands under, empty where it is the same as in the line above.
    """

    y: int
    group: str
    label: str
    metric: Metric


def bars(report: Report) -> tuple[Bar, ...]:
    """The share of cases passed: all, by language, and by kind and language."""
    found = {each.slice: each for each in report.metrics if each.name == OVERALL}
    wanted = [("all kinds", [(part, part) for part in PARTS])]
    wanted += [(kind.replace("_", " "), [(x, f"{x}/{kind}") for x in PARTS[1:]]) for kind in KINDS]
    drawn: list[Bar] = []
    y = 0
    for group, parts in wanted:
        shown = [(label, found[part]) for label, part in parts if part in found]
        for number, (label, metric) in enumerate(shown):
            drawn.append(Bar(y, "" if number else group, label, metric))
            y += _LINE - 4
        y += 8 * bool(shown)
    return tuple(drawn)


def blame(report: Report) -> tuple[tuple[int, str, int], ...]:
    """Place, step and cases; every step, also those that lost nothing."""
    steps: tuple[Step, ...] = get_args(Step)
    return tuple((line * _LINE, step, report.blame.get(step, 0)) for line, step in enumerate(steps))
