"""The question, and the ones before it, out of a request's messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.plugins.openai_api.schema import Message, OtherPart, TextPart

MAX_EARLIER = 20
"""Earlier questions that are taken along; what a conversation remembers hardly reaches further."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a conversation comes down to.

    Attributes:
        question: The last message of the person.
        earlier: Those before it, oldest first.
        unread: The last message had parts that are no text.
    """

    question: str
    earlier: tuple[str, ...]
    unread: bool = False


def asked(messages: Sequence[Message]) -> Asked | None:
    """What is asked; ``None`` if no message is from a person.

    What others wrote (system prompts, our own answers, results of tools) is left out: answers
    rest on the article alone.
    """
    turns = [message for message in messages if message.role == "user"]
    if not turns:
        return None
    *before, last = turns
    parts = last.content if isinstance(last.content, list) else []
    return Asked(
        question=_text(last),
        earlier=tuple(_text(turn) for turn in before[-MAX_EARLIER:]),
        unread=any(isinstance(part, OtherPart) for part in parts),
    )


def _text(message: Message) -> str:
    if isinstance(message.content, list):
        return "\n".join(part.text for part in message.content if isinstance(part, TextPart))
    return message.content or ""
