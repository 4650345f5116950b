"""Whether a clause says which option to take, and whether that is what was decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from assistant.decide import DEPENDS
from assistant.text import fold
from assistant.writer.claims import Clause, Segment
from assistant.writer.evidence import denies
from assistant.writer.grounds import Grounds
from assistant.writer.lexicon import Lexicon, is_chinese
from ingest.records import EITHER

Ruling = Literal["none", "agrees", "contradicts"]

_REACH = 16
_REACH_HAN = 2
"""Characters before a word of choosing in which a negation turns it round."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Knows the words of choosing."""

    lexicon: Lexicon

    def rules(self, clause: Clause, grounds: Grounds) -> bool:
        """Whether there is any word of choosing."""
        text = self.lexicon.choice_of_things.pattern.sub(" ", clause.text)
        return (
            self.lexicon.choice.within(text)
            or self.lexicon.against.within(text)
            or grounds.names.takes(text)
        )

    def is_condition(self, text: str) -> bool:
        """Whether folded text says when something holds rather than that it does."""
        return (
            self.lexicon.conditions.within(text)
            or text.strip().startswith("should ")
            or any(part.strip().endswith(self.lexicon.conditions_end) for part in text.split(","))
        )

    def ruling(
        self, clause: Clause, segment: Segment, grounds: Grounds, subject: str | None
    ) -> Ruling:
        """What a clause rules about the option that it speaks of."""
        if subject is None or not self.rules(clause, grounds):
            return "none"
        if self.is_condition(clause.text) and not self.lexicon.against.within(clause.text):
            condition = self.lexicon.choice.pattern.sub(" ", clause.text)
            if condition == clause.text:  # "if you use NAME": says what follows, not what to take
                return "none"
        answer = grounds.answer
        against = self._is_against(clause.text)
        if not against and not self._is_of_its_own(clause, segment, grounds):
            return "none"
        if answer.verdict in {None, EITHER}:
            return "contradicts"
        speaks_for = any(grounds.cited[n].option == subject for n in segment.numbers)
        conditional = self.is_condition(fold(segment.text))
        if against:
            fine = answer.verdict not in {subject, DEPENDS} and not (conditional and speaks_for)
        elif subject == answer.verdict:
            fine = True
        elif answer.verdict == DEPENDS:
            fine = speaks_for
        else:
            flips = {
                citation.number
                for flip in answer.flips
                for citation in flip.citations
                if flip.verdict == subject
            }
            fine = conditional and bool(flips & set(segment.numbers))
        return "agrees" if fine else "contradicts"

    def without_choosing(self, clause: Clause) -> Clause:
        """A clause without its words of choosing."""
        text = clause.text
        for words in (self.lexicon.against, self.lexicon.choice):
            text = words.pattern.sub(" ", text)
        return replace(clause, text=text)

    def _is_against(self, text: str) -> bool:
        if self.lexicon.against.within(text):
            return True
        reach = _REACH_HAN if is_chinese(text) else _REACH
        spans = self.lexicon.choice.spans(text)
        return any(denies(text[max(0, s - reach) : s], self.lexicon) for s, _ in spans)

    def _is_of_its_own(self, clause: Clause, segment: Segment, grounds: Grounds) -> bool:
        """Whether its words of choosing aren't just those of its quotes."""
        sources = "\n".join(grounds.sources(segment.numbers))
        text = self.lexicon.choice_of_things.pattern.sub(" ", clause.text)
        if grounds.names.takes(text) and not grounds.names.takes(sources):
            return True
        words = [text[start:end] for start, end in self.lexicon.choice.spans(text)]
        return not all(word in sources or self._is_of_a_kind(word, sources) for word in words)

    def _is_of_a_kind(self, word: str, sources: str) -> bool:
        """Whether quotes choose in another word of the same kind."""
        return any(
            kind.pattern.fullmatch(word) and kind.within(sources)
            for kind in self.lexicon.choice_kinds
        )
