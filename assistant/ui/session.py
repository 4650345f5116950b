"""What one visitor's page remembers between reruns, and what its buttons do."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

import streamlit as st

from assistant.history.memory import MemoryHistory
from assistant.history.recorder import Recorder
from assistant.history.records import Problem, SavedTurn
from assistant.records import Answer, Citation
from assistant.ui.services import Helper, Services
from assistant.ui.wording import Words
from ingest.errors import XuanxingError
from ingest.records import Corpus

PARAMETER = "c"
"""Names the conversation in the page's address, so that a refresh finds it again."""
SHARED = "shared"
"""Names, instead, a link to somebody's conversation, which can only be read."""
_KEY = "session"
_WORD = re.compile(r"[a-z]+ ")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pending:
    """A question that is to be answered.

    Attributes:
        instead_of: The turn whose place it takes.
        typed: Whether it comes from the question box, and not from another control.
    """

    question: str
    instead_of: str | None = None
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The span that the article shows, and the answer that cites it."""

    turn: str
    start: int
    end: int


@dataclass(slots=True)
class Session:
    """One visitor's page.

    Attributes:
        recorder: The conversation on it.
        pending: A question that a button asked, until it is taken up.
        chosen: What the article shows; ``None`` while it is closed.
        editing: The turn whose question is being edited.
        notice: A sentence about what just went wrong.
        link: The link that it was opened with, if it is somebody else's, and only to be read.
    """

    recorder: Recorder
    pending: Pending | None = None
    chosen: Chosen | None = None
    editing: str | None = None
    notice: Problem | None = None
    link: str = ""

    def take_pending(self) -> Pending | None:
        """The question a button asked, once."""
        pending, self.pending = self.pending, None
        return pending

    def turn(self, identity: str) -> SavedTurn | None:
        """A turn by its id."""
        return next((turn for turn in self.recorder.turns if turn.id == identity), None)

    def follow(self, turn: str) -> None:
        """Where the article is open, turn it to the first citation of an answer."""
        if self.chosen is not None:
            found = self.turn(turn)
            citations = found.answer.citations if found and found.answer else ()
            self.chosen = next((Chosen(turn, c.start, c.end) for c in citations[:1]), None)


def cited_by(session: Session, corpus: Corpus) -> dict[tuple[int, int], tuple[int, ...]]:
    """The spans of the article that answers on the page cite, with the numbers of those."""
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for number, turn in enumerate(session.recorder.turns, start=1):
        for citation in turn.answer.citations if turn.answer else ():
            if citation.sha256 == corpus.article.sha256:
                span = (citation.start, citation.end)
                found[span] = (*found.get(span, ()), number)
    return found


def problem_of(error: Exception, words: Words) -> Problem:
    """What went wrong in the reader's words; what lies behind it follows in the hint's next line.

    Of an error that wasn't raised on purpose only the kind is told; the log has all of it.
    """
    if not isinstance(error, XuanxingError):
        _log.error("The page could not answer.", exc_info=error)
        return Problem(words.unexpected, f"{words.unexpected_hint}\n{type(error).__name__}")
    kinds = [kind.__name__ for kind in type(error).__mro__]
    name = next((kind for kind in kinds if kind in words.troubles), None)
    if name is None:
        begin = _WORD.match(
            error.message
        )  # as after the command's name, unless it is a name itself
        message = error.message[:1].upper() + error.message[1:] if begin else error.message
        return Problem(message, error.hint)
    message, hint = (
        text.format(seconds=getattr(error, "seconds", "")) for text in words.troubles[name]
    )
    return Problem(message, f"{hint}\n{error}")


def cited(answer: Answer) -> Sequence[Citation]:
    """Everything that an answer quotes: in its text first, then in its ledger."""
    rows = [c for row in answer.ledger for found in row.citations.values() for c in found]
    found = {(c.start, c.end): c for c in reversed([*answer.citations, *rows])}
    return tuple(reversed(found.values()))


def current(services: Services, corpus: str, words: Words) -> Session:
    """This visitor's session: the conversation that the address names, or a new one."""
    link = st.query_params.get(SHARED, "")
    session = cast("Session | None", st.session_state.get(_KEY))
    notice = None
    if link:
        if session is not None and session.link == link:
            return session
        try:
            session = st.session_state[_KEY] = _reading(services, link)
        except XuanxingError as error:
            notice = problem_of(error, words)
            del st.query_params[SHARED]
        else:
            return session
    wanted = st.query_params.get(PARAMETER, "")
    if session is None or session.link:
        session = Session(Recorder(services.history(), services.owner(), corpus))
        st.session_state[_KEY] = session
    elif wanted == session.recorder.conversation:
        session.recorder.refresh()
    if wanted and wanted != session.recorder.conversation:
        try:
            session.recorder = Recorder.resume(services.history(), services.owner(), wanted)
        except XuanxingError as error:
            session.notice = problem_of(error, words)
            del st.query_params[PARAMETER]
        session.chosen = session.editing = None
    session.notice = session.notice or notice
    return session


def _reading(services: Services, link: str) -> Session:
    """Somebody's conversation as they shared it; what is changed in it stays on this page."""
    saved = services.history().shared(link)
    session = Session(Recorder(MemoryHistory(), "reader", saved.corpus), link=link)
    session.recorder.turns = saved.turns
    return session


def name_in_address(session: Session) -> None:
    """From its first question on, the address names the conversation."""
    if session.recorder.turns and PARAMETER not in st.query_params:
        st.query_params[PARAMETER] = session.recorder.conversation


# What controls do. Streamlit calls these before it runs the page again.


def restart() -> None:
    """Begin a new conversation."""
    st.session_state.pop(_KEY, None)
    for name in (PARAMETER, SHARED):
        if name in st.query_params:
            del st.query_params[name]


def open_conversation(identity: str) -> None:
    """Take up a kept conversation."""
    restart()
    st.query_params[PARAMETER] = identity


def ask(question: str) -> None:
    """Ask as if it had been typed."""
    _existing().pending = Pending(question)


def ask_again(turn: str) -> None:
    """Ask the question of a turn once more, in its place."""
    session = _existing()
    if (found := session.turn(turn)) is not None:
        session.pending = Pending(found.question, turn)


def edit(turn: str | None) -> None:
    """Begin to edit a question, or leave it as it is."""
    _existing().editing = turn


def ask_edited(turn: str, key: str) -> None:
    """Ask what a question has been changed to, in its place."""
    session = _existing()
    question = str(st.session_state.get(key) or "").strip()
    session.editing = None
    if question:
        session.pending = Pending(question, turn)


def choose(turn: str, start: int, end: int) -> None:
    """Show a span in the article, or close the article if it is the one on show."""
    session = _existing()
    chosen = Chosen(turn, start, end)
    session.chosen = None if session.chosen == chosen else chosen


def close() -> None:
    """Close the article."""
    _existing().chosen = None


def weigh(assistant: Helper, turn: str, need: str, weight: float, words: Words) -> None:
    """Weigh a need of an answer, and decide again in its place."""
    session = _existing()
    found = session.turn(turn)
    if found is None or found.answer is None:
        return
    try:
        answer = assistant.reweigh(found.answer, {need: weight})
    except Exception as error:  # noqa: BLE001 - the answer stays, a sentence says why
        session.notice = problem_of(error, words)
        return
    memory = found.memory
    if memory is not None:
        every = tuple(each for each in memory.every if answer.weights.get(each, 1.0) > 0)
        memory = replace(memory, needs=answer.needs, every=every)
    session.recorder.settle(turn, answer=answer, memory=memory)
    spans = {(citation.start, citation.end) for citation in cited(answer)}
    shown = session.chosen
    if shown is not None and shown.turn == turn and (shown.start, shown.end) not in spans:
        session.follow(turn)


def trigger(key: str, name: str, act: Callable[[object], None]) -> Callable[[], None]:
    """What a component's event does, as Streamlit calls it: without arguments."""

    def handle() -> None:
        act(getattr(st.session_state.get(key), name, None))

    return handle


def _existing() -> Session:
    return cast("Session", st.session_state[_KEY])
