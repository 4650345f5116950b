"""An answer as sentences about it are checked, and what the sentences before have said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from assistant.decide import DEPENDS
from assistant.records import Answer, Citation
from assistant.text import fold, has_content
from assistant.writer.claims import Names
from assistant.writer.evidence import Piece, Pool, neutral, pieces
from assistant.writer.lexicon import load_lexicon
from assistant.writer.outline import outline
from ingest.records import EITHER, Corpus

_PARTS = re.compile(r"[,;:!?，；：。！？\n]|\.(?=\s|$)")
_STOPS = re.compile(r"[\s,，.。;；]+")


@dataclass(frozen=True)
class Grounds:
    """What sentences about an answer may rest on; prepared once for all of them."""

    answer: Answer
    corpus: Corpus
    names: Names

    @cached_property
    def own(self) -> frozenset[str]:
        """Our own sentences, which a model may leave as they are."""
        return frozenset(plain(part.text) for part in outline(self.answer).cited)

    @cached_property
    def _open(self) -> re.Pattern[str] | None:
        """The verdict in any words, where no option won."""
        lexicon = load_lexicon()
        if self.answer.verdict in {EITHER, None}:
            return lexicon.draws
        return lexicon.depends if self.answer.verdict == DEPENDS else None

    def rules(self, text: str) -> bool:
        """Whether a sentence says that no option won, where none has."""
        return self._open is not None and self._open.search(text) is not None

    @cached_property
    def asides(self) -> tuple[re.Pattern[str], ...]:
        """What may be said of this answer besides what its quotes carry."""
        lexicon = load_lexicon()
        found = [lexicon.asides, *([self._open] if self._open else [])]
        unsaid = {
            name
            for option in self.corpus.options
            for name in (option.name, *option.aliases)
            if _pattern(lexicon.silence, option.name).search(self.answer.text)
        }
        return (*found, *(_pattern(lexicon.silence, name) for name in sorted(unsaid)))

    @cached_property
    def cited(self) -> dict[int, Citation]:
        """The citations by number."""
        return {c.number: c for c in self.answer.citations if c.number is not None}

    @cached_property
    def pieces(self) -> dict[int, tuple[Piece, ...]]:
        """The pieces of each citation by its number."""
        return {number: tuple(pieces(c, self.names)) for number, c in self.cited.items()}

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """What was asked, in parts."""
        parts = _PARTS.split(fold(self.answer.question))
        return tuple(part for part in parts if has_content(part))

    @cached_property
    def about(self) -> Pool:
        """What may be spoken of without being a claim."""
        return neutral(self.answer, self.corpus)

    def is_quoted(self, phrases: Iterable[str]) -> bool:
        """Whether the answer's quotes say all of these folded phrases themselves."""
        text = "\n".join(self.sources(self.cited))
        return all(phrase in text for phrase in phrases)

    def sources(self, numbers: Iterable[int]) -> list[str]:
        """The folded quotes of some numbers, and their translations."""
        found = [self.cited[number] for number in numbers]
        return [fold(text) for c in found for text in (c.quote, c.gloss) if text]


@dataclass(slots=True)
class Context:
    """What the sentences before have said.

    Attributes:
        subject: The option that was spoken about last.
        gap: Whether the sentence before was left out.
    """

    subject: str | None = None
    gap: bool = False


def _pattern(silence: str, name: str) -> re.Pattern[str]:
    return re.compile(silence.replace("NAME", re.escape(name)), re.IGNORECASE)


def plain(text: str) -> str:
    """Folded text without what separates, for comparing quotes."""
    return _STOPS.sub("", fold(text))
