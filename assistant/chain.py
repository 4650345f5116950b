"""The assistant as people use it: opens its corpus and index, then asks the engine."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, cast

from assistant.late import LateRunnable
from assistant.opening import Opened, open_assistant
from assistant.records import Answer, SearchResult
from assistant.resolve import Memory
from assistant.settings import Settings
from assistant.stream import deltas
from assistant.text import fold
from ingest.build import Progress
from ingest.encoders import Encoder
from ingest.errors import InputError
from ingest.records import Corpus, Language
from ingest.store import Store

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig
    from langchain_core.tools import BaseTool

    from assistant.retriever import ArticleRetriever
    from assistant.runnable import AssistantRunnable
    from assistant.writer import Condenser, Writer

_MAX_LIMIT = 100


class Assistant(LateRunnable):
    """Answers questions from one corpus; safe to share between threads.

    It is a LangChain ``Runnable[str, Answer]``: ``batch``, ``ainvoke``, ``|`` and the rest come
    with it.

    Nothing is read until the first question. The index is then built, or repaired, if need be.

    Args:
        corpus: The id of a corpus, or a folder; ``XUANXING_CORPUS`` if left out.
        encoder: ``"bundled"``, a sentence-transformers name or folder, or an object with
            ``encode_query`` and ``encode_document``; ``XUANXING_ENCODER`` if left out.
        store: A folder, ``"http://host:port"`` of a Chroma server, or a store object;
            ``XUANXING_STORE`` if left out.
        llm: A chat model that words the answers, ``"provider:model"`` as LangChain names it, or
            an object of its; ``XUANXING_LLM`` if left out. Every sentence it writes is checked
            before anybody sees it, and it decides nothing.
        settings: In place of the environment.
        progress: Called with (done, total) while an index is built.

    Raises:
        SettingsError: A setting is not understood.
    """

    def __init__(
        self,
        corpus: str | PathLike[str] | None = None,
        encoder: str | Encoder | None = None,
        store: str | PathLike[str] | Store | None = None,
        *,
        llm: str | BaseChatModel | None = None,
        settings: Settings | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._given = (corpus, encoder, store)
        self._llm = llm
        self._settings = settings
        self._progress = progress
        self._writer: Writer | None = None
        self._condenser: Condenser | None = None
        self._opened: Opened | None = None
        self._lock = threading.Lock()

    def open(self, *, rebuild: bool = False) -> Assistant:
        """Loads or builds the index now rather than at the first question.

        Raises:
            CorpusError: The corpus doesn't fit its schema or its article.
            StoreError: The index can't be read or built.
            ModelError: The language model can't be loaded.
        """
        with self._lock:
            if self._opened is None or rebuild:
                settings = self._settings or Settings.from_env()
                opened = open_assistant(
                    *self._given, settings=settings, progress=self._progress, rebuild=rebuild
                )
                llm = settings.llm if self._llm is None else self._llm
                if llm is not None:
                    self._take_on(llm, settings, opened)
                self._opened = opened
        return self

    def _take_on(self, llm: str | BaseChatModel, settings: Settings, opened: Opened) -> None:
        """A language model for the wording, and if it is wanted for follow-ups."""
        from assistant.writer import Condenser, Writer, load_model
        from assistant.writer.reading import Patience

        model, corpus = load_model(llm, settings), opened.engine.corpus
        self._writer = Writer(model, corpus, settings, opened.encoder)
        if settings.llm_condense:
            patience = Patience(
                silence=settings.llm_timeout, whole=settings.llm_deadline / 4, retries=0
            )
            self._condenser = Condenser(model, corpus, patience)

    def _ready(self) -> Opened:
        if self._opened is None:
            self.open()
        return cast("Opened", self._opened)

    @property
    def corpus(self) -> Corpus:
        """The corpus that is answered from."""
        return self._ready().engine.corpus

    @property
    def notices(self) -> tuple[str, ...]:
        """What happened to the index that a person should know."""
        return self._ready().notices

    @property
    def llm(self) -> str | None:
        """The name of the language model that words the answers, if one does."""
        self._ready()
        return self._writer.model.name if self._writer else None

    def check_llm(self, language: Language = "en") -> None:
        """Asks the language model for one word, if there is a model.

        Raises:
            ModelError: None came; the hint says what to do, both in that language.
        """
        self._ready()
        if self._writer:
            from assistant.writer import try_out

            try_out(self._writer.model, language)

    def ask(self, question: str, memory: Memory | None = None) -> Answer:
        """Answers one question.

        Raises:
            InputError: The question is no string.
        """
        return self.ask_within(question, memory)[0]

    def ask_within(
        self,
        question: str,
        memory: Memory | None,
        turns: Sequence[Answer] = (),
        earlier: Sequence[str] = (),
    ) -> tuple[Answer, Memory]:
        """The answer in the light of a conversation, and what it remembers then.

        Args:
            question: As asked.
            memory: What is remembered of the turns before.
            turns: Their answers, as far as they are known here.
            earlier: Questions before those, oldest first.
        """
        answer, memory = self._settle(question, memory, turns, earlier)
        return (self._writer.write(answer, turns) if self._writer else answer), memory

    def stream_within(
        self,
        question: str,
        memory: Memory | None,
        turns: Sequence[Answer] = (),
        earlier: Sequence[str] = (),
    ) -> tuple[Iterator[str | Answer], Memory]:
        """The same in small pieces, the whole Answer last."""
        answer, memory = self._settle(question, memory, turns, earlier)
        return (self._writer.stream(answer, turns) if self._writer else deltas(answer)), memory

    def _settle(
        self,
        question: str,
        memory: Memory | None,
        turns: Sequence[Answer] = (),
        earlier: Sequence[str] = (),
    ) -> tuple[Answer, Memory]:
        """What is answered, before anybody else words it."""
        if not isinstance(question, str):
            raise InputError(
                f"a question is a string, not {type(question).__name__}.",
                hint="Pass the text of the question.",
            )
        opened = self._ready()
        alone = self._condensed(question, memory, turns, earlier)
        if alone is not None and memory is not None:
            answer, memory = opened.engine.answer_as(question, alone, memory)
        else:
            answer, memory = opened.engine.answer(question, memory)
        return opened.annotate(answer), memory

    def _condensed(
        self,
        question: str,
        memory: Memory | None,
        turns: Sequence[Answer],
        earlier: Sequence[str],
    ) -> str | None:
        """A follow-up as a question of its own, if a model may say so and what it says holds."""
        if self._condenser is None or not self._ready().engine.may_lean(question, memory):
            return None
        alone = self._condenser.condense(question, [*earlier, *(turn.question for turn in turns)])
        if alone is None or fold(alone) == fold(question):
            return None
        return alone if self._ready().engine.stands_alone(alone) else None

    def reweigh(self, answer: Answer, weights: Mapping[str, float]) -> Answer:
        """Decides again after the reader has weighed the needs of a choice.

        Args:
            answer: What was answered before; also one that was weighed already.
            weights: By need, 0..10. 0 leaves a need out; 1 is usual, and what a need counts
                that isn't named and wasn't weighed before.

        Returns:
            The same question answered with these weights, which stand in ``weights``. Without
            any need left it is what the article says of choosing in general.

        Raises:
            InputError: The answer is no choice, a need isn't its own, or a weight is out of range.
        """
        opened = self._ready()
        return opened.annotate(opened.engine.reweigh(answer, weights))

    def search(self, query: str, limit: int = 5) -> tuple[SearchResult, ...]:
        """Passages for a query, best first.

        Raises:
            InputError: The query is empty, or ``limit`` is not within 1..100.
        """
        if type(limit) is not int or not 1 <= limit <= _MAX_LIMIT:
            raise InputError(f"limit is {limit!r}.", hint=f"Give 1 to {_MAX_LIMIT}.")
        return self._ready().search(query, limit)

    @property
    def retriever(self) -> ArticleRetriever:
        """A LangChain retriever over the same passages."""
        from assistant.retriever import ArticleRetriever

        return ArticleRetriever(search=self.search)

    @property
    def tool(self) -> BaseTool:
        """A LangChain tool for agents: content for the model, ``Answer.to_dict()`` as artifact."""
        from assistant.tool import make_tool

        return make_tool(
            self.corpus, lambda question, earlier: self.conversation(earlier=earlier).ask(question)
        )

    @property
    def embeddings(self) -> Embeddings:
        """The encoder as LangChain calls one, to open the Chroma collection with."""
        from assistant.embeddings import EncoderEmbeddings

        return EncoderEmbeddings(self._ready().encoder)

    def conversation(
        self,
        turns: Sequence[Answer] = (),
        memory: Memory | None = None,
        *,
        earlier: Iterable[str] = (),
    ) -> Conversation:
        """A conversation that remembers what came before.

        Args:
            turns: The answers so far of one that is taken up again.
            memory: What it remembered after them, its :attr:`Conversation.memory`.
            earlier: Questions that were asked elsewhere, oldest first, as another program's
                history holds them.
        """
        asked = tuple(earlier)
        return Conversation(self, turns, self._recall(asked, memory), earlier=asked)

    def _recall(self, questions: Iterable[str], memory: Memory | None) -> Memory | None:
        """What is remembered after these questions; their answers aren't worded again."""
        for question in questions:
            _, memory = self._ready().engine.answer(question, memory)
        return memory

    def invoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """The same as :meth:`ask`, as LangChain calls it."""
        return self.runnable.invoke(input, config, **kwargs)

    def stream(  # type: ignore[override]
        self, input: str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[str | Answer]:
        """Yields the text in small pieces, then the whole Answer."""
        return self.runnable.stream(input, config, **kwargs)

    @property
    def runnable(self) -> AssistantRunnable:
        """The assistant as LangChain calls it, with configuration, callbacks and tracing."""
        from assistant.runnable import AssistantRunnable

        return AssistantRunnable(self.ask, lambda question: self.stream_within(question, None)[0])


class Conversation:
    """Several turns: each question may lean on the ones before it.

    Attributes:
        turns: The answers so far.
        memory: What it remembers of them; ``None`` before the first. Kept beside a turn, it
            takes the conversation up again from there.
    """

    def __init__(
        self,
        assistant: Assistant,
        turns: Sequence[Answer] = (),
        memory: Memory | None = None,
        *,
        earlier: Sequence[str] = (),
    ) -> None:
        self._assistant = assistant
        self._earlier = tuple(earlier)
        self.turns: tuple[Answer, ...] = tuple(turns)
        self.memory = memory

    def ask(self, question: str) -> Answer:
        """Answers a question in the light of the earlier turns."""
        answer, self.memory = self._assistant.ask_within(
            question, self.memory, self.turns, self._earlier
        )
        self.turns = (*self.turns, answer)
        return answer

    def stream(self, question: str) -> Iterator[str | Answer]:
        """Yields the text in small pieces, then the whole Answer."""
        stream, self.memory = self._assistant.stream_within(
            question, self.memory, self.turns, self._earlier
        )
        for piece in stream:
            if not isinstance(piece, str):
                self.turns = (*self.turns, piece)
            yield piece

    def reset(self) -> None:
        """Forgets all turns."""
        self.memory = None
        self.turns = ()
        self._earlier = ()
