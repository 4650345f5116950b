"""The needs of a choice as chips: each can be weighed up or down, or taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.records import Answer
from assistant.ui.component import component
from assistant.ui.inert import visible
from assistant.ui.session import trigger
from assistant.ui.wording import Words
from ingest.records import Language

LEVELS = (0.0, 0.5, 1.0, 2.0)
"""What a need may count here: not at all, less, as usual, more."""


def needs_of(answer: Answer) -> tuple[str, ...]:
    """The needs that may be weighed, those taken away too; none where nothing was chosen."""
    if answer.kind != "choose" or answer.abstained:
        return ()
    return tuple(answer.weights or answer.needs)


def show(
    answer: Answer,
    turn: str,
    status: str,
    language: Language,
    words: Words,
    weigh: Callable[[str, float], None],
) -> None:
    """Draw the chips.

    Args:
        answer: Whose needs.
        turn: The id of its turn.
        status: What a screen reader is told after a change: the verdict.
        language: The reader's.
        words: The reader's words.
        weigh: Called with a need and what it shall count.
    """
    needs = needs_of(answer)
    if not needs:
        return
    key = f"needs-{turn}"

    def act(event: object) -> None:
        if (found := read(event, needs)) is not None:
            weigh(*found)

    component("needs")(
        key=key,
        data=chips(answer, status, language, words),
        on_weighed_change=trigger(key, "weighed", act),
    )


def chips(answer: Answer, status: str, language: Language, words: Words) -> dict[str, Any]:
    """What the chips show."""
    return {
        "label": words.needs,
        "language": language,
        "status": status,
        "needs": [
            _chip(visible(need), answer.weights.get(need, 1.0), words) for need in needs_of(answer)
        ],
    }


def _chip(need: str, weight: float, words: Words) -> dict[str, Any]:
    nearest = min(range(len(LEVELS)), key=lambda level: abs(LEVELS[level] - weight))
    return {
        "text": need,
        "weight": weight,
        "level": words.levels[nearest],
        "lower": LEVELS[nearest - 1] if nearest > 1 else None,
        "higher": LEVELS[nearest + 1] if nearest + 1 < len(LEVELS) else None,
        "down": words.weigh_down.format(need=need),
        "up": words.weigh_up.format(need=need),
        "out": words.leave_out.format(need=need),
        "back": words.take_back.format(need=need),
    }


def read(event: object, needs: tuple[str, ...]) -> tuple[str, float] | None:
    """What a browser sent, if it makes sense."""
    if not isinstance(event, dict):
        return None
    index, weight = event.get("need"), event.get("weight")
    if type(index) is not int or not 0 <= index < len(needs) or weight not in LEVELS:
        return None
    return needs[index], float(weight)
