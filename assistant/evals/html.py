"""The report as one HTML page: no script, no request, everything in it escaped."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from assistant.evals import figures, plots
from assistant.evals.metrics import Report

_TILES = (
    "passed",
    "verdict",
    "citation precision",
    "fact recall",
    "reason",
    "false refusal",
    "invariance",
    "calibration error",
)
_CASES = 200
"""Cases shown; of a run that lost more, the first tell what is wrong."""


def page(report: Report) -> str:
    """The page.

    Its plots are drawn from the report alone, so that the same report gives the same bytes.
    """
    measured = figures.rows(report)
    names = {row.name: row for row in measured}
    lost = figures.failures(report)
    return _template().render(
        report=report,
        about=figures.about(report),
        tiles=[names[name] for name in _TILES if name in names],
        rows=measured,
        parts=figures.parts(report),
        confusion=plots.confusion(report),
        points=plots.reliability(report, 52, 12, 280),
        bars=plots.bars(report),
        blame=plots.blame(report),
        slices=figures.worst_slices(report),
        lost=lost[:_CASES],
        more=max(0, len(lost) - _CASES),
        quoted=figures.Quoted(report.outcomes),
        figure=figures.figure,
        interval=figures.interval,
        expected=figures.expected,
        got=figures.got,
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("assistant.evals", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.jinja")
