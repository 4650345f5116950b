"""From settings to an engine: the corpus loaded, its index opened, everything wired."""

from __future__ import annotations

from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path

from assistant import background, discourse
from assistant.analyse import MAX_QUESTION, ask_text
from assistant.background import ordinary_words
from assistant.discourse import Discourse
from assistant.engine import Engine
from assistant.injected import injection_warnings
from assistant.options import OptionNames
from assistant.records import Answer, SearchResult
from assistant.retrieve import PointRetriever
from assistant.settings import Settings
from assistant.text import clean, has_content
from ingest.build import Progress, corpus_records, make_record, open_index
from ingest.corpora import load_corpus, locate
from ingest.encoders import Encoder, load_encoder
from ingest.errors import InputError
from ingest.injections import injections_of
from ingest.load import digest_of
from ingest.ready import FILE
from ingest.records import Corpus, Injection, Record
from ingest.store import Store, open_store
from ingest.tracing import traced


@dataclass(slots=True)
class Opened:
    """An engine together with its encoder and the file its answers come from."""

    engine: Engine
    encoder: Encoder
    notices: tuple[str, ...]
    injections: tuple[Injection, ...]
    article: Path
    _seen: tuple[int, int]
    _stale: bool = False

    def annotate(self, answer: Answer) -> Answer:
        """The answer with what only the outside knows: notices, and whether it is stale."""
        article = self.engine.corpus.article
        ordered = injection_warnings(self.injections, article, answer.language)
        return replace(
            answer,
            stale=self._is_stale(),
            warnings=(*answer.warnings, *self.notices, *ordered),
        )

    def _is_stale(self) -> bool:
        try:
            signature = _signature(self.article)
        except OSError:
            return True
        if signature != self._seen:
            self._seen = signature
            self._stale = digest_of(self.article) != self.engine.corpus.article.sha256
        return self._stale

    def search(self, query: str, limit: int) -> tuple[SearchResult, ...]:
        """Passages for a query, best first."""
        corpus = self.engine.corpus
        if not has_content(clean(query[:MAX_QUESTION])):
            raise InputError("the query is empty.", hint="Give a few words to search for.")
        if len(query) > MAX_QUESTION:
            raise InputError(
                f"the query has {len(query)} characters.", hint=f"Keep it under {MAX_QUESTION}."
            )
        need = self.engine.need(query)
        return tuple(
            SearchResult(
                rank=rank,
                similarity=similarity,
                text=passage.text,
                document=corpus.article.document,
                sha256=corpus.article.sha256,
                start=passage.start,
                end=passage.end,
                heading=passage.heading,
                url=corpus.url,
            )
            for rank, (passage, similarity) in enumerate(
                self.engine.retriever.passages(need)[:limit], start=1
            )
        )


@traced("open")
def open_assistant(
    corpus: str | PathLike[str] | None,
    encoder: str | Encoder | None,
    store: str | PathLike[str] | Store | None,
    *,
    settings: Settings,
    progress: Progress | None = None,
    rebuild: bool = False,
) -> Opened:
    """Loads what the arguments, or else the settings, name; builds the index if need be.

    Only the corpus that is named is answered from. Every other article whose index lies in the
    same store is a foreign source: nothing of it reaches an answer, but if it gives orders to an
    assistant, the answers warn of it. What is there is looked up once, here.
    """
    loaded = load_corpus(corpus or settings.corpus)
    chosen = load_encoder(encoder or settings.encoder)
    place = open_store(store or settings.store)
    names = option_names(loaded)
    article = locate(corpus or settings.corpus)
    wanted = sources(loaded, names, article.parent)
    opened = [
        open_index(
            source.name,
            source.records,
            chosen,
            place,
            injections=source.injections,
            ready=source.ready,
            progress=progress,
            rebuild=rebuild,
            wait=settings.lock_wait,
        )
        for source in wanted
    ]
    ordinary, talk, index = opened
    retriever = PointRetriever(loaded, index, ordinary, chosen)
    own = wanted[-1].injections
    return Opened(
        engine=Engine(loaded, names, retriever, Discourse(talk, retriever)),
        encoder=chosen,
        notices=tuple(dict.fromkeys(notice for index in opened for notice in index.notices)),
        injections=tuple(dict.fromkeys([*own, *place.injections()])),
        article=article,
        _seen=_signature(article),
    )


def option_names(corpus: Corpus) -> OptionNames:
    """The corpus's names, beside the words of ordinary questions."""
    return OptionNames(corpus, ordinary_words(background.load_background()))


@dataclass(frozen=True, slots=True)
class Source:
    """What an index is made of.

    Attributes:
        name: Of the index.
        records: What is embedded.
        injections: What was left out of the article because it gives orders.
        ready: The file of vectors that come along, if there is one.
    """

    name: str
    records: tuple[Record, ...]
    injections: tuple[Injection, ...]
    ready: Path


def sources(corpus: Corpus, names: OptionNames, folder: Path) -> tuple[Source, ...]:
    """The indexes that an assistant opens: two of ordinary language, and the corpus's own."""
    own = injections_of(corpus.article)
    return (
        Source(background.NAME, background.load_background(), (), background.VECTORS),
        Source(discourse.NAME, discourse.load_discourse(), (), discourse.VECTORS),
        Source(corpus.id, index_records(corpus, names), own, folder / FILE),
    )


def index_records(corpus: Corpus, names: OptionNames) -> tuple[Record, ...]:
    """A corpus's records, the asks without their framing, as questions are looked up."""
    records: dict[str, Record] = {}
    for record in corpus_records(corpus):
        each = record
        if record.kind == "ask":
            need = ask_text(record.text, names)
            each = make_record("ask", need, record.target, record.language)
        records.setdefault(each.id, each)
    return tuple(records.values())


def _signature(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
