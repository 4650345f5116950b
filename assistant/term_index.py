"""Exact terms: which texts hold those of a need, and how much that tells."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from assistant.text import fold, terms
from ingest.records import Index, Point, Vectors

_FULL = 2.0
"""The rarity of a term, as a logarithm, from which it tells all that a term can."""


class TermIndex:
    """Shares of a need's weight that a text's exact terms account for.

    A term weighs more the fewer texts use it (inverse document frequency), and counts less
    for a text the more other texts hold it too.

    Args:
        ordinary: What people ask, by which rarity is counted.
        texts: The terms of each text.
    """

    def __init__(self, ordinary: Sequence[str], texts: Sequence[Collection[str]]) -> None:
        frequency = Counter(term for text in ordinary for term in set(terms(fold(text))))
        self._count = len(ordinary) + 1
        self._frequency = frequency
        self._size = len(texts)
        holders: dict[str, list[int]] = {}
        for i, text in enumerate(texts):
            for term in text:
                holders.setdefault(term, []).append(i)
        self._holders = {
            term: (np.array(found), self._distinctness(len(found)))
            for term, found in holders.items()
        }

    def _distinctness(self, holders: int) -> float:
        return min(1.0, math.log((self._size + 1) / (holders + 0.5)) / _FULL)

    def overlap(self, need: str) -> Vectors:
        """For every text the share, 0..1; shape ``(texts,)``."""
        shares = np.zeros(self._size, dtype=np.float32)
        total = 0.0
        for term in sorted(set(terms(need))):
            weight = math.log(self._count / (self._frequency[term] + 0.5))
            total += weight
            if term in self._holders:
                found, distinctness = self._holders[term]
                shares[found] += weight * distinctness
        return shares / total if total > 0 else shares


def section_terms(background: Index, section: str) -> set[str]:
    """The terms of a section's ordinary questions."""
    lines = (record.text for record in background.records if record.target == section)
    return {term for line in lines for term in terms(fold(line))}


def point_terms(point: Point) -> set[str]:
    """The terms of all that is said and asked of a point."""
    texts = [*point.label.values(), *(e.quote for e in point.evidence)]
    texts += [e.gloss for e in point.evidence if e.gloss]
    texts += [ask for asks in point.asks.values() for ask in asks]
    return {term for text in texts for term in terms(fold(text))}
