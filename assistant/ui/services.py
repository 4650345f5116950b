"""What the page stands on: assistants, kept conversations, and who is asking."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
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
from assistant.settings import Settings
from ingest.corpora import known_corpora, load_corpus
from ingest.errors import ModelError, SettingsError, XuanxingError
from ingest.records import Corpus, Language
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

    @property
    def llm(self) -> str | None:
        """The name of the language model that words the answers, if one is set."""
        ...

    def check_llm(self, language: Language = "en") -> None:
        """Asks the language model for one word.

        Raises:
            XuanxingError: None came.
        """

    def conversation(self, turns: Sequence[Answer] = (), memory: Memory | None = None) -> Talk:
        """A conversation, from where ``memory`` left it."""
        ...

    def reweigh(self, answer: Answer, weights: Mapping[str, float]) -> Answer:
        """Decides again with the needs weighed."""
        ...


@dataclass(frozen=True, slots=True)
class WithoutModel:
    """An assistant whose language model can't be loaded: it answers in words of its own.

    Attributes:
        helper: The same without a model.
        llm: The name of the model that was wanted.
        problem: Why there is none.
    """

    helper: Helper
    llm: str
    problem: XuanxingError

    @property
    def corpus(self) -> Corpus:
        """The corpus that is answered from."""
        return self.helper.corpus

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know of the index."""
        return self.helper.notices

    def check_llm(self, language: Language = "en") -> None:  # noqa: ARG002 - as it was raised
        """Tells why there is none."""
        raise self.problem

    def conversation(self, turns: Sequence[Answer] = (), memory: Memory | None = None) -> Talk:
        """A conversation, from where ``memory`` left it."""
        return self.helper.conversation(turns, memory)

    def reweigh(self, answer: Answer, weights: Mapping[str, float]) -> Answer:
        """Decides again with the needs weighed."""
        return self.helper.reweigh(answer, weights)


class Services:
    """The real ones. Tests give the page others."""

    def corpora(self) -> Mapping[str, str]:
        """What may be asked: the ids of corpora, and their titles. The default comes first."""
        return {identity: _corpus(given).title for identity, given in _known().items()}

    def unusable(self) -> Sequence[str]:
        """Which of the user's own corpora can't be chosen, and why."""
        settings = IngestSettings.from_env()
        found = {given: _read(given) for given in known_corpora(settings.corpora)}
        return tuple(
            f"{Path(given).name}: {error}"
            for given, error in found.items()
            if isinstance(error, XuanxingError)
        )

    def assistant(self, corpus: str) -> Helper:
        """The assistant of a corpus, its index opened or built by now."""
        return load_assistant(_known().get(corpus, corpus))

    def check_llm(self, assistant: Helper, language: Language) -> None:
        """Tries an assistant's language model, though not at every look: a call may cost money.

        Raises:
            XuanxingError: It doesn't answer.
        """
        if (problem := _tried(assistant.llm, language, assistant)) is not None:
            raise problem

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
    """The one assistant of this server for a corpus. What fails is not kept: a reload retries.

    Without its language model there is still everything but the model's wording.
    """
    from assistant import Assistant

    settings = Settings.from_env()
    try:
        return Assistant(corpus=corpus, settings=settings).open()
    except (ModelError, SettingsError) as error:
        if settings.llm is None:
            raise
        _log.warning("Answers are not worded by %s: %s", settings.llm, error)
        ours = settings.model_copy(update={"llm": None})
        return WithoutModel(Assistant(corpus=corpus, settings=ours).open(), settings.llm, error)


@st.cache_resource(show_spinner=False, ttl=30)
def _tried(llm: str | None, language: Language, _assistant: Helper) -> XuanxingError | None:  # noqa: ARG001 - one model serves all corpora
    try:
        _assistant.check_llm(language)
    except XuanxingError as error:
        return error
    return None


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


def _known() -> Mapping[str, str]:
    """The ids of the corpora, and what each is loaded by: the default, ours, the user's own.

    Raises:
        XuanxingError: The default can't be read. Others that can't be are left out.
    """
    settings = IngestSettings.from_env()
    known = {_corpus(settings.corpus).id: settings.corpus}
    for given in known_corpora(settings.corpora):
        if not isinstance(found := _read(given), XuanxingError):
            known.setdefault(found.id, given)
    return known


@st.cache_resource(show_spinner=False)
def _read(corpus: str) -> Corpus | XuanxingError:
    try:
        return load_corpus(corpus)
    except XuanxingError as error:
        _log.warning("%s is left out: %s", corpus, error)
        return error
