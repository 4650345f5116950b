"""What one visitor's page remembers between reruns, and the assistant that all visitors share."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol, cast

import streamlit as st

from assistant.records import Answer
from assistant.ui.wording import Words
from ingest.errors import XuanxingError
from ingest.records import Corpus

_KEY = "session"
_log = logging.getLogger(__name__)


class Talk(Protocol):
    """A conversation, as the page uses it."""

    def stream(self, question: str) -> Iterator[str | Answer]:
        """Text as it comes, and at last the answer."""


class Helper(Protocol):
    """An assistant, as the page uses it."""

    @property
    def corpus(self) -> Corpus:
        """The corpus that is answered from."""
        ...

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know of the index."""
        ...

    def conversation(self) -> Talk:
        """A conversation that remembers its turns."""
        ...


@st.cache_resource(show_spinner=False)
def load_assistant() -> Helper:
    """The one assistant of this server, its index opened or built by now.

    Its settings come from the environment. What fails is not kept, so a reload tries again.
    """
    from assistant import Assistant

    return Assistant().open()


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as a person reads it: what is wrong, and what to do."""

    message: str
    hint: str

    @classmethod
    def of(cls, error: Exception, words: Words) -> Problem:
        """The words of an error raised on purpose; any other goes to the log only."""
        if isinstance(error, XuanxingError):
            return cls(error.message, error.hint)
        _log.error("The page could not answer.", exc_info=error)
        return cls(words.unexpected, words.unexpected_hint)


@dataclass(slots=True)
class Turn:
    """A question and what came of it; neither answer nor problem while it is being answered."""

    question: str
    answer: Answer | None = None
    problem: Problem | None = None


@dataclass(slots=True)
class Session:
    """One visitor's conversation.

    Attributes:
        talk: The assistant's memory of it.
        turns: What is on the page, oldest first.
        asked: A question that a button asked, until it is taken up.
        chosen: The citation that the article shows: number of the turn and of the citation.
    """

    talk: Talk
    turns: list[Turn] = field(default_factory=list)
    asked: str | None = None
    chosen: tuple[int, int] | None = None

    def take_asked(self) -> str | None:
        """The question a button asked, once."""
        asked, self.asked = self.asked, None
        return asked

    def settle(self, turn: Turn) -> None:
        """Where the article is open, turn it to the evidence of the newest answer."""
        if self.chosen is not None:
            citations = turn.answer.citations if turn.answer else ()
            self.chosen = (len(self.turns) - 1, 1) if citations else None


def current(assistant: Helper) -> Session:
    """This visitor's session; a new one at the first visit."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session(assistant.conversation())
    return cast("Session", st.session_state[_KEY])


# What buttons do. Streamlit calls these before it runs the page again.


def restart() -> None:
    """Begin a new conversation."""
    st.session_state.pop(_KEY, None)


def ask(question: str) -> None:
    """Ask as if it had been typed."""
    _existing().asked = question


def ask_again(turn: int) -> None:
    """Ask the question of an unanswered turn once more."""
    session = _existing()
    session.asked = session.turns.pop(turn).question


def choose(turn: int, number: int) -> None:
    """Show a citation in the article, or close the article if it is the one on show."""
    session = _existing()
    session.chosen = None if session.chosen == (turn, number) else (turn, number)


def close() -> None:
    """Close the article."""
    _existing().chosen = None


def _existing() -> Session:
    return cast("Session", st.session_state[_KEY])
