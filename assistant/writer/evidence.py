"""What a sentence may rest on: the cited quotes, piece by piece, and whom each is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.records import Answer, Citation
from assistant.text import fold
from assistant.writer.claims import Names
from assistant.writer.lexicon import HAN, Lexicon, english, load_lexicon, spelled, stem
from ingest.records import EITHER, Corpus

_PIECES = re.compile(r"[,;，；]|(?<![a-z])(?:while|but|whereas)(?![a-z])|而(?!言)|但")
_RUN = re.compile(f"[{HAN}]+")
_CLAUSES = re.compile(r"[,;:!?，；：。！？、\n]|\.(?=\s|$)")
_BEYOND = re.compile(
    r"(?<=.)(?<![a-z])(?:that|which|who|so|when|while|if|because|but|yet|once|until|after|before"
    r"|and (?:is|are|has|have|can|was|were))(?![a-z])"
)
"""Words that a negation before them doesn't reach beyond."""
_PARTS = re.compile(rf"{_PIECES.pattern}|(?<![a-z])and(?![a-z])|并且|并(?=不)")
_SHORT = 4
_DENIED = 2
_DENIED_HAN = 8


@dataclass(frozen=True)
class Pool:
    """Folded text that clauses may rest on."""

    text: str

    @cached_property
    def stems(self) -> frozenset[str]:
        """Of its English words."""
        return frozenset(map(stem, english(self.text)))

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """Its runs of Han characters."""
        return tuple(_RUN.findall(self.text))

    @cached_property
    def concepts(self) -> frozenset[int]:
        """The sets of synonyms that it touches."""
        return load_lexicon().concepts_of(self.text)

    @cached_property
    def denied(self) -> frozenset[str]:
        """Words that stand under a negation and nowhere else in it."""
        under, free = denied(self.text, load_lexicon())
        return under - free

    @cached_property
    def ever_denied(self) -> frozenset[str]:
        """Words that stand under a negation anywhere in it."""
        return denied(self.text, load_lexicon())[0]

    @cached_property
    def denied_concepts(self) -> frozenset[int]:
        """The sets of synonyms that only denied words touch."""
        lexicon = load_lexicon()
        under, free = denied(self.text, lexicon)
        return lexicon.concepts_of_words(under - free) - lexicon.concepts_of_words(free)

    @property
    def languages(self) -> frozenset[str]:
        """Which of ``zh`` and ``en`` it is written in."""
        return frozenset({"zh"} if self.runs else ()) | frozenset({"en"} if self.stems else ())


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a quote with its translation, and whom it is about; ``None`` is anybody.

    ``by_the_way`` tells that the quote is about another option.
    """

    number: int
    option: str | None
    text: str
    by_the_way: bool = False


def pieces(citation: Citation, names: Names) -> Iterator[Piece]:
    """The pieces of a quote: one, or where it speaks about all of them, one for each clause."""
    number = citation.number or 0
    texts = [spelled(text) for text in (citation.quote, citation.gloss) if text]
    if citation.option != EITHER:
        others = list(_of_others(number, texts, citation.option, names))
        text = "\n".join(texts)
        for other in others:
            text = text.replace(other.text, " , ")
        yield Piece(number, citation.option, text)
        yield from others
        return
    for text in texts:
        for part in _PIECES.split(text):
            named = {option for _, option in names.find(part)}
            yield Piece(number, named.pop() if len(named) == 1 else None, part)


def _of_others(number: int, texts: Iterable[str], option: str, names: Names) -> Iterator[Piece]:
    """What a quote about one option says of another, unless it only compares with it."""
    for text in texts:
        for part in _PARTS.split(text):
            others = names.about(part, load_lexicon())
            if len(others) == 1 and others[0] != option:
                yield Piece(number, others[0], part, by_the_way=True)


def neutral(answer: Answer, corpus: Corpus) -> Pool:
    """What may be spoken of without being a claim: the question, the needs, the labels."""
    texts = [answer.question, *answer.needs, *(flip.condition for flip in answer.flips)]
    labels = (point.label[answer.language] for point in corpus.points)
    texts += [label for label in labels if label in answer.text]
    texts += [text for row in answer.ledger for text in (row.label, row.need)]
    return Pool("\n".join(map(fold, texts)))


def pooled(found: Iterable[Piece]) -> Pool:
    """The text of some pieces together."""
    return Pool("\n".join(piece.text for piece in found))


def denied(text: str, lexicon: Lexicon) -> tuple[frozenset[str], frozenset[str]]:
    """The words of folded text that a negation reaches, and those that none does.

    English words as stems, Chinese as pairs of characters.
    """
    under: set[str] = set()
    free: set[str] = set()
    for clause in _CLAUSES.split(lexicon.harmless.pattern.sub(" ", text)):
        start = min((s for s, _ in lexicon.negation.spans(clause)), default=len(clause))
        before, after = clause[:start], clause[start:]
        near, *beyond = _BEYOND.split(after)
        reached = [stem(word) for word in english(near) if _tells(word, lexicon)]
        under.update(reached[:_DENIED])
        for part in (before, *beyond):
            free.update(stem(word) for word in english(part) if _tells(word, lexicon))
        for run in _RUN.findall(after):
            close = run[: _DENIED_HAN + 1].partition("的")[0]
            under.update(_pairs(close, lexicon))
        for run in _RUN.findall(before):
            free.update(_pairs(run, lexicon))
    return frozenset(under), frozenset(free)


def _pairs(run: str, lexicon: Lexicon) -> Iterator[str]:
    pairs = (run[i : i + 2] for i in range(len(run) - 1))
    return (pair for pair in pairs if pair not in lexicon.frame)


def telling(text: str, lexicon: Lexicon) -> int:
    """How many words of folded text tell anything."""
    return sum(_tells(word, lexicon) for word in english(text)) + sum(map(len, _RUN.findall(text)))


def _tells(word: str, lexicon: Lexicon) -> bool:
    return word not in lexicon.frame or len(word) > _SHORT


def denies(text: str, lexicon: Lexicon) -> bool:
    """Whether folded text negates anything."""
    plain = lexicon.harmless.pattern.sub(" ", text)
    return lexicon.negation.within(plain)
