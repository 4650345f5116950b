"""Whether a clause comes nearer to its quotes than to everything else that the article says.

Only the order of similarities counts, so that it holds for any encoder.
"""

from __future__ import annotations

import threading
from collections.abc import Collection

import numpy as np

from assistant.records import Citation
from ingest.encoders import Encoder, embed
from ingest.records import Corpus, Vectors


class Nearness:
    """Compares clauses with every quote of a corpus and its translation; safe to share."""

    def __init__(self, corpus: Corpus, encoder: Encoder) -> None:
        self._encoder = encoder
        said = {
            (evidence.start, evidence.end, text): None
            for point in corpus.points
            for evidence in point.evidence
            for text in (evidence.quote, evidence.gloss)
            if text
        }
        self._spans = np.array([(start, end) for start, end, _ in said])
        self._texts = [text for *_, text in said]
        self._vectors: Vectors | None = None
        self._lock = threading.Lock()

    def nearest(self, clause: str, cited: Collection[Citation], *, among: float = 0.0) -> bool:
        """Whether no quote is nearer to a clause than the cited ones, or ones around them.

        Args:
            clause: What is said.
            cited: What it rests on.
            among: The share of all other quotes that may be nearer.
        """
        vector = embed(self._encoder, [clause[:_MOST]], "document")[0]
        similarities = self._embedded() @ vector
        own = np.zeros(len(self._texts), dtype=bool)
        for citation in cited:
            own |= (self._spans[:, 0] < citation.end) & (citation.start < self._spans[:, 1])
        if own.all():
            return True
        if not own.any():
            return False
        nearer = int((similarities[~own] > similarities[own].max()).sum())
        return nearer <= among * len(self._texts)

    def _embedded(self) -> Vectors:
        with self._lock:
            if self._vectors is None:
                self._vectors = embed(self._encoder, self._texts, "document")
            return self._vectors


_MOST = 400
"""Characters of a clause that are embedded."""
