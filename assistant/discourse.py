"""How a question leans on the answer before it, where no word of it tells; see ``discourse.toml``.

A question such as "so it's a draw then?" says nothing of what is compared: looked up, it is near
to nothing. It is taken as the kind of the line that it is nearest to, by the cosine of centred
vectors, if the corpus and ordinary questions are farther away.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal, cast, get_args

import numpy as np

from assistant.lines import read_lines
from assistant.retrieve import PointRetriever
from ingest.records import Index, Record

Lean = Literal["again", "why", "compare", "reverse", "together"]
NAME = "discourse"
VECTORS = Path(__file__).with_name("discourse.npz")
"""What the lines are embedded as; see :mod:`ingest.ready`."""
_SURE = 0.52
"""The cosine from which a question is of a line's kind."""


@cache
def load_discourse() -> tuple[Record, ...]:
    """The lines as records to embed, each with its kind as ``target``."""
    text = resources.files("assistant").joinpath("discourse.toml").read_text(encoding="utf-8")
    records = tuple(read_lines(text, NAME))
    unknown = {record.target for record in records} - set(get_args(Lean))
    if unknown:
        raise AssertionError(f"discourse.toml has sections that nobody knows: {sorted(unknown)}")
    return records


class Discourse:
    """Knows how questions lean; immutable after construction and safe to share.

    Args:
        index: The embedded lines of ``discourse.toml``.
        retriever: Of the corpus that the conversation is about.
    """

    def __init__(self, index: Index, retriever: PointRetriever) -> None:
        self._retriever = retriever
        self._kinds = [record.target for record in index.records]
        self._vectors = retriever.centred(index.vectors, [r.language for r in index.records])

    def lean_of(self, question: str) -> Lean | None:
        """How a folded question leans, if it says nothing else; one embedding."""
        vector, closeness = self._retriever.near(question)
        similar = self._vectors @ vector
        nearest = int(np.argmax(similar))
        if similar[nearest] < max(_SURE, closeness):
            return None
        return cast("Lean", self._kinds[nearest])
