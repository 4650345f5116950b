"""The passages as a LangChain retriever."""

from __future__ import annotations

from collections.abc import Callable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from assistant.records import SearchResult


class ArticleRetriever(BaseRetriever):
    """Documents whose metadata carries the fields of a citation.

    Attributes:
        search: Finds passages; :meth:`assistant.Assistant.search`.
        limit: How many documents to return, 1..100; ``invoke(query, limit=…)`` goes before it.
    """

    search: Callable[..., tuple[SearchResult, ...]]
    limit: int = 5

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
        limit: int | None = None,
    ) -> list[Document]:
        return [
            Document(
                page_content=found.text,
                id=f"{found.document}:{found.start}-{found.end}",
                metadata={
                    "quote": found.text,
                    "document": found.document,
                    "sha256": found.sha256,
                    "start": found.start,
                    "end": found.end,
                    "heading": found.heading,
                    "url": found.url,
                    "similarity": found.similarity,
                    "rank": found.rank,
                },
            )
            for found in self.search(query, limit=self.limit if limit is None else limit)
        ]
