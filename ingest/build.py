"""Records to a ready index: take the stored one, or build it anew when it isn't right."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from ingest.encoders import Encoder, Role, embed, encoder_id, load_encoder
from ingest.errors import EncoderError, InputError, StoreError
from ingest.ready import Text, read_ready
from ingest.records import Corpus, Index, Injection, Language, Record, RecordKind, Vectors
from ingest.snapshot import FORMAT
from ingest.store import DamagedIndexError, Store, UnwritableStoreError
from ingest.tracing import traced

Progress = Callable[[int, int], None]
"""Called with how many records are embedded and how many there are."""

LOCK_WAIT = 120.0
_BATCH = 32


def corpus_records(corpus: Corpus) -> tuple[Record, ...]:
    """What of a corpus is embedded: passages with their heading, points, and the asks."""
    records: dict[str, Record] = {}

    def add(kind: RecordKind, text: str, target: str, language: Language) -> None:
        record = make_record(kind, text, target, language)
        records.setdefault(record.id, record)

    for passage in corpus.passages:
        text = f"{passage.heading}\n{passage.text}" if passage.heading else passage.text
        add("passage", text, passage.id, corpus.language)
    for point in corpus.points:
        languages: tuple[Language, ...] = ("zh", "en")
        for language in languages:
            if language == corpus.language:
                said = [each.quote for each in point.evidence]
            else:
                said = [each.gloss for each in point.evidence if each.gloss]
            add("point", "\n".join([point.label[language], *said]), point.id, language)
        for language in languages:
            for ask in point.asks.get(language, ()):
                add("ask", ask, point.id, language)
    return tuple(records.values())


def make_record(kind: RecordKind, text: str, target: str, language: Language) -> Record:
    """A record whose id follows from what it is."""
    digest = hashlib.sha256(json.dumps([kind, target, language, text]).encode()).hexdigest()
    return Record(f"{kind}-{digest[:20]}", kind, text, target, language)


def fingerprint_of(
    records: Sequence[Record],
    encoder: str,
    settings_key: str = "",
    injections: Sequence[Injection] = (),
) -> str:
    """What an index is named by: whatever would make another index makes another name."""
    digest = hashlib.sha256(json.dumps([FORMAT, encoder, settings_key]).encode())
    rows: list[Record | Injection] = [*records, *injections]
    for row in rows:
        digest.update(json.dumps(list(asdict(row).values())).encode())
    return digest.hexdigest()[:40]


@traced("index")
def open_index(  # noqa: PLR0913 - all but the first four have a default
    name: str,
    records: Iterable[Record],
    encoder: str | Encoder,
    store: Store,
    *,
    injections: Sequence[Injection] = (),
    ready: Path | None = None,
    progress: Progress | None = None,
    rebuild: bool = False,
    wait: float = LOCK_WAIT,
) -> Index:
    """Load the index of these records, or build it when it is missing, stale or damaged.

    Args:
        name: Of the corpus; older indexes of that name lend their vectors.
        records: What to index; their ids are unique.
        encoder: Its spec or the encoder; a spec is loaded only when something is embedded.
        store: Where it is kept.
        injections: What was left out of the article because it gives orders; kept with the index.
        ready: A file of vectors that come along; see :mod:`ingest.ready`.
        progress: Told how far the build is.
        rebuild: Build even when the stored index is right, and embed everything again.
        wait: Seconds to wait for another builder.

    Returns:
        The index, complete and verified. Its ``notices`` say if it was rebuilt and why.

    Raises:
        InputError: There are no records, or two share an id.
        EncoderError: The encoder failed.
        StoreBusyError: Another process built for longer than ``wait``.
        StoreError: The Chroma server can't be reached. (A folder that can't be written is no
            error: the index then lives in memory, and ``notices`` says so.)
    """
    wanted = _checked(records)
    identity = encoder_id(encoder)
    fingerprint = fingerprint_of(wanted, identity, injections=injections)
    if not rebuild:
        found, _ = _look(store, name, fingerprint, identity, wanted)
        if found is not None:
            return replace(found, notices=store.notices)
    notices = list(store.notices)
    index: Index | None = None
    try:
        with store.building(name, wait):
            damage = ""
            if not rebuild:
                # Another builder may have been at work while we waited for the lock.
                found, damage = _look(store, name, fingerprint, identity, wanted)
                if found is not None:
                    return replace(found, notices=store.notices)
            earlier = [] if rebuild else list(store.earlier(name, identity))
            known = {} if rebuild else _known(wanted, identity, earlier, ready)
            vectors = _vectors(wanted, encoder, known, progress)
            index = Index(fingerprint, identity, wanted, vectors, tuple(injections))
            if damage:
                notices.append(f"The index was damaged ({damage}) and has been rebuilt.")
            elif earlier:
                notices.append("The index was out of date and has been rebuilt.")
            store.save(name, index)
    except UnwritableStoreError as error:
        notices.append(f"The index lives in memory only: {error.message}")
        if index is None:
            known = {} if rebuild else _known(wanted, identity, (), ready)
            vectors = _vectors(wanted, encoder, known, progress)
            index = Index(fingerprint, identity, wanted, vectors, tuple(injections))
    return replace(index, notices=tuple(notices))


def check_index(
    name: str,
    records: Iterable[Record],
    encoder: str | Encoder,
    store: Store,
    *,
    injections: Sequence[Injection] = (),
) -> Index:
    """Load the stored index and change nothing.

    Raises:
        StoreError: It is missing or damaged; the message says what is wrong.
    """
    wanted = _checked(records)
    identity = encoder_id(encoder)
    fingerprint = fingerprint_of(wanted, identity, injections=injections)
    found, damage = _look(store, name, fingerprint, identity, wanted)
    if found is None:
        state = f"damaged: {damage}" if damage else "missing or stale"
        raise StoreError(
            f"the index of {name!r} in {store} is {state}.", hint="Build it: xuanxing ingest"
        )
    return replace(found, notices=store.notices)


def _checked(records: Iterable[Record]) -> tuple[Record, ...]:
    wanted = tuple(records)
    if not wanted:
        raise InputError("there is nothing to index: no records.", hint="Is the article empty?")
    seen: set[str] = set()
    for record in wanted:
        if record.id in seen:
            raise InputError(f"two records have the id {record.id!r}.")
        seen.add(record.id)
    return wanted


def _look(
    store: Store, name: str, fingerprint: str, encoder: str, wanted: tuple[Record, ...]
) -> tuple[Index | None, str]:
    """The stored index if it is right; otherwise what is wrong with it, if anything is there."""
    try:
        found = store.load(name, fingerprint)
    except DamagedIndexError as error:
        return None, error.message
    if found is not None and (found.records != wanted or found.encoder != encoder):
        return None, "it holds other records than its name says"
    return found, ""


def _role(record: Record) -> Role:
    return "query" if record.kind in {"ask", "background"} else "document"


def embedded_as(record: Record) -> Text:
    """The role and the text in which a record is embedded."""
    return _role(record), record.text


def _vectors(
    records: Sequence[Record],
    encoder: str | Encoder,
    given: Mapping[Text, Vectors],
    progress: Progress | None,
) -> Vectors:
    """A vector for each record: one that is given for its text, or else embedded."""
    texts = [embedded_as(record) for record in records]
    known = dict(given)
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    report = progress or (lambda _done, _total: None)
    total = len(known) + len(missing)
    report(len(known), total)
    if missing:
        model = load_encoder(encoder)
        roles: tuple[Role, ...] = ("document", "query")
        for role in roles:
            asked = [text for kind, text in missing if kind == role]
            for start in range(0, len(asked), _BATCH):
                batch = asked[start : start + _BATCH]
                for text, vector in zip(batch, embed(model, batch, role), strict=True):
                    known[role, text] = vector
                report(len(known), total)
    if len({len(vector) for vector in known.values()}) > 1:
        if given:
            # An encoder of the same id with another dimension: what was kept is of no use.
            return _vectors(records, encoder, {}, progress)
        raise EncoderError("the encoder returned vectors of different dimensions.")
    vectors: Vectors = np.stack([known[text] for text in texts])
    vectors.setflags(write=False)
    return vectors


def _known(
    records: Sequence[Record], encoder: str, earlier: Iterable[Index], ready: Path | None
) -> dict[Text, Vectors]:
    """What needs no embedding: texts of earlier indexes, and those whose vectors come along."""
    needed = set(map(embedded_as, records))
    known: dict[Text, Vectors] = {}
    for index in earlier:
        for record, vector in zip(index.records, index.vectors, strict=True):
            text = embedded_as(record)
            if text in needed:
                known.setdefault(text, vector)
        if len(known) == len(needed):
            break
    if ready is not None and len(known) < len(needed):
        known |= read_ready(ready, encoder, needed - known.keys())
    return known
