"""What every form of the report shows: figures as text, the worst slices, the lost cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.evals.cases import SPLITS, Case, Span
from assistant.evals.judgements import LOWER_IS_BETTER, UNRANKED
from assistant.evals.metrics import ALL, Metric, Report
from assistant.evals.outcomes import Outcome
from assistant.evals.tables import counted
from assistant.records import Answer

PARTS = (ALL, "zh", "en")
"""The slices that a table has columns for; others are listed where they are worst."""
OVERALL = "passed"
"""The metric that slices are ranked by, and cases lost and won."""
_LISTED = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A metric in the slices of :func:`parts`; ``None`` where no case could be judged."""

    name: str
    metrics: tuple[Metric | None, ...]

    @property
    def label(self) -> str:
        """The name, and what direction is better where that isn't up."""
        return f"{self.name} ↓" if self.name in LOWER_IS_BETTER else self.name


def parts(report: Report) -> tuple[str, ...]:
    """Those of :data:`PARTS` that have a case."""
    found = {metric.slice for metric in report.metrics}
    return tuple(part for part in PARTS if part in found)


def rows(report: Report) -> tuple[Row, ...]:
    """Every metric, in the report's order."""
    found = {(metric.name, metric.slice): metric for metric in report.metrics}
    names = dict.fromkeys(metric.name for metric in report.metrics)
    columns = parts(report)
    return tuple(Row(name, tuple(found.get((name, part)) for part in columns)) for name in names)


def figure(metric: Metric) -> str:
    """A share as a minimum is given, with three digits; characters without any."""
    return f"{metric.value:.0f}" if metric.name in UNRANKED else f"{metric.value:.3f}"


def interval(metric: Metric) -> str:
    """Both ends, with fewer digits so that a table stays readable."""
    digits = 0 if metric.name in UNRANKED else 2
    return f"{metric.low:.{digits}f}–{metric.high:.{digits}f}"


def worst_slices(report: Report) -> tuple[Metric, ...]:
    """The slices that are surely the worst, worst first.

    They are ranked by the upper end of the interval: a slice of two cases that both failed
    says less than one of forty of which half did.
    """
    slices = [m for m in report.metrics if m.name == OVERALL and m.slice not in PARTS]
    ranked = sorted(slices, key=lambda metric: (metric.high, metric.value, metric.slice))
    return tuple(metric for metric in ranked if metric.value < 1)[:_LISTED]


def failures(report: Report) -> tuple[Outcome, ...]:
    """The cases that were lost, first those that the assistant was surest of."""
    lost = [outcome for outcome in report.outcomes if not outcome.passed]
    return tuple(sorted(lost, key=lambda o: (-o.answer.confidence, o.case.id)))


def about(report: Report) -> str:
    """What was measured, in one line."""
    splits = [split for split in SPLITS if any(o.case.split == split for o in report.outcomes)]
    cases = f"{counted(len(report.outcomes), 'case')} ({' and '.join(splits)})"
    return ", ".join(each for each in (report.corpus, report.encoder, cases) if each)


def expected(case: Case) -> str:
    """The right answers: verdicts, then reasons for refusing."""
    verdicts = [verdict or "no verdict" for verdict in case.verdicts] if case.answerable else []
    return " or ".join([*verdicts, *(f"refusal: {reason}" for reason in case.reasons)])


def got(answer: Answer) -> str:
    """The answer in the same words."""
    return f"refusal: {answer.reason}" if answer.abstained else answer.verdict or "no verdict"


class Quoted:
    """What the article says at a place, as far as a passage found in the evaluation shows it.

    A report holds no article, but the passages of hundreds of searches are nearly all of it.
    """

    def __init__(self, outcomes: Iterable[Outcome]) -> None:
        self._passages = {
            (hit.start, hit.end): hit.text for outcome in outcomes for hit in outcome.hits or ()
        }

    def __call__(self, span: Span) -> str:
        """The words, or the offsets of a place that no passage shows."""
        for (start, end), text in self._passages.items():
            if start <= span.start and span.end <= end:
                return f"“{text[span.start - start : span.end - start]}”"
        return f"characters {span.start}–{span.end}"
