"""What the page stands on: assistants, kept conversations, and who is asking."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import streamlit as st

from assistant.history.access import configured_sign_in
from assistant.history.errors import SignInError
from assistant.history.limits import RateLimiter
from assistant.history.memory import MemoryHistory
from assistant.history.passwords import configured_passwords
from assistant.history.records import new_id
from assistant.history.store import History, open_history
from assistant.history.visitor import Visitor, visitor_of
from assistant.records import Answer
from assistant.resolve import Memory
from ingest.corpora import list_corpora, load_corpus
from ingest.errors import XuanxingError
from ingest.records import Corpus
from ingest.settings import IngestSettings

_log = logging.getLogger(__name__)


class Talk(Protocol):
    """A conversation, as the page uses it."""

    @property
    def memory(self) -> Memory | None:
        """What the next question may lean on."""
        ...

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

    def conversation(self, turns: Sequence[Answer] = (), memory: Memory | None = None) -> Talk:
        """A conversation, from where ``memory`` left it."""
        ...

    def reweigh(self, answer: Answer, weights: Mapping[str, float]) -> Answer:
        """Decides again with the needs weighed."""
        ...


class Services:
    """The real ones. Tests give the page others."""

    def corpora(self) -> Mapping[str, str]:
        """What may be asked: the ids of corpora, and their titles. The default comes first."""
        default = IngestSettings.from_env().corpus
        return {
            corpus.id: corpus.title
            for corpus in map(_corpus, dict.fromkeys([default, *_bundled()]))
        }

    def assistant(self, corpus: str) -> Helper:
        """The assistant of a corpus, its index opened or built by now."""
        default = IngestSettings.from_env().corpus
        return load_assistant(default if _corpus(default).id == corpus else corpus)

    def history(self) -> History:
        """Where conversations are kept; in memory, if they can't be kept."""
        return load_history()

    def visitor(self) -> Visitor | None:
        """Who is asking; ``None`` who has to sign in first."""
        sign_in = configured_sign_in(st.get_option("server.address"))
        return visitor_of(
            sign_in,
            session=st.session_state.setdefault("visitor", new_id()),
            cookies=st.context.cookies,
            user=st.user,
            passwords=configured_passwords() if sign_in == "password" else None,
        )

    def owner(self) -> str:
        """Whose conversations are shown.

        Raises:
            SignInError: Nobody has signed in.
        """
        visitor = self.visitor()
        if visitor is None:
            raise SignInError("nobody has signed in.", hint="Sign in, then ask again.")
        return visitor.owner

    def count(self) -> None:
        """Counts one question of this visitor.

        Raises:
            RateLimitError: It comes too soon after others.
        """
        visitor = self.visitor()
        _limiter().take(visitor.counted if visitor else "")


@st.cache_resource(show_spinner=False)
def load_assistant(corpus: str) -> Helper:
    """The one assistant of this server for a corpus. What fails is not kept: a reload retries."""
    from assistant import Assistant

    return Assistant(corpus=corpus).open()


@st.cache_resource(show_spinner=False)
def load_history() -> History:
    """The one history of this server."""
    try:
        return open_history()
    except XuanxingError as error:
        _log.warning("Conversations are not kept: %s", error)
        return MemoryHistory()


@st.cache_resource(show_spinner=False)
def _limiter() -> RateLimiter:
    return RateLimiter()


@st.cache_resource(show_spinner=False)
def _corpus(corpus: str) -> Corpus:
    return load_corpus(corpus)


def _bundled() -> list[str]:
    return list_corpora()
