"""Two plain systems that answer the same questions: the yardsticks of the evaluation.

Both are as good as they can be without understanding the question: they cite what they find,
name a verdict only if what they found names one option most, and never refuse.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant import Answer, Assistant, Citation, SearchResult
from assistant.text import detect_language
from ingest.errors import InputError
from ingest.records import EITHER, Corpus
from tests.benchmarks.recipe import Recipe

_CHUNKS = 4


class BestPassage:
    """Pastes the best passage of our own search as the answer."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.corpus = assistant.corpus

    def ask(self, question: str) -> Answer:
        """The best passage, word for word, and the option that it names most."""
        hits = self.search(question, limit=1)
        return pasted(question, [(hit.start, hit.end) for hit in hits], self.corpus, decide=True)

    def conversation(self) -> BestPassage:
        """Each turn is answered on its own."""
        return self

    def search(self, query: str, limit: int = 5) -> tuple[SearchResult, ...]:
        """The assistant's own search; nothing for a query that it doesn't take."""
        try:
            return self._assistant.search(query, limit)
        except InputError:
            return ()


class PlainRecipe:
    """Pastes the four nearest chunks of the LangChain recipe, whose model decides nothing."""

    def __init__(self, recipe: Recipe, corpus: Corpus) -> None:
        self._recipe = recipe
        self.corpus = corpus

    def ask(self, question: str) -> Answer:
        """The nearest chunks, word for word."""
        return pasted(question, self._recipe.search(question, _CHUNKS), self.corpus)

    def conversation(self) -> PlainRecipe:
        """Each turn is answered on its own."""
        return self

    def search(self, query: str, limit: int = 5) -> tuple[SearchResult, ...]:
        """The nearest chunks, best first."""
        article = self.corpus.article
        return tuple(
            SearchResult(
                rank=rank,
                similarity=1 / rank,
                text=article.text[start:end],
                document=article.document,
                sha256=article.sha256,
                start=start,
                end=end,
                heading="",
            )
            for rank, (start, end) in enumerate(self._recipe.search(query, limit), start=1)
        )


def pasted(
    question: str, spans: Sequence[tuple[int, int]], corpus: Corpus, *, decide: bool = False
) -> Answer:
    """An answer that is nothing but these spans of the article, numbered."""
    article = corpus.article
    citations = tuple(
        Citation(
            number=number,
            quote=article.text[start:end],
            document=article.document,
            sha256=article.sha256,
            start=start,
            end=end,
            heading="",
            gloss=None,
            option=EITHER,
        )
        for number, (start, end) in enumerate(spans, start=1)
    )
    return Answer(
        question=question,
        verdict=most_named(" ".join(c.quote for c in citations), corpus) if decide else None,
        text="\n".join(f"{citation.quote} [{citation.number}]" for citation in citations),
        language=detect_language(question) or corpus.language,
        citations=citations,
        confidence=0.5,
        corpus=corpus.id,
    )


def most_named(text: str, corpus: Corpus) -> str | None:
    """The option that a text names most often; ``None`` if none is named more than the others."""
    named = Counter({option.id: _times(option.name, text) for option in corpus.options})
    (best, most), (_, second) = named.most_common(2)
    return best if most > second else None


def _times(name: str, text: str) -> int:
    return len(re.findall(rf"(?<![a-z]){re.escape(name)}(?![a-z])", text, re.IGNORECASE))
