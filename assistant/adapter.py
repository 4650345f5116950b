"""What was learned of how people put their needs, for the encoder that comes along.

A sentence encoder puts "my cart was empty after the power cut" near to carts and cuts, and not to
persistence. A linear map of rank 64, added to its frozen vectors, moves them to where needs meet
the criteria that they are about. It was fitted on made-up situations from comparisons of other
things than any corpus here compares (``tests/training``), with the loss of Oord et al. 2018
("InfoNCE") among the criteria of a comparison, and knows nothing of a corpus.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from ingest.records import Vectors

_ADAPTED = "bundled:"
_DIMENSION = 384
COEFFICIENTS = Path(__file__).with_name("adapter.npz")


def is_adapted(encoder: str, dimension: int) -> bool:
    """Whether it was fitted on vectors of this encoder, by its id and dimension."""
    return encoder.startswith(_ADAPTED) and dimension == _DIMENSION


def adapted(vectors: Vectors) -> Vectors:
    """Vectors as they are compared beside the encoder's own.

    Args:
        vectors: Centred, of unit length; shape ``(..., 384)``.

    Returns:
        The same shape, ``float32``, of unit length.
    """
    into, out = _coefficients()
    moved = vectors + (vectors @ into) @ out
    length = np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.asarray(moved / np.where(length > 0, length, 1), dtype=np.float32)


@cache
def _coefficients() -> tuple[Vectors, Vectors]:
    with np.load(COEFFICIENTS) as kept:
        return kept["into"].astype(np.float32), kept["out"].astype(np.float32)
