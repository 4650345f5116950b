"""An index as files that load in milliseconds, and a manifest that proves them whole.

Beside Chroma's own folder lie ``records.json`` and ``vectors.npy``, so that a fresh process
can answer without importing chromadb, which takes a second. The manifest has the size and
digest of every file; whatever differs from it is damage.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from ingest.errors import StoreError
from ingest.records import Index, Injection, Record, Vectors

FORMAT = 1
"""Raised whenever the files or their meaning change; older ones are rebuilt."""

MANIFEST = "manifest.json"
RECORDS = "records.json"
VECTORS = "vectors.npy"
CHROMA = "chroma"
_BLOCK = 1 << 20


class DamagedIndexError(StoreError):
    """The stored index can't be trusted. It never leaves the package: it means "rebuild"."""


class UnwritableStoreError(StoreError):
    """The folder can't be written. It never leaves the package: it means "use memory"."""


def content_digest(index: Index) -> str:
    """A digest over every record and every bit of every vector."""
    digest = hashlib.sha256(f"{index.fingerprint}\n{index.encoder}\n".encode())
    for record in index.records:
        digest.update(_dump(asdict(record)))
    digest.update(repr(index.vectors.shape).encode())
    digest.update(np.ascontiguousarray(index.vectors, dtype="<f4").tobytes())
    return digest.hexdigest()


def check_vectors(vectors: Vectors, count: int, dimension: int) -> None:
    """Refuse vectors that no encoder here could have made.

    Raises:
        DamagedIndexError: Wrong shape, NaN, infinity, or not of unit length.
    """
    if vectors.shape != (count, dimension):
        raise DamagedIndexError(
            f"the vectors have the shape {vectors.shape}, not {(count, dimension)}"
        )
    if not np.isfinite(vectors).all():
        raise DamagedIndexError("a vector has NaN or infinity in it")
    if count and np.abs(np.linalg.norm(vectors, axis=1) - 1).max() > 1e-3:
        raise DamagedIndexError("a vector is not of unit length")


def write(folder: Path, index: Index) -> None:
    """Write the snapshot and, last, the manifest of all that is in the folder; flush it all."""
    vectors = io.BytesIO()
    np.save(vectors, index.vectors, allow_pickle=False)
    (folder / VECTORS).write_bytes(vectors.getvalue())
    (folder / RECORDS).write_bytes(_dump([list(asdict(each).values()) for each in index.records]))
    manifest = {
        "format": FORMAT,
        "fingerprint": index.fingerprint,
        "encoder": index.encoder,
        "dimension": index.vectors.shape[1],
        "counts": Counter(record.kind for record in index.records),
        "chromadb": metadata.version("chromadb"),
        "content": content_digest(index),
        "injections": to_rows(index.injections),
        "files": {
            name: {"size": (folder / name).stat().st_size, "sha256": _digest(folder / name)}
            for name in _files(folder)
        },
    }
    (folder / MANIFEST).write_bytes(_dump(manifest, indent=2))
    flush(folder)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest and check its form.

    Raises:
        DamagedIndexError: It is missing or not what :func:`write` writes.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise DamagedIndexError(f"{MANIFEST}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise DamagedIndexError(f"{MANIFEST} is not JSON") from error
    found = manifest.get("format") if isinstance(manifest, dict) else None
    if found != FORMAT:
        raise DamagedIndexError(f"{MANIFEST} has the format {found!r}, not {FORMAT}")
    shape = {
        "fingerprint": str, "encoder": str, "dimension": int, "counts": dict,
        "chromadb": str, "content": str, "files": dict,
    }  # fmt: skip
    for key, kind in shape.items():
        if not isinstance(manifest.get(key), kind):
            raise DamagedIndexError(f"{MANIFEST} has no {key}")
    return dict(manifest)


def to_rows(injections: Sequence[Injection]) -> list[list[str]]:
    """Injections as JSON; :func:`from_rows` reads them."""
    return [[each.document, each.sha256, each.quote] for each in injections]


def from_rows(rows: object) -> tuple[Injection, ...]:
    """The injections that :func:`to_rows` wrote.

    Raises:
        DamagedIndexError: They are none.
    """
    found = []
    for row in rows if isinstance(rows, list) else [rows]:
        if not (isinstance(row, list) and len(row) == 3 and all(isinstance(x, str) for x in row)):
            raise DamagedIndexError("the injections can't be read")
        found.append(Injection(*row))
    return tuple(found)


def read(folder: Path, manifest: Mapping[str, Any]) -> Index:
    """Load records and vectors, checked against the manifest; Chroma's files aren't looked at.

    Raises:
        DamagedIndexError: Anything differs from the manifest.
    """
    records_bytes = _checked(folder, RECORDS, manifest)
    vectors_bytes = _checked(folder, VECTORS, manifest)
    try:
        records = tuple(Record(*row) for row in json.loads(records_bytes))
        vectors: Vectors = np.load(io.BytesIO(vectors_bytes), allow_pickle=False)
    except (ValueError, TypeError, EOFError) as error:
        raise DamagedIndexError(f"the snapshot can't be read: {error}") from error
    if Counter(record.kind for record in records) != manifest["counts"]:
        raise DamagedIndexError(f"{RECORDS} has other counts than {MANIFEST}")
    check_vectors(vectors, len(records), manifest["dimension"])
    vectors.setflags(write=False)
    injections = from_rows(manifest.get("injections", []))
    return Index(manifest["fingerprint"], manifest["encoder"], records, vectors, injections)


def check_chroma(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Check that Chroma's files are, byte for byte, the ones that were verified.

    Raises:
        DamagedIndexError: One is missing, changed or new, or another chromadb wrote them.
    """
    if (version := metadata.version("chromadb")) != manifest["chromadb"]:
        raise DamagedIndexError(f"chromadb {manifest['chromadb']} made it, this is {version}")
    names = set(manifest["files"]) - {RECORDS, VECTORS}
    if extra := sorted(set(_files(folder)) - names - {RECORDS, VECTORS}):
        raise DamagedIndexError(f"{extra[0]} is not of this index")
    if not names:
        raise DamagedIndexError(f"{MANIFEST} knows no file of Chroma's")
    for name in sorted(names):
        entry = _entry(manifest, name)
        try:
            intact = (folder / name).stat().st_size == entry["size"]
            intact = intact and _digest(folder / name) == entry["sha256"]
        except OSError as error:
            raise DamagedIndexError(f"{name}: {error.strerror or error}") from error
        if not intact:
            raise DamagedIndexError(f"{name} has changed")


def flush(folder: Path) -> None:
    """Have the disk keep every file and folder, before anything is renamed into place."""
    for directory, _, names in os.walk(folder):
        for path in (*(Path(directory, name) for name in names), Path(directory)):
            if os.name == "nt" and path.is_dir():
                continue  # Windows can't open folders
            handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _checked(folder: Path, name: str, manifest: Mapping[str, Any]) -> bytes:
    entry = _entry(manifest, name)
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        raise DamagedIndexError(f"{name}: {error.strerror or error}") from error
    if len(data) != entry["size"]:
        raise DamagedIndexError(f"{name} has {len(data)} bytes, not {entry['size']}")
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        raise DamagedIndexError(f"{name} has changed")
    return data


def _entry(manifest: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    entry = manifest["files"].get(name)
    if not isinstance(entry, dict) or not {"size", "sha256"} <= entry.keys():
        raise DamagedIndexError(f"{MANIFEST} says nothing of {name}")
    return entry


def _files(folder: Path) -> list[str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    names = (path.relative_to(folder).as_posix() for path in paths)
    return sorted(name for name in names if name != MANIFEST)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _dump(value: object, indent: int | None = None) -> bytes:
    # ASCII, since a lone surrogate has no UTF-8 form.
    return json.dumps(value, indent=indent, separators=None if indent else (",", ":")).encode()
