"""Fakes for the seams, deterministic and quick; the tests of a plug-in may use them too."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence

import numpy as np

from ingest.records import Vectors
from ingest.store import MemoryStore

__all__ = ["FakeEncoder", "MemoryStore"]


class FakeEncoder:
    """Hashes the letters, pairs and triples of a text: alike texts get alike vectors.

    Args:
        dimension: Length of the vectors.
        identity: To make an encoder of another name.

    Attributes:
        calls: How many texts have been embedded.
    """

    def __init__(self, dimension: int = 64, identity: str = "") -> None:
        self.dimension = dimension
        self.identity = identity or f"fake:{dimension}"
        self.calls = 0

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Embed questions."""
        return self._encode(texts)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, into the same space."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        self.calls += len(texts)
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            folded = f"^{unicodedata.normalize('NFKC', text).casefold()}$"
            for size in (1, 2, 3):
                for start in range(len(folded) - size + 1):
                    gram = folded[start : start + size].encode("utf-8", "surrogatepass")
                    code = int.from_bytes(hashlib.blake2b(gram, digest_size=8).digest())
                    row[code % self.dimension] += 1.0 if code >> 63 else -1.0
            if not row.any():
                row[0] = 1.0
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows
