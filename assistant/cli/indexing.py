"""``xuanxing ingest``: builds the index, then reads it again as a later process would."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.cli import show
from assistant.cli.terminal import Progress, emit, look, progress_bar, tell
from ingest.errors import StoreError

if TYPE_CHECKING:
    from assistant.opening import Source
    from ingest.records import Corpus, Index
    from ingest.settings import IngestSettings
    from ingest.store import Store


def ingest(options: Namespace, settings: IngestSettings) -> int:
    """Builds or checks the index and says what it did; 0 only when the index verifies."""
    from ingest.corpora import load_corpus
    from ingest.store import open_store

    began = time.perf_counter()
    corpus = load_corpus(settings.corpus)
    store = open_store(settings.store)
    wanted = _wanted(corpus, settings.corpus)
    done = "checked"
    notices: Sequence[str] = ()
    if orders := sum(each.kind == "injection" for each in corpus.article.dropped):
        tell(f"left out {orders} sentences that give orders to an assistant: see --show-dropped.")
    if not options.check:
        notices, built = _build(wanted, settings, store, rebuild=options.rebuild)
        done = "built and verified" if built else "up to date"
    size = sum(len(index.records) for index in _read(wanted, settings, store, notices))
    for notice in notices:
        tell(notice)
    seconds = time.perf_counter() - began
    emit(f"{corpus.id}: {size} records {done} in {seconds:.1f} s, kept in {store}")
    if options.show_dropped or options.verbose:
        emit(show.dropped(corpus, look()))
    return 0


def _wanted(corpus: Corpus, place: str) -> tuple[Source, ...]:
    from assistant.opening import option_names, sources
    from ingest.corpora import locate

    return sources(corpus, option_names(corpus), locate(place).parent)


def _build(
    wanted: Sequence[Source],
    settings: IngestSettings,
    store: Store,
    *,
    rebuild: bool,
) -> tuple[Sequence[str], bool]:
    """What there is to tell, and whether anything had to be built."""
    from ingest.build import open_index

    built = False
    notices: list[str] = []
    for source in wanted:
        with progress_bar(f"Embedding {source.name}") as bar:
            noted = _Noted(bar)
            index = open_index(
                source.name,
                source.records,
                settings.encoder,
                store,
                injections=source.injections,
                ready=source.ready,
                progress=noted,
                rebuild=rebuild,
                wait=settings.lock_wait,
            )
        built = built or noted.called
        notices.extend(index.notices)
    return tuple(dict.fromkeys(notices)), built


class _Noted:
    """Passes progress on and remembers that there was some."""

    def __init__(self, to: Progress | None) -> None:
        self.called = False
        self._to = to

    def __call__(self, done: int, total: int) -> None:
        self.called = True
        if self._to is not None:
            self._to(done, total)


def _read(
    wanted: Sequence[Source],
    settings: IngestSettings,
    store: Store,
    notices: Sequence[str],
) -> list[Index]:
    """The indexes as they are kept.

    Raises:
        StoreError: One is missing or damaged; if it was built a moment ago, why it wasn't kept.
    """
    from ingest.build import check_index

    try:
        return [
            check_index(
                source.name, source.records, settings.encoder, store, injections=source.injections
            )
            for source in wanted
        ]
    except StoreError as error:
        if not notices:
            raise
        raise StoreError(
            f"the index was built but not kept: {' '.join(notices)}",
            hint="Give a folder that can be written: --store FOLDER.",
        ) from error
