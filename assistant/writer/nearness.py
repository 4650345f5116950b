"""Whether a clause comes nearer to its quotes than to everything else that the article says.

Only the order of similarities counts, so that it holds for any encoder.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from assistant.records import Citation
from ingest.encoders import Encoder, embed
from ingest.records import Corpus, Vectors

_MOST = 400
"""Characters of a clause that are embedded."""
_LEAST = 4
_ENDS = " ,.;:，。；："
_GAIN = 0.003
"""The gain in similarity from which it isn't chance."""


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
        own = self._own(cited)
        return self._is_first(self._similar(clause), own, among)

    def adds(
        self,
        clause: str,
        sentence: str,
        cited: Collection[Citation],
        *,
        among: float = 0.0,
        gain: float = _GAIN,
    ) -> bool:
        """Whether a sentence comes nearer to what it cites by one of its clauses.

        A clause may be too short to be near to anything by itself ("as a rule", "it then fails").

        Args:
            clause: As it stands in ``sentence``.
            sentence: The clause with what stands around it.
            cited: What it rests on.
            among: The share of all other quotes that may be nearer to the sentence.
            gain: In similarity, by the clause.
        """
        before, found, after = sentence.partition(clause)
        rest = f"{before} {after}".strip(_ENDS)
        if not found or len(rest) < _LEAST:
            return False
        own = self._own(cited)
        whole = self._similar(sentence)
        if not self._is_first(whole, own, among):
            return False
        return bool(own.all() or whole[own].max() - self._similar(rest)[own].max() >= gain)

    def told(self, clause: str, asked: Sequence[str]) -> bool:
        """Whether a clause is nearer to a part of what was asked than to every quote."""
        texts = [text[:_MOST] for text in asked]
        if not texts:
            return False
        vectors = embed(self._encoder, [clause[:_MOST], *texts], "document")
        return bool((vectors[1:] @ vectors[0]).max() > (self._embedded() @ vectors[0]).max())

    def _similar(self, text: str) -> Vectors:
        vectors = self._embedded()
        return np.asarray(vectors @ embed(self._encoder, [text[:_MOST]], "document")[0])

    def _own(self, cited: Collection[Citation]) -> npt.NDArray[np.bool_]:
        own = np.zeros(len(self._texts), dtype=bool)
        for citation in cited:
            own |= (self._spans[:, 0] < citation.end) & (citation.start < self._spans[:, 1])
        return own

    def _is_first(self, similar: Vectors, own: npt.NDArray[np.bool_], among: float) -> bool:
        if own.all():
            return True
        if not own.any():
            return False
        nearer = int((similar[~own] > similar[own].max()).sum())
        return nearer <= among * len(self._texts)

    def _embedded(self) -> Vectors:
        with self._lock:
            if self._vectors is None:
                self._vectors = embed(self._encoder, self._texts, "document")
            return self._vectors
