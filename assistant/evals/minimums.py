"""Minimums that the figures of a run must reach."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.evals.judgements import LOWER_IS_BETTER, UNRANKED
from assistant.evals.metrics import ALL, Report
from assistant.evals.tables import counted
from ingest.errors import InputError


@dataclass(frozen=True, slots=True)
class Minimum:
    """What a figure must reach; for metrics that are better low, what it may not exceed."""

    metric: str
    slice: str
    value: float


def parse_minimum(text: str) -> Minimum:
    """Reads ``metric=value`` or ``metric:slice=value``.

    Raises:
        InputError: It is neither, or the value is no share.
    """
    named, equals, given = text.rpartition("=")
    name, colon, part = (each.strip() for each in named.partition(":"))
    if not (equals and name) or (colon and not part):
        raise InputError(
            f"the minimum is {text[:100]!r}.", hint="Give metric=value or metric:slice=value."
        )
    if name in UNRANKED:
        raise InputError(
            f"{name!r} has no minimum: neither more nor less of it is better.",
            hint="Choose another metric.",
        )
    try:
        value = float(given)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:  # nor not-a-number
        raise InputError(
            f"the minimum of {name!r} is {given.strip()[:40]!r}.", hint="Give 0 to 1, such as 0.9."
        )
    return Minimum(name, part or ALL, value)


def missed(report: Report, minimums: Iterable[Minimum]) -> list[str]:
    """A sentence for each figure that is beyond its minimum, or wasn't measured at all."""
    sentences = []
    for minimum in minimums:
        try:
            metric = report.metric(minimum.metric, minimum.slice)
        except InputError as error:
            sentences.append(str(error))
            continue
        low = metric.name in LOWER_IS_BETTER
        if metric.value > minimum.value if low else metric.value < minimum.value:
            where = "" if metric.slice == ALL else f" in {metric.slice}"
            sentences.append(
                f"{metric.name}{where} is {metric.value:g} over {counted(metric.n, 'case')}, "
                f"{'above its maximum' if low else 'below its minimum'} of {minimum.value:g}."
            )
    return sentences
