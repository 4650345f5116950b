"""The encoder as LangChain calls one, so that a LangChain vector store can search our vectors."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from ingest.encoders import Encoder, embed


class EncoderEmbeddings(Embeddings):
    """Embeds questions and documents exactly as the index was embedded."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_query(self, text: str) -> list[float]:
        """One vector of unit length.

        Raises:
            EncoderError: The encoder failed.
        """
        vector: list[float] = embed(self._encoder, [text], "query")[0].tolist()
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector of unit length for each text.

        Raises:
            EncoderError: The encoder failed.
        """
        vectors: list[list[float]] = embed(self._encoder, texts, "document").tolist()
        return vectors
