"""Reports: a table for the terminal, Markdown, JSON, and one HTML page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evals.figures import (
    OVERALL,
    about,
    expected,
    failures,
    figure,
    got,
    interval,
    parts,
    rows,
    worst_slices,
)
from assistant.evals.html import page
from assistant.evals.kept import judgements
from assistant.evals.metrics import Metric, Report
from assistant.evals.outcomes import Outcome
from assistant.evals.tables import aligned, counted, shortened, to_json, write_text

_WORST = 20
_QUESTION = 100
_SYNTAX = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$-])")


def table(report: Report) -> str:
    """For the terminal: every metric with its 95 % interval and number of cases, then the losses.

    Metrics marked with ↓ are better low.
    """
    lines = [("", *(cell for part in parts(report) for cell in (part, "95 %", "n")))]
    lines += [
        (row.label, *(cell for m in row.metrics for cell in _cells(m))) for row in rows(report)
    ]
    blocks = [about(report), aligned(lines)]
    if report.blame:
        blame = [(step, str(count)) for step, count in report.blame.items()]
        blocks.append(aligned([("lost by", "cases"), *blame]))
    if worst := worst_slices(report):
        slices = [(metric.slice, *_cells(metric)) for metric in worst]
        blocks.append(aligned([("worst slices", OVERALL, "95 %", "n"), *slices]))
    return "\n\n".join(blocks)


def _cells(metric: Metric | None) -> tuple[str, str, str]:
    return (figure(metric), interval(metric), str(metric.n)) if metric else ("", "", "")


def markdown(report: Report) -> str:
    """The same with the worst cases, for a pull request or a wiki."""
    lost = failures(report)
    blocks = [f"# Evaluation\n\n{_escaped(about(report))}."]
    heads = ["metric", *parts(report)]
    lines = [[row.label, *map(_measured, row.metrics)] for row in rows(report)]
    blocks.append(_grid(heads, lines))
    blocks.append("Each with its 95 % interval and number of cases; ↓ is better low.")
    if report.blame:
        lines = [[step, str(count)] for step, count in report.blame.items()]
        blocks.append("## Lost by\n\n" + _grid(["step", "cases"], lines))
    if worst := worst_slices(report):
        lines = [[metric.slice, _measured(metric)] for metric in worst]
        blocks.append("## Worst slices\n\n" + _grid(["slice", OVERALL], lines))
    if lost:
        lines = [_case(outcome) for outcome in lost[:_WORST]]
        head = ["case", "question", "expected", "got", "lost by"]
        blocks.append("## Worst cases\n\n" + _grid(head, lines))
        if len(lost) > _WORST:
            blocks.append(f"{counted(len(lost) - _WORST, 'more case')} in report.html.")
    return "\n\n".join(blocks) + "\n"


def _measured(metric: Metric | None) -> str:
    return f"{figure(metric)} ({interval(metric)}, n = {metric.n})" if metric else ""


def _case(outcome: Outcome) -> list[str]:
    case = outcome.case
    question = shortened(" → ".join(case.turns), _QUESTION)
    step = outcome.lost_by or ""
    return [case.id, question, expected(case), got(outcome.answer), step]


def _grid(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rule = ["---"] * len(heads)
    cells = [heads, rule, *([_escaped(cell) for cell in line] for line in lines)]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is, whatever somebody asked."""
    return _SYNTAX.sub(r"\\\1", " ".join(text.split()))


def html(report: Report) -> str:
    """One page that needs nothing else: plots, the table, and every lost case with its ledger."""
    return page(report)


def data(report: Report) -> dict[str, Any]:
    """Everything, JSON-ready; what was judged included, so that a later run compares with it.

    An answer's warnings tell what happened to the index on this machine, and are left out.
    """
    found = report.to_dict()
    found["outcomes"] = [
        {**each, "answer": {**each["answer"], "warnings": []}}
        for each in sorted(found["outcomes"], key=lambda each: str(each["id"]))
    ]
    return {**found, "judgements": judgements(report.outcomes)}


def latency(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Seconds that the answers took: the median, the 95th percentile, and each by its case."""
    seconds = [outcome.seconds for outcome in outcomes]
    p50, p95 = (float(each) for each in np.percentile(seconds, [50, 95]))
    return {"p50": p50, "p95": p95, "cases": {o.case.id: o.seconds for o in outcomes}}


def write_report(report: Report, folder: Path) -> None:
    """Writes ``report.json``, ``report.md``, ``report.html`` and, apart, ``latency.json``.

    All but the last are the same bytes for the same answers, whenever and wherever written.

    Raises:
        XuanxingError: The folder can't be written.
    """
    write_text(folder / "report.json", to_json(data(report)))
    write_text(folder / "report.md", markdown(report))
    write_text(folder / "report.html", html(report))
    write_text(folder / "latency.json", to_json(latency(report.outcomes)))
