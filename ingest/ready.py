"""Vectors that come along with texts, so that their first index is there at once.

A file of them is made by ``make vectors``. Each vector is named by the digest of what it was
embedded from, and all of them by their encoder: what has changed since is embedded as usual, so
that an old file costs time and never an answer.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from ingest.records import Vectors
from ingest.snapshot import DamagedIndexError, check_vectors

FILE = "vectors.npz"
"""What it is called in a corpus's folder."""
_DIGEST = 12
_log = logging.getLogger(__name__)

Text = tuple[str, str]
"""The role in which something is embedded, and its text."""


def read_ready(path: Path, encoder: str, wanted: Iterable[Text]) -> dict[Text, Vectors]:
    """Those of the wanted texts' vectors that the file has, as ``float32`` of shape (dimension,).

    Nothing if there is no file, or it is of another encoder; a damaged one is logged.
    """
    if not path.is_file():
        return {}
    try:
        made_by, digests, vectors = _read(path)
    except (DamagedIndexError, OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        _log.warning(
            "%s can't be read as vectors (%s), so all is embedded anew. Delete it, or install "
            "again what it came with.",
            path,
            error,
        )
        return {}
    if made_by != encoder:
        return {}
    rows = {digest.tobytes(): row for row, digest in enumerate(digests)}
    found = {text: rows.get(_digest(text)) for text in wanted}
    return {text: vectors[row] for text, row in found.items() if row is not None}


def _read(path: Path) -> tuple[str, npt.NDArray[np.uint8], Vectors]:
    """The encoder's id, digests of shape (texts, bytes), vectors of shape (texts, dimension)."""
    with path.open("rb") as file, np.load(file) as kept:
        digests = np.asarray(kept["digests"], dtype=np.uint8)
        vectors = np.asarray(kept["vectors"], dtype=np.float32)
        encoder = str(kept["encoder"])
    check_vectors(vectors, len(digests), vectors.shape[-1])
    # Half precision leaves a length of 0.9999 or 1.0001, by which a twin could seem nearer.
    return encoder, digests, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def write_ready(path: Path, encoder: str, vectors: Mapping[Text, Vectors]) -> None:
    """Writes the file, in half precision, the same bytes for the same vectors."""
    texts = sorted(vectors, key=_digest)
    np.savez(
        path,
        encoder=np.array(encoder),
        digests=np.frombuffer(b"".join(map(_digest, texts)), dtype=np.uint8).reshape(-1, _DIGEST),
        vectors=np.stack([vectors[text] for text in texts]).astype(np.float16),
    )


def _digest(text: Text) -> bytes:
    return hashlib.sha256("\0".join(text).encode()).digest()[:_DIGEST]
