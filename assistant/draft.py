"""An answer in the making: its sentences, and the quotes they use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.cite import Citer
from assistant.text import fold
from assistant.wording import WORDING, Wording
from ingest.records import EITHER, Corpus, Evidence, Language, Point

_DANGLING = ("这", "它", "其", "该", "那", "使得", "因为", "this", "it ", "these", "they", "that")
_SUBJECTLESS = frozenset(
    [
        "is",
        "has",
        "can",
        "was",
        "makes",
        "lets",
        "needs",
        "uses",
        "offers",
        "relies",
        "provides",
        "supports",
        "also",
        "usually",
        "often",
    ]
)
"""First words of an English quote that wants a subject before it."""
_TRAILING = re.compile(r" +(?=\n)")


@dataclass(slots=True)
class Draft:
    """An answer in the making: its sentences, and the citations they use."""

    corpus: Corpus
    language: Language
    citer: Citer
    sentences: list[str] = field(default_factory=list)
    used: dict[tuple[str, ...], int] = field(default_factory=dict)

    @property
    def wording(self) -> Wording:
        """The sentences of the answer's language."""
        return WORDING[self.language]

    def add(self, sentence: str | tuple[str, ...], **values: str) -> None:
        """Adds a sentence; of alternatives the next one that this draft hasn't used."""
        if isinstance(sentence, tuple):
            turn = self.used.get(sentence, 0)
            self.used[sentence] = turn + 1
            sentence = sentence[turn % len(sentence)]
        self.sentences.append(sentence.format(**values))

    def close(self, contrasts: Sequence[str]) -> None:
        """Ends a sentence: with what stands against what it said, if there is anything."""
        if contrasts:
            self.add(self.wording.contrast, said=self.wording.comma.join(contrasts))
        else:
            self.add(self.wording.stop)

    def name(self, option: str) -> str:
        """An option's name as shown."""
        return next(each.name for each in self.corpus.options if each.id == option)

    def label(self, point: Point) -> str:
        """What a point is about, in the answer's language."""
        return point.label[self.language]

    def others(self, option: str) -> list[str]:
        """The ids of the other options."""
        return [each.id for each in self.corpus.options if each.id != option]

    def say(self, evidence: Evidence, *, named: bool = True) -> str:
        """A quote with its number, and in front of it whom it is about, if it doesn't say so.

        Args:
            evidence: What to quote.
            named: Put the name there; "it", where it is wanted, if the sentence
                has just said the name.
        """
        citation = self.citer.cite(evidence)
        shown = evidence.quote
        if self.language == "en" and evidence.gloss:
            shown = evidence.gloss
        quoted = self.wording.quote.format(quote=shown, number=citation.number)
        if evidence.option == EITHER:
            return quoted
        name = self.name(evidence.option)
        opening = fold(shown)
        if any(fold(option.name) in opening for option in self.corpus.options):
            return quoted
        if not named:
            lacks = self.language == "en" and opening.partition(" ")[0] in _SUBJECTLESS
            return self.wording.pronoun.format(quoted=quoted) if lacks else quoted
        if opening.startswith(_DANGLING) or self._is_sentence(shown):
            return self.wording.aside.format(option=name, quoted=quoted)
        return self.wording.named.format(option=name, quoted=quoted)

    def _is_sentence(self, shown: str) -> bool:
        """Whether an English quote starts a sentence of its own, so that no name fits before it."""
        return self.corpus.language == "en" and shown[:1].isupper()

    def join(self, parts: Sequence[str]) -> str:
        """Names as a list: "A, B and C"."""
        return self.wording.join(parts)

    def text(self, notes: Sequence[str] = ()) -> str:
        """The finished Markdown, with what else is to be said of it below, if it says anything."""
        body = _TRAILING.sub("", "".join(self.sentences)).strip()
        if body:
            body = "\n\n".join((body, *notes))
        if self.language == "en" and any(c.gloss for c in self.citer.citations):
            body = f"{body}\n\n{self.wording.translated}"
        return body


def evidence_for(point: Point, option: str) -> list[Evidence]:
    """The quotes of a point about one option (or about all, for ``EITHER``)."""
    return [each for each in point.evidence if each.option == option]


def spokesman(point: Point, option: str) -> Evidence:
    """The quote that speaks for an option: its own, one about all, or a rival's that compares."""
    return (evidence_for(point, option) or evidence_for(point, EITHER) or list(point.evidence))[0]
