"""Records in and out of a Chroma collection; the only module that knows chromadb's calls.

The collection's space is the inner product: of vectors of unit length it is the cosine, and
unlike in the space named so, Chroma returns every vector bit for bit as it was given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ingest.errors import StoreError
from ingest.records import Index, Record, Vectors
from ingest.snapshot import check_vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

COLLECTION = "records"
_PAGE = 1000
_CONFIGURATION = {"hnsw": {"space": "ip", "ef_construction": 200, "ef_search": 200}}
_SAME = 1e-4
"""A vector's distance to itself is below this; rounding alone makes it about 1e-7."""


@contextmanager
def embedded(folder: Path) -> Iterator[ClientAPI]:
    """A client for a folder of its own, closed at the end so that the folder may be moved.

    Raises:
        StoreError: Chroma can't open it, or fails while in use.
    """
    with translated(f"Chroma failed in {folder}"):
        import chromadb  # may fail too, with an SQLite that is too old for it
        from chromadb.config import Settings

        client = chromadb.PersistentClient(
            path=str(folder), settings=Settings(anonymized_telemetry=False)
        )
        try:
            yield client
        finally:
            cast("Any", client).close()  # since 1.5, but not in the interface's type


def write(
    client: ClientAPI, name: str, index: Index, extra: Mapping[str, str | int | bool] | None = None
) -> Collection:
    """Put an index into a new collection, read it back and query it: verified before it serves.

    Args:
        client: Any Chroma client.
        name: Of the collection; there mustn't be one.
        index: What to write.
        extra: Metadata of the collection.

    Raises:
        StoreError: What Chroma returns differs from what it was given.
    """
    collection = client.create_collection(
        name,
        metadata=dict(extra) if extra else None,
        configuration=cast("Any", _CONFIGURATION),
        embedding_function=None,
    )
    for start in range(0, len(index.records), _PAGE):
        rows = index.records[start : start + _PAGE]
        collection.add(
            ids=[record.id for record in rows],
            embeddings=cast("Any", index.vectors[start : start + _PAGE]),
            documents=[record.text for record in rows],
            metadatas=[
                {
                    "kind": record.kind,
                    "target": record.target,
                    "language": record.language,
                    "position": start + offset,
                }
                for offset, record in enumerate(rows)
            ],
        )
    verify(collection, index)
    return collection


def read(collection: Collection) -> tuple[tuple[Record, ...], Vectors]:
    """Everything in a collection, in the order it was written.

    Raises:
        StoreError: Something is missing or is no record of ours.
    """
    found: dict[int, tuple[Record, Any]] = {}
    total = collection.count()
    for start in range(0, total, _PAGE):
        page = collection.get(
            limit=_PAGE, offset=start, include=["embeddings", "documents", "metadatas"]
        )
        columns = (page["ids"], page["documents"], page["metadatas"], page["embeddings"])
        if any(column is None for column in columns):
            raise StoreError("Chroma returned records without their text or vector.")
        for identity, text, about, vector in zip(*cast("Any", columns), strict=True):
            try:
                record = Record(identity, about["kind"], text, about["target"], about["language"])
                found[int(about["position"])] = record, vector
            except (KeyError, TypeError, ValueError) as error:
                raise StoreError(f"Chroma has a record that is none of ours: {error}.") from error
    if sorted(found) != list(range(total)):
        raise StoreError(f"Chroma returned {len(found)} records in place of {total}.")
    rows = [found[position] for position in range(total)]
    vectors: Vectors = np.asarray([vector for _, vector in rows], dtype=np.float32)
    return tuple(record for record, _ in rows), vectors


def verify(collection: Collection, index: Index) -> None:
    """Check a collection against the index it should hold.

    Raises:
        StoreError: A record is missing or differs, or doesn't find itself.
    """
    records, vectors = read(collection)
    check_vectors(vectors, len(index.records), index.vectors.shape[1])
    if records != index.records or not np.array_equal(vectors, index.vectors):
        raise StoreError("Chroma returned other records than it was given.")
    places = {record.id: place for place, record in enumerate(records)}
    for start in range(0, len(records), _PAGE):
        own = index.vectors[start : start + _PAGE]
        result = collection.query(query_embeddings=cast("Any", own), n_results=1, include=[])
        for offset, hits in enumerate(result["ids"]):
            # Two records may have the very same vector; then either of them is right.
            nearest = index.vectors[places[hits[0]]] if hits else np.zeros_like(own[offset])
            if float(nearest @ own[offset]) < 1 - _SAME:
                raise StoreError(f"record {records[start + offset].id} doesn't find itself.")


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Chroma's errors as ours; its Rust core can raise one that is no ``Exception``."""
    try:
        yield
    except StoreError:
        raise
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise StoreError(f"{doing}: {type(error).__name__}: {error}") from error
