"""Faults in deciding, in refusing and in how sure an answer is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.cover import Coverage
from ingest.records import EITHER
from tests.mutants.seeding import constant, fault, other, sides

_COMBINE = "assistant.engine:combine"
_SETTLE = "assistant.engine:settle"
_COVER = "assistant.engine:cover"
_ASK = "assistant.engine:Engine.answer"

constant(
    "decision", "assistant.decide:CLOSE", 0.0, "depends-too-soon",
    "Any point for the other side makes a draw.",
)  # fmt: skip
constant(
    "decision", "assistant.cover:_FURTHER", 9.0, "further-needs-unheard",
    "A second need never counts.",
)  # fmt: skip


@fault("decision", _COMBINE, _SETTLE)
def either_never(decide: Any) -> Any:
    """Where the article favours neither, the first option wins."""

    def mutated(given: Any) -> Any:
        decided = decide(given)
        if decided == EITHER:
            return sides()[0]
        if getattr(decided, "verdict", None) == EITHER:
            return replace(decided, verdict=sides()[0])
        return decided

    return mutated


@fault("decision", _COMBINE)
def depends_never(combine: Any) -> Any:
    """Where needs pull apart, the first one decides."""

    def mutated(settled: Any, *weights: Any) -> Any:
        verdict = combine(settled, *weights)
        return settled[0].verdict if verdict == "depends" else verdict

    return mutated


@fault("decision", _COMBINE)
def depends_always(combine: Any) -> Any:
    """Every choice depends."""
    return lambda settled, *weights: "depends"


@fault("decision", "assistant.decide:leaning", "assistant.compose:leaning")
def silence_wins(leaning: Any) -> Any:
    """What the article says of one option alone counts as a win for it."""

    def mutated(point: Any) -> Any:
        named = [e.option for e in point.evidence if e.option != EITHER]
        return named[0] if len(set(named)) == 1 else leaning(point)

    return mutated


@fault("decision", "assistant.decide:leaning", "assistant.compose:leaning")
def nobody_favoured(leaning: Any) -> Any:
    """No point speaks for anybody."""
    return lambda point: EITHER


@fault("decision", "assistant.decide:leaning", "assistant.compose:leaning")
def evidence_ignored(leaning: Any) -> Any:
    """Points speak for the option that their evidence names last."""
    return lambda point: point.evidence[-1].option


@fault("decision", _SETTLE)
def runner_up_wins(settle: Any) -> Any:
    """Each need goes to the other side of the one with the most weight."""

    def mutated(finding: Any) -> Any:
        settled = settle(finding)
        return replace(settled, verdict=other(settled.verdict))

    return mutated


@fault("decision", _SETTLE)
def second_point_decides(settle: Any) -> Any:
    """The second-best point decides each need."""
    return lambda finding: settle(replace(finding, matches=finding.matches[1:]))


@fault("abstention", _COVER)
def refusing_never(cover: Any) -> Any:
    """Nothing is ever refused."""

    def mutated(analysis: Any, findings: Any, **how: Any) -> Any:
        covered = cover(analysis, findings, **how)
        return Coverage(tuple(findings)) if covered.reason else covered

    return mutated


@fault("abstention", _COVER)
def refusing_always(cover: Any) -> Any:
    """Everything is refused."""
    return lambda *given, **how: Coverage((), "not_in_article")


@fault(
    "abstention",
    "assistant.cover:BORDER",
    "assistant.cover:NAMED_BORDER",
    "assistant.cover:_ELSEWHERE",
)
def border_gone(border: Any) -> Any:
    """Whatever is asked counts as covered by the article."""
    return -9.0


@fault(
    "abstention",
    "assistant.cover:BORDER",
    "assistant.cover:NAMED_BORDER",
    "assistant.cover:_ELSEWHERE",
)
def border_too_high(border: Any) -> Any:
    """Only what fits perfectly counts as covered by the article."""
    return 1.0


def _of_reason(cover: Any, change: dict[str, str | None]) -> Any:
    def mutated(analysis: Any, findings: Any, **how: Any) -> Any:
        covered = cover(analysis, findings, **how)
        if covered.reason not in change:
            return covered
        reason = change[covered.reason]
        return replace(covered, reason=reason, needs=() if reason else tuple(findings))

    return mutated


@fault("abstention", _COVER)
def wrong_reasons(cover: Any) -> Any:
    """ "Off topic" and "not in the article" change places."""
    change: dict[str, str | None] = {
        "off_topic": "not_in_article",
        "not_in_article": "off_topic",
    }
    return _of_reason(cover, change)


@fault("abstention", _COVER)
def one_reason(cover: Any) -> Any:
    """Every refusal gives the same reason."""
    return _of_reason(
        cover, dict.fromkeys(("unknown_option", "unsafe", "not_in_article"), "off_topic")
    )


@fault("abstention", _COVER)
def off_topic_answered(cover: Any) -> Any:
    """What has nothing to do with the article is answered all the same."""
    return _of_reason(cover, {"off_topic": None})


@fault("abstention", _COVER)
def missing_attributes_answered(cover: Any) -> Any:
    """Attributes that the article lacks are answered all the same."""
    return _of_reason(cover, {"not_in_article": None})


@fault("abstention", _COVER)
def strangers_answered(cover: Any) -> Any:
    """Questions about something that isn't compared are answered all the same."""
    return _of_reason(cover, {"unknown_option": None})


@fault("abstention", _COVER)
def hostility_answered(cover: Any) -> Any:
    """Instructions to the assistant are answered like any question."""
    return _of_reason(cover, {"unsafe": None})


@fault("abstention", _ASK)
def refusals_with_a_verdict(ask: Any) -> Any:
    """A refusal still names a winner."""

    def mutated(self: Any, *given: Any) -> Any:
        answer, memory = ask(self, *given)
        return (replace(answer, verdict=sides()[0]) if answer.abstained else answer), memory

    return mutated


def _of_confidence(ask: Any, change: Any) -> Any:
    def mutated(self: Any, *given: Any) -> Any:
        answer, memory = ask(self, *given)
        return replace(answer, confidence=change(answer.confidence)), memory

    return mutated


@fault("confidence", _ASK)
def always_sure(ask: Any) -> Any:
    """Every answer is given as certain."""
    return _of_confidence(ask, lambda _: 1.0)


@fault("confidence", _ASK)
def never_sure(ask: Any) -> Any:
    """Every answer is given as a coin's toss."""
    return _of_confidence(ask, lambda _: 0.5)


@fault("confidence", _ASK)
def surest_when_wrong(ask: Any) -> Any:
    """Confidence is turned round."""
    return _of_confidence(ask, lambda sure: 1 - sure)


@fault("confidence", _ASK)
def confidence_in_percent(ask: Any) -> Any:
    """Confidence counts to a hundred."""
    return _of_confidence(ask, lambda sure: 100 * sure)
