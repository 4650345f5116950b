"""What is kept of a conversation."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, get_args

from assistant.records import Answer
from assistant.resolve import Memory

Rating = Literal["up", "down"]
Complaint = Literal[
    "wrong_verdict",
    "wrong_quote",
    "should_have_refused",
    "should_have_answered",
    "unclear",
    "other",
]
COMPLAINTS: tuple[Complaint, ...] = get_args(Complaint)
MAX_COMMENT = 2000
"""Characters that are kept of a comment."""
DAYS_IN_BIN = 30
"""How long a deleted conversation can be brought back."""


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """An id that nobody can guess."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a question got no answer: what is wrong, and what to do."""

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person thought of an answer.

    Attributes:
        rating: Thumb up or down.
        reason: What was wrong with it, if anything was said.
        comment: In the person's own words, at most :data:`MAX_COMMENT` characters.
    """

    rating: Rating
    reason: Complaint | None = None
    comment: str = ""
    created: datetime = field(default_factory=now)


@dataclass(frozen=True, slots=True)
class SavedTurn:
    """A question and what came of it; neither answer nor problem while it is being answered.

    Attributes:
        memory: What the conversation remembered after it; asking on starts from there.
        created: When it was asked, in UTC.
    """

    question: str
    answer: Answer | None = None
    problem: Problem | None = None
    memory: Memory | None = None
    feedback: Feedback | None = None
    id: str = field(default_factory=new_id)
    created: datetime = field(default_factory=now)


@dataclass(frozen=True, slots=True)
class SavedConversation:
    """A conversation with all its turns, oldest first.

    Attributes:
        title: The first question, until it is renamed.
        corpus: The id of the corpus that was asked.
        created: When it began, in UTC.
        updated: When a turn was last added or answered, in UTC.
        version: Grows with every change, so that another tab sees that there is one.
        link: The token of its read-only view while it is shared.
    """

    id: str
    title: str
    corpus: str
    created: datetime
    updated: datetime
    turns: tuple[SavedTurn, ...]
    version: int = 0
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in a list.

    Attributes:
        match: Where a search found it in a turn, that turn's question.
    """

    id: str
    title: str
    corpus: str
    created: datetime
    updated: datetime
    version: int
    match: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of conversations, newest first.

    Attributes:
        following: What to pass as ``after`` for the next page, ``None`` on the last.
    """

    items: tuple[Summary, ...]
    following: str | None = None


@dataclass(frozen=True, slots=True)
class RatedTurn:
    """A turn that somebody rated.

    Attributes:
        earlier: The questions that came before it in its conversation.
    """

    conversation: str
    corpus: str
    turn: SavedTurn
    earlier: tuple[str, ...] = ()
