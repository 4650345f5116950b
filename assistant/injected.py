"""How a reader is told that an article tried to give orders to whoever answers from it."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.records import Article, Injection, Language

_OWN: dict[Language, str] = {
    "zh": "{document} 里有句子想指挥回答问题的助手,已被略去,没有照做。它写的是:“{quote}”",
    "en": "{document} has a sentence that gives orders to whoever answers. It was left out and "
    "not followed. It reads: “{quote}”",
}
_FOREIGN: dict[Language, str] = {
    "zh": "同一索引库里的另一篇文章 {document}(sha256 {sha256}…)想指挥回答问题的助手;"
    "这个回答没有用到那篇文章。它写的是:“{quote}”",
    "en": "Another article in the same index store, {document} (sha256 {sha256}…), gives orders to "
    "whoever answers. Nothing of it is in this answer. It reads: “{quote}”",
}
_QUOTED = 80
"""Characters of the sentence: enough to find it by."""


def injection_warnings(
    injections: Iterable[Injection], own: Article, language: Language
) -> tuple[str, ...]:
    """One warning for each source, with the first of its sentences.

    Args:
        injections: Of the article that is answered from, and of foreign ones.
        own: The article that is answered from.
        language: Of the answer.
    """
    first: dict[tuple[str, str], Injection] = {}
    for each in injections:
        first.setdefault((each.document, each.sha256), each)
    return tuple(
        (_OWN if each.sha256 == own.sha256 else _FOREIGN)[language].format(
            document=each.document, sha256=each.sha256[:8], quote=_quoted(each.quote)
        )
        for each in first.values()
    )


def _quoted(sentence: str) -> str:
    """On one line, cut, and without what could end the quotation."""
    line = " ".join(sentence.split()).replace("“", "‘").replace("”", "’")
    return line if len(line) <= _QUOTED else f"{line[:_QUOTED]}…"
