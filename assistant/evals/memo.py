"""An encoder that remembers: an evaluation looks up the same needs again and again."""

from __future__ import annotations

from typing import Any

import numpy as np

from ingest.encoders import Encoder, encoder_id


class RememberingEncoder:
    """Embeds no question twice; most variants of a question look up the very same needs.

    Each is embedded by itself, since the texts beside it may change the last bits of a vector:
    so it is the same whatever was asked before, in any order and in any process. Safe to share
    between threads if the encoder is.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.identity = encoder_id(encoder)
        self._encoder = encoder
        self._known: dict[str, Any] = {}

    def encode_query(self, texts: list[str], /) -> Any:
        """Embeds questions."""
        if not texts:
            return self._encoder.encode_query(texts)
        return np.vstack([self._remembered(text) for text in texts])

    def encode_document(self, texts: list[str], /) -> Any:
        """Embeds passages; they come once, when an index is built, and aren't kept."""
        return self._encoder.encode_document(texts)

    def _remembered(self, text: str) -> Any:
        if text not in self._known:
            self._known[text] = self._encoder.encode_query([text])
        return self._known[text]
