"""What a sentence may rest on: the cited quotes, piece by piece, and whom each is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.records import Answer, Citation
from assistant.text import fold
from assistant.writer.claims import Names
from assistant.writer.lexicon import HAN, Lexicon, english, load_lexicon, stem
from ingest.records import EITHER, Corpus

_PIECES = re.compile(r"[,;，；]|(?<![a-z])(?:while|but|whereas)(?![a-z])|而(?!言)|但")
_RUN = re.compile(f"[{HAN}]+")
_CLAUSES = re.compile(r"[,;:!?，；：。！？、\n]|\.(?=\s|$)")
_BEYOND = re.compile(
    r"(?<=.)(?<![a-z])(?:that|which|who|so|when|while|if|because"
    r"|and (?:is|are|has|have|can|was|were))(?![a-z])"
)
"""Words that a negation before them doesn't reach beyond."""
_SHORT = 4
_DENIED = 5
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
    def denied_concepts(self) -> frozenset[int]:
        """The sets of synonyms that only denied words touch."""
        lexicon = load_lexicon()
        under, free = denied(self.text, lexicon)
        touched = (frozenset(lexicon.concepts.get(w, ())) for w in under - free)
        met = (frozenset(lexicon.concepts.get(w, ())) for w in free)
        return frozenset().union(*touched) - frozenset().union(*met)

    @property
    def languages(self) -> frozenset[str]:
        """Which of ``zh`` and ``en`` it is written in."""
        return frozenset({"zh"} if self.runs else ()) | frozenset({"en"} if self.stems else ())


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a quote with its translation, and whom it is about; ``None`` is anybody."""

    number: int
    option: str | None
    text: str


def pieces(citation: Citation, names: Names) -> Iterator[Piece]:
    """The pieces of a quote: one, or where it speaks about all of them, one for each clause."""
    number = citation.number or 0
    texts = [fold(citation.quote), *([fold(citation.gloss)] if citation.gloss else [])]
    if citation.option != EITHER:
        yield Piece(number, citation.option, "\n".join(texts))
        return
    for text in texts:
        for part in _PIECES.split(text):
            named = {option for _, option in names.find(part)}
            yield Piece(number, named.pop() if len(named) == 1 else None, part)


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
        near = [stem(word) for word in english(_BEYOND.split(after)[0]) if _tells(word, lexicon)]
        reached = near[:_DENIED]
        under.update(reached)
        free.update(stem(word) for word in english(before) if _tells(word, lexicon))
        for run in _RUN.findall(after):
            close = run[: _DENIED_HAN + 1].partition("的")[0]
            under.update(close[i : i + 2] for i in range(len(close) - 1))
        for run in _RUN.findall(before):
            free.update(run[i : i + 2] for i in range(len(run) - 1))
    return frozenset(under), frozenset(free)


def _tells(word: str, lexicon: Lexicon) -> bool:
    return word not in lexicon.frame or len(word) > _SHORT


def denies(text: str, lexicon: Lexicon) -> bool:
    """Whether folded text negates anything."""
    plain = lexicon.harmless.pattern.sub(" ", text)
    return lexicon.negation.within(plain) or "n't" in plain
