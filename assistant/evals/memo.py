"""An encoder that remembers: an evaluation looks up the same needs again and again."""

from __future__ import annotations

from typing import Any

from ingest.encoders import Encoder, encoder_id


class RememberingEncoder:
    """Embeds no questions twice; most variants of a question look up the very same needs.

    Whole calls are remembered, so each vector is the one that the encoder gives for that call,
    to the last bit. Safe to share between threads if the encoder is.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.identity = encoder_id(encoder)
        self._encoder = encoder
        self._known: dict[tuple[str, ...], Any] = {}

    def encode_query(self, texts: list[str], /) -> Any:
        """Embeds questions."""
        key = tuple(texts)
        if key not in self._known:
            self._known[key] = self._encoder.encode_query(texts)
        return self._known[key]

    def encode_document(self, texts: list[str], /) -> Any:
        """Embeds passages; they come once, when an index is built, and aren't kept."""
        return self._encoder.encode_document(texts)
