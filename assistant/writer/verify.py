"""Whether a sentence may be shown: everything it says stands in what it cites.

It may be cautious where a person would not be: a good sentence that is left out costs a little
fluency, a bad one that is shown costs all trust.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from assistant.decide import DEPENDS
from assistant.records import Answer, Citation
from assistant.text import fold
from assistant.writer.claims import Clause, Names, Segment, clauses, quoted, segments, unquoted
from assistant.writer.evidence import Piece, Pool, denied, denies, neutral, pieces, pooled
from assistant.writer.lexicon import HAN, Lexicon, english, is_chinese, load_lexicon, stem
from assistant.writer.nearness import Nearness
from assistant.writer.outline import outline
from assistant.writer.sentences import Sentence
from assistant.writer.support import Support, support
from ingest.records import EITHER, Corpus

Fault = Literal[
    "markup", "leak", "language", "no_number", "unknown_number", "misquoted", "figure", "name",
    "option", "negation", "opposite", "strength", "unsupported", "verdict", "reference",
]  # fmt: skip
"""Why a sentence is left out.

``reference`` is one that leans on a sentence which was left out itself.
"""

_MARKUP = re.compile(
    r"!\[|\]\s*\(|\]\s*\[(?!\d)|\[(?!\d+\])|</?[a-z!]|<[a-z]+:|https?:|www\.|javascript:|data:\w+/|`|&#?\w+;"
    r"|\b[a-z0-9-]+\.(?:com|org|net|io|cn|example)\b",
    re.IGNORECASE,
)
_HAN = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[A-Za-z][a-z]+(?![A-Za-z])")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*(?:\.x)?")
_WRITTEN = {
    "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "dozen": "12", "dozens": "12", "hundred": "100", "hundreds": "100",
    "thousand": "1000", "thousands": "1000", "million": "1000000", "millions": "1000000",
    "billion": "1000000000", "half": "1/2", "twice": "x2", "double": "x2", "triple": "x3",
    "percent": "%", "三个": "3", "四个": "4", "五个": "5", "六个": "6", "数十": "10", "几十": "10",
    "数百": "100", "几百": "100", "上百": "100", "数千": "1000", "几千": "1000", "上千": "1000",
    "数万": "10000", "上万": "10000", "百万": "1000000", "一半": "1/2", "两倍": "x2", "翻倍": "x2",
    "三倍": "x3", "百分之": "%",
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+#]*(?:[.\-][A-Za-z0-9_+#]+)*")
_LOOSE = 0.34
"""Of a clause or sentence, what share of its words may be without a counterpart in the quotes."""
_HALF = 0.5
_STRAY = 0.5
"""A single Han character that was left between two words."""
_MISQUOTABLE = 3
_REACH = 16
_REACH_HAN = 2
"""Characters before a word of choosing in which a negation turns it round."""


@dataclass(frozen=True)
class Grounds:
    """An answer as sentences about it are checked."""

    answer: Answer
    corpus: Corpus
    names: Names

    @cached_property
    def own(self) -> frozenset[str]:
        """Our own sentences about it, which a model may leave as they are."""
        return frozenset(_plain(fold(part.text)) for part in outline(self.answer).cited)

    @cached_property
    def cited(self) -> dict[int, tuple[Citation, tuple[Piece, ...]]]:
        """By number, the citation and its pieces."""
        return {
            citation.number: (citation, tuple(pieces(citation, self.names)))
            for citation in self.answer.citations
            if citation.number is not None
        }

    @cached_property
    def about(self) -> Pool:
        """What may be spoken of without being a claim."""
        return neutral(self.answer, self.corpus)


@dataclass(slots=True)
class Context:
    """What the sentences before have said.

    Attributes:
        subject: The option that was spoken about last.
        gap: Whether the sentence before was left out.
    """

    subject: str | None = None
    gap: bool = False


@dataclass(frozen=True)
class Verifier:
    """Checks sentences about one corpus; pure, safe to share."""

    corpus: Corpus
    nearness: Nearness | None = field(default=None, repr=False)
    lexicon: Lexicon = field(default_factory=load_lexicon, repr=False)

    @cached_property
    def names(self) -> Names:
        """The options' names."""
        return Names(self.corpus)

    def grounds(self, answer: Answer) -> Grounds:
        """An answer, prepared."""
        return Grounds(answer, self.corpus, self.names)

    def check(
        self, sentence: Sentence, grounds: Grounds, context: Context | None = None
    ) -> Fault | None:
        """What is wrong with a sentence; ``None`` if it may be shown.

        Args:
            sentence: As the model wrote it.
            grounds: The answer that it is about.
            context: What came before; it is brought up to date.
        """
        context = context or Context()
        if _plain(fold(sentence.text)) in grounds.own:
            context.gap = False
            return None
        fault = self._form(sentence, grounds) or self._content(sentence, grounds, context)
        context.gap = fault is not None
        return fault

    def _form(self, sentence: Sentence, grounds: Grounds) -> Fault | None:
        text = sentence.text
        if sentence.code or _MARKUP.search(text):
            return "markup"
        if self.lexicon.leaks.search(fold(text)):
            return "leak"
        if not self._in_language(unquoted(text), grounds):
            return "language"
        if not sentence.numbers:
            return "no_number"
        if not set(sentence.numbers) <= set(grounds.cited):
            return "unknown_number"
        return None

    def _in_language(self, text: str, grounds: Grounds) -> bool:
        han = len(_HAN.findall(text))
        if grounds.answer.language == "en":
            return not han
        latin = [w for w in _LATIN_WORD.findall(text) if w.casefold() not in self.names.words]
        return 2 * han >= len(latin) and han > 0

    def _content(self, sentence: Sentence, grounds: Grounds, context: Context) -> Fault | None:
        if context.gap and _leans(sentence.text):
            return "reference"
        total = Support()
        decides = False
        for place, segment in enumerate(segments(sentence.text)):
            fault = self._exact(segment, grounds, first=place == 0)
            if fault:
                return fault
            checked = self._segment(segment, grounds, context)
            if not isinstance(checked, tuple):
                return checked
            total += checked[0]
            decides |= checked[1]
        if total.share > _LOOSE or (not total.carried and not decides):
            return "unsupported"
        return None

    def _exact(self, segment: Segment, grounds: Grounds, *, first: bool) -> Fault | None:
        """Quotes, figures and names: each stands in what is cited, or in the question."""
        cited = [grounds.cited[number][0] for number in segment.numbers]
        sources = [fold(text) for c in cited for text in (c.quote, c.gloss) if text]
        for quote in quoted(segment.text):
            if len(english(fold(quote))) + len(_HAN.findall(quote)) >= _MISQUOTABLE and not any(
                _plain(fold(quote)) in _plain(source) for source in sources
            ):
                return "misquoted"
        known = "\n".join([*sources, grounds.about.text])
        if not set(_figures(fold(segment.text))) <= set(_figures(known)):
            return "figure"
        names = frozenset(english(known)) | self.names.words
        if not self._products(segment.text, known):
            return "name"
        for name in self._proper(segment.text, first=first):
            if fold(name) not in names and not set(english(fold(name))) <= names:
                return "name"
        return None

    def _products(self, text: str, known: str) -> bool:
        """Whether what is called by an option's name and a further one is called so elsewhere."""
        return all(fold(found) in known for found in self.names.products(text))

    def _proper(self, text: str, *, first: bool) -> Iterator[str]:
        """What is written as a name: every Latin word in Chinese, a capital elsewhere."""
        chinese = is_chinese(unquoted(text))
        for match in _NAME.finditer(text):
            name = match.group()
            opens = first and not text[: match.start()].strip(" \t“\"'‘(")
            inner = any(c.isupper() or c.isdigit() for c in name[1:])
            if (chinese and len(name) > 1) or inner or (name[0].isupper() and not opens):
                if fold(name) not in self.lexicon.frame:
                    yield name

    def _segment(
        self, segment: Segment, grounds: Grounds, context: Context
    ) -> tuple[Support, bool] | Fault:
        found = [piece for number in segment.numbers for piece in grounds.cited[number][1]]
        anyone = {piece.option for piece in found}
        total = Support()
        decides = False
        subject: str | None = None
        for clause in clauses(segment.text, self.names, self.lexicon):
            if len(clause.options) > 1 and not self._covers(clause, anyone):
                return "option"
            if clause.options:
                subject = clause.options[0]
                context.subject = subject
            ruling = self._ruling(clause, segment, grounds, subject)
            if isinstance(ruling, str):
                return ruling
            decides |= ruling
            pool = [p for p in found if subject is None or p.option in {subject, None}]
            condition = self._condition(clause.text)
            if not pool:
                if not (ruling or condition):
                    return "option"
                pool = found
            if subject is None and len(anyone - {None}) > 1:
                return "option"
            checked = self._clause(clause, pool, found, grounds, free=ruling or condition)
            if isinstance(checked, str):
                return checked
            total += checked
        return total, decides

    def _against(self, text: str) -> bool:
        """Whether a clause speaks against taking an option."""
        if self.lexicon.against.within(text):
            return True
        reach = _REACH_HAN if is_chinese(text) else _REACH
        befores = (
            text[max(0, start - reach) : start] for start, _ in self.lexicon.choice.spans(text)
        )
        return any(denies(before, self.lexicon) for before in befores)

    def _condition(self, text: str) -> bool:
        return self.lexicon.conditions.within(text) or text.strip().startswith("should ")

    def _covers(self, clause: Clause, anyone: set[str | None]) -> bool:
        return None in anyone or set(clause.options) <= anyone or self._rules(clause)

    def _rules(self, clause: Clause) -> bool:
        return self.lexicon.choice.within(clause.text) or self.lexicon.against.within(clause.text)

    def _ruling(
        self, clause: Clause, segment: Segment, grounds: Grounds, subject: str | None
    ) -> bool | Fault:
        """Whether a clause says which option to take, and "verdict" if that isn't the answer's."""
        if subject is None or not self._rules(clause):
            return False
        cited = [grounds.cited[number][0] for number in segment.numbers]
        sources = "\n".join(fold(text) for c in cited for text in (c.quote, c.gloss) if text)
        against = self._against(clause.text)
        if not against and not clause.options and not _outside(self.lexicon, clause.text, sources):
            return False
        answer = grounds.answer
        if answer.verdict in {None, EITHER}:
            return (
                "verdict"
                if clause.options and _outside(self.lexicon, clause.text, sources)
                else False
            )
        if against:
            spoken_for = self._condition(fold(segment.text)) and any(
                citation.option == subject for citation in cited
            )
            fine = subject != answer.verdict and answer.verdict != DEPENDS and not spoken_for
            return True if fine else "verdict"
        if subject == answer.verdict:
            return True
        whole = fold(segment.text)
        conditional = self._condition(whole) or answer.verdict == DEPENDS
        flips = {flip.verdict for flip in answer.flips} | (
            {c.option for c in cited} if answer.verdict == DEPENDS else set()
        )
        if conditional and subject in flips and any(c.option == subject for c in cited):
            return True
        return "verdict" if clause.options else False

    def _clause(
        self,
        clause: Clause,
        own: Sequence[Piece],
        found: Sequence[Piece],
        grounds: Grounds,
        *,
        free: bool,
    ) -> Support | Fault:
        pool = pooled(own)
        whole = pool if clause.options else pooled(found)
        fault = self._polarity(clause.whole, pool) or self._opposite(
            clause.whole, whole, grounds.about, free=free
        )
        if fault:
            return fault
        weighed = support(self.names.without(clause.text), pool, grounds.about, self.lexicon)
        if quoted(clause.whole):
            weighed += Support(carried=2)
        if weighed.loose > _STRAY and weighed.share > _LOOSE:
            if not self._near(clause, own, weighed, grounds):
                return "unsupported"
            weighed = Support(carried=weighed.carried + weighed.loose)
        return weighed

    def _near(
        self, clause: Clause, own: Sequence[Piece], weighed: Support, grounds: Grounds
    ) -> bool:
        """Whether what nothing carries word by word is a way to put what is cited all the same.

        Where quotes and clause share a language, half of the words must be carried.
        """
        if self.nearness is None:
            return False
        shared = grounds.answer.language in pooled(own).languages
        if shared and weighed.share > _HALF:
            return False
        if not (shared or weighed.carried) and denies(clause.text, self.lexicon) != denies(
            pooled(own).text, self.lexicon
        ):
            return False
        cited = [grounds.cited[number][0] for number in {piece.number for piece in own}]
        return self.nearness.nearest(clause.text.strip(), cited)

    def _polarity(self, text: str, pool: Pool) -> Fault | None:
        lexicon = self.lexicon
        denying = denies(text, lexicon) and not lexicon.against.within(text)
        if denying and not denies(pool.text, lexicon):
            return "negation"
        translated = ("zh" if is_chinese(text) else "en") not in pool.languages
        if translated and not denying and lexicon.concepts_of(text) & pool.denied_concepts:
            return "negation"
        under, open_ = denied(text, lexicon)
        if not (lexicon.against.within(text) or lexicon.short.within(text)) and (
            (open_ - under) & pool.denied
        ):
            return "negation"
        if denying and under & (frozenset(pool.stems) - pool.denied) and not under & pool.denied:
            return "negation"
        for strong in lexicon.strong:
            if strong.within(text) and not strong.within(pool.text):
                return "strength"
        return None

    def _opposite(self, text: str, pool: Pool, about: Pool, *, free: bool) -> Fault | None:
        for up, down in self.lexicon.opposites:
            for mine, theirs in ((up, down), (down, up)):
                if not mine.within(text) or theirs.within(text):
                    continue
                if mine.within(pool.text) or (free and "more" in mine.members):
                    continue
                if theirs.within(pool.text):
                    return "opposite"
                if not (free or mine.within(about.text) or "more" in mine.members):
                    return "opposite"
        return None


def _outside(lexicon: Lexicon, text: str, sources: str) -> bool:
    """Whether a clause has a word of choosing that its quotes don't have."""
    return any(text[s:e] not in sources for s, e in lexicon.choice.spans(text))


def _plain(text: str) -> str:
    return re.sub(r"[\s,，.。;；]+", "", text)


def _figures(text: str) -> Iterator[str]:
    yield from (match.strip(".,") for match in _FIGURE.findall(text))
    for word in english(text):
        if word in _WRITTEN:
            yield _WRITTEN[word]
    yield from (value for word, value in _WRITTEN.items() if is_chinese(word) and word in text)


def _leans(text: str) -> bool:
    """Whether a sentence begins as if it went on from the one before."""
    folded = fold(text).lstrip("-*• ")
    first = english(folded)[:1]
    return bool(
        first
        and first[0]
        in {
            "it",
            "this",
            "that",
            "these",
            "they",
            "however",
            "but",
            "so",
            "therefore",
            "thus",
            "hence",
        }
    ) or folded.startswith(("它", "这", "该", "其", "不过", "但", "因此", "所以", "而"))


__all__ = ["Context", "Fault", "Grounds", "Verifier", "stem"]
