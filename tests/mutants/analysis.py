"""Faults in understanding a question."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from tests.mutants.seeding import constant, fault

_ANALYSE = "assistant.engine:analyse"
_NEVER = re.compile(r"(?!)")

for _name, _id, _about in (
    ("AVOID", "avoid-ignored", '"Which should I avoid?" is read as "which should I choose?".'),
    ("DIFFER", "comparison-ignored", "Comparisons are read as something else."),
    ("CHOOSE", "choice-ignored", "Words of choosing aren't recognised."),
    ("FACT", "fact-ignored", "Questions of fact are read as choices."),
    ("BREAKS", "clauses-joined", "A question isn't cut into its clauses."),
):
    constant("analysis", f"assistant.phrases:{_name}", _NEVER, _id, _about)


@fault("analysis", "assistant.phrases:AVOID")
def avoid_always(pattern: Any) -> Any:
    """Every choice is read as "which should I avoid?"."""
    return re.compile("")


@fault("analysis", "assistant.phrases:strip_framing")
def framing_left_on(strip: Any) -> Any:
    """Words that only ask or choose stay on the need."""
    return lambda clause: clause.strip()


@fault("analysis", "assistant.text:simplify")
def traditional_unfolded(simplify: Any) -> Any:
    """Traditional Chinese is compared as it stands."""
    return lambda text: text


@fault("analysis", "assistant.text:clean", "assistant.analyse:clean", "assistant.opening:clean")
def width_unfolded(clean: Any) -> Any:
    """Full-width letters and marks are compared as they stand."""
    return lambda text: " ".join(text.split())


@fault("analysis", "assistant.text:fold", "assistant.analyse:fold", "assistant.options:fold")
def case_unfolded(fold: Any) -> Any:
    """Capital letters are compared as they stand."""
    from assistant.text import clean, simplify

    return lambda text: simplify(clean(text))


@fault("analysis", _ANALYSE)
def negation_ignored(analyse: Any) -> Any:
    """Questions are read without their words of negation and avoidance."""
    negation = re.compile(
        r"不|别|没有?|避免|避开|淘汰|\b(?:not|never|no|avoid|without)\b|n't\b", re.IGNORECASE
    )

    def mutated(question: str, names: Any) -> Any:
        return replace(analyse(negation.sub("", question), names), question=question)

    return mutated


def _of_analysis(analyse: Any, **change: Any) -> Any:
    def mutated(question: str, names: Any) -> Any:
        found = analyse(question, names)
        return replace(found, **{name: make(found) for name, make in change.items()})

    return mutated


@fault("analysis", _ANALYSE)
def second_need_dropped(analyse: Any) -> Any:
    """Of several needs only the first is looked up."""
    return _of_analysis(analyse, needs=lambda a: a.needs[:1], focus=lambda _: 0)


@fault("analysis", _ANALYSE)
def last_need_only(analyse: Any) -> Any:
    """Of several needs only the last is looked up."""
    return _of_analysis(analyse, needs=lambda a: a.needs[-1:], focus=lambda _: 0)


@fault("analysis", _ANALYSE)
def needs_cut_short(analyse: Any) -> Any:
    """Only the first six characters of a need are looked up."""
    return _of_analysis(analyse, needs=lambda a: tuple(need[:6] for need in a.needs))


@fault("analysis", _ANALYSE)
def options_forgotten(analyse: Any) -> Any:
    """It is forgotten which options the question names."""
    return _of_analysis(analyse, options=lambda _: ())


@fault("analysis", _ANALYSE)
def everything_hostile(analyse: Any) -> Any:
    """Long questions are taken for attempts to break the assistant."""
    return _of_analysis(analyse, hostile=lambda a: len(a.question) > 50)


@fault("analysis", "assistant.analyse:_kind")
def everything_why(kind: Any) -> Any:
    """Choices are answered as if their grounds were asked for."""

    def mutated(masked: str, *, alone: bool) -> Any:
        found = kind(masked, alone=alone)
        return ("why", True) if found[0] == "choose" else found

    return mutated


@fault("analysis", "assistant.engine:MAX_QUESTION")
def short_questions_only(limit: Any) -> Any:
    """Questions of more than forty characters are refused as too long."""
    return 40


@fault("analysis", "assistant.analyse:_kind")
def why_as_choice(kind: Any) -> Any:
    """Why-questions are answered with a choice."""

    def mutated(masked: str, *, alone: bool) -> Any:
        found = kind(masked, alone=alone)
        return ("choose", True) if found[0] == "why" else found

    return mutated
