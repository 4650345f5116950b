"""Whether a sentence may be shown: everything it says stands in what it cites.

It may be cautious where a person would not be: a good sentence that is left out costs a little
fluency, a bad one that is shown costs all trust.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from assistant.records import Answer
from assistant.text import fold
from assistant.writer.claims import Clause, Names, Segment, blanked, clauses, quoted, segments
from assistant.writer.evidence import Piece, Pool, denies, pooled
from assistant.writer.form import (
    has_known_figures,
    has_known_names,
    is_in,
    is_marked_up,
    is_spliced,
    is_verbatim,
)
from assistant.writer.grounds import Context, Grounds, plain
from assistant.writer.lexicon import Lexicon, english, load_lexicon
from assistant.writer.nearness import Nearness
from assistant.writer.polarity import hardened, opposed, turned, unheard
from assistant.writer.ruling import Judge
from assistant.writer.sentences import Sentence
from assistant.writer.support import Support, support
from ingest.records import EITHER, Corpus

Fault = Literal[
    "markup", "leak", "language", "no_number", "unknown_number", "misquoted", "figure", "name",
    "option", "negation", "opposite", "strength", "unsupported", "verdict", "reference",
]  # fmt: skip
"""Why a sentence is left out.

``option``: it says of one what its quotes say of another. ``strength``: it claims more firmly
than they do. ``reference``: it leans on a sentence that was left out itself.
"""

_LOOSE = 0.45
"""Of a clause or sentence, what share of its words may be without a counterpart in the quotes."""
_FEW = 3.0
"""What nothing carries of a clause that may be a way to put its quotes all the same."""
_SOME = 5.0
"""The same, where there is more to go by."""
_SIDE = 2
"""What it weighs to take a side where the quotes take none."""
_AMONG = 0.03
"""Of the corpus's other quotes, what share may be nearer to such a clause."""
_HARDLY = 0.01
_ROUND = 0.12
"""The same for clauses in another language, in sentences of which less may."""
_STRAY = 0.5
"""A single Han character that was left between two words."""
_QUOTED = 2
_FRAMING = 1.0
"""What nothing carries of a clause that names nobody and only leads on to the next one, or that
only advises what was decided."""
_SITUATION = 2.0
"""What may be unheard of in a clause about the asker, or about what would matter to them."""


class _FaultError(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a clause stands in its sentence.

    Attributes:
        around: The folded stretch of the sentence that it is part of.
        agrees: It advises what was decided.
        free: It does that, or says when something holds, rather than claims.
        hedged: The stretch is cautious.
        leads: Another clause follows.
    """

    around: str
    agrees: bool
    free: bool
    hedged: bool
    leads: bool


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

    @cached_property
    def _article(self) -> Pool:
        """All that the points say."""
        said = [t for p in self.corpus.points for e in p.evidence for t in (e.quote, e.gloss) if t]
        return Pool("\n".join(map(fold, said)))

    @cached_property
    def _judge(self) -> Judge:
        return Judge(self.lexicon)

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
        if not sentence.code and plain(sentence.text) in grounds.own:
            context.gap, context.subject = False, None
            return None
        fault = self._form(sentence, grounds)
        if fault is None:
            try:
                self._content(sentence, grounds, context)
            except _FaultError as error:
                fault = error.fault
        context.gap = fault is not None
        return fault

    def _form(self, sentence: Sentence, grounds: Grounds) -> Fault | None:
        text = sentence.text
        faults: dict[Fault, bool] = {
            "markup": sentence.code or is_marked_up(text),
            "leak": not grounds.is_quoted(self.lexicon.leaks.findall(fold(text))),
            "language": not is_in(grounds.answer.language, text, self.names),
            "no_number": not sentence.numbers,
            "unsupported": text.rstrip(" *_").endswith((":", "：")),
            "unknown_number": not set(sentence.numbers) <= set(grounds.cited),
        }
        return next((fault for fault, found in faults.items() if found), None)

    def _content(self, sentence: Sentence, grounds: Grounds, context: Context) -> None:
        if context.gap and self.lexicon.leaning.match(fold(sentence.text)):
            raise _FaultError("reference")
        if self.lexicon.for_all.search(fold(sentence.text)):
            raise _FaultError("verdict")
        total, advises = Support(), grounds.rules(sentence.text)
        parts = segments(blanked(sentence.text, grounds.asides))
        everyone = {grounds.cited[number].option for number in sentence.numbers}
        for segment in parts:
            self._exact(segment, grounds, first=segment is parts[0])
            earlier = None if segment is parts[0] else context.subject
            weighed, rules = self._segment(segment, grounds, context, everyone, earlier)
            total += weighed
            advises |= rules
        if total.share > _LOOSE or not (total.carried or advises):
            raise _FaultError("unsupported")

    def _exact(self, segment: Segment, grounds: Grounds, *, first: bool) -> None:
        if not is_verbatim(segment, grounds):
            raise _FaultError("misquoted")
        if is_spliced(segment, grounds):
            raise _FaultError("unsupported")
        if not has_known_figures(segment, grounds):
            raise _FaultError("figure")
        if not has_known_names(segment, grounds, self.lexicon, first=first):
            raise _FaultError("name")
        if self.names.only(fold(segment.text), self.lexicon.only):
            raise _FaultError("strength")

    def _segment(
        self,
        segment: Segment,
        grounds: Grounds,
        context: Context,
        everyone: set[str],
        earlier: str | None,
    ) -> tuple[Support, bool]:
        """How much of it is carried, and whether it advises anything."""
        found = [piece for number in segment.numbers for piece in grounds.pieces[number]]
        anyone = {piece.option for piece in found if not piece.by_the_way}
        around = fold(segment.text).strip()
        if self._drops_a_denial(around, pooled(found), grounds):
            raise _FaultError("negation")
        hedged = self.lexicon.hedges.within(around)
        total, advises = Support(), False
        # What goes on behind a number may go on about the same option, if its quotes do.
        subject = earlier if anyone == {earlier} else None
        parts = clauses(segment.text, self.names, self.lexicon)
        # Where quotes are about several, what opens a sentence is about whom it comes to first.
        ahead = next((c.options[0] for c in parts if c.options), None) if len(anyone) > 1 else None
        for clause in parts:
            if clause is not parts[-1] and self._is_situation(clause, grounds):
                continue
            if subject is None and self._goes_on(clause):
                subject = context.subject
            if clause.options:
                subject = context.subject = clause.options[0]
            subject, ahead = subject or ahead, None
            ruling = self._judge.ruling(clause, segment, grounds, subject)
            if ruling == "contradicts":
                raise _FaultError("verdict")
            free = ruling == "agrees" or self._judge.is_condition(clause.text)
            own = [p for p in found if subject is None or p.option in {subject, None}]
            if not (free or self._is_about(clause, own, anyone, subject, everyone)):
                raise _FaultError("option")
            if self._compares_anew(clause, found):
                raise _FaultError("option")
            agrees = ruling == "agrees"
            claimed = self._judge.without_choosing(clause) if agrees else clause
            standing = _Standing(around, agrees, free, hedged, clause is not parts[-1])
            total += self._clause(claimed, own or found, found, grounds, standing)
            advises |= agrees
        if subject is None and self._wants_subject(segment, grounds):
            raise _FaultError("option")
        return total, advises

    def _drops_a_denial(self, around: str, pool: Pool, grounds: Grounds) -> bool:
        """Whether quotes in another language deny something and the sentence nothing."""
        translated = grounds.answer.language not in pool.languages
        return translated and denies(pool.text, self.lexicon) and not denies(around, self.lexicon)

    def _is_situation(self, clause: Clause, grounds: Grounds) -> bool:
        """Whether a clause only tells the asker's own need, as the question told it."""
        if clause.named:
            return False
        told = support(clause.text, grounds.about, grounds.about, self._article, self.lexicon)
        if self.lexicon.situation.match(clause.text):
            return told.loose <= _SITUATION or told.share <= _LOOSE
        denies_anew = denies(clause.text, self.lexicon) and not any(
            denies(part, self.lexicon) for part in grounds.asked
        )
        if not told.carried or denies_anew or not self.lexicon.setting.match(clause.text):
            return False
        if told.share <= _LOOSE:
            return True
        return self.nearness is not None and self.nearness.told(clause.text, grounds.asked)

    def _is_about(
        self,
        clause: Clause,
        own: Sequence[Piece],
        anyone: set[str | None],
        subject: str | None,
        everyone: set[str],
    ) -> bool:
        """Whether a clause speaks about whom its quotes speak about."""
        together = self.lexicon.together
        joint = together.within(clause.text) and together.within(pooled(own).text)
        if not own or (subject is None and len(anyone - {None}) > 1 and not joint):
            return False
        if (
            subject is None
            and together.within(clause.text)
            and not together.within(pooled(own).text)
        ):
            whole = {option.id for option in self.corpus.options}
            return EITHER in everyone or whole <= everyone
        spoken_of = anyone | {option for p in own for _, option in self.names.find(p.text)}
        return len(clause.options) < 2 or None in anyone or set(clause.options) <= spoken_of

    def _compares_anew(self, clause: Clause, found: Sequence[Piece]) -> bool:
        """Whether a clause compares with an option where its quotes don't, or only liken to it."""
        beside = set(clause.named) - set(clause.options)
        if not beside or self.lexicon.likens.within(clause.text):
            return False
        text = pooled(found).text
        named = {option for _, option in self.names.find(text)}
        likened = self.lexicon.likens.within(text) and bool(beside & named)
        return likened or not self.lexicon.compares.within(text)

    def _wants_subject(self, segment: Segment, grounds: Grounds) -> bool:
        """Whether a quote is half a sentence, so that one must say whom it is about."""
        sources = [grounds.cited[number] for number in segment.numbers]
        opening = [english(fold(c.gloss or c.quote))[:1] for c in sources]
        return any(word and word[0] in self.lexicon.verbs for word in opening)

    def _clause(
        self,
        clause: Clause,
        own: Sequence[Piece],
        found: Sequence[Piece],
        grounds: Grounds,
        standing: _Standing,
    ) -> Support:
        pool, about = pooled(own), grounds.about
        whole = pool if clause.options else pooled(found)
        turn = turned(clause.whole, pool, about, self.lexicon) or opposed(
            clause.whole, whole, self.lexicon, free=standing.free, hedged=standing.hedged
        )
        if turn:
            raise _FaultError(turn)
        if not (standing.free or standing.hedged) and hardened(clause.whole, pool, self.lexicon):
            raise _FaultError("strength")
        text = self.names.without(clause.text)
        weighed = support(text, pool, about, self._article, self.lexicon)
        conditional = standing.free and self._judge.is_condition(clause.text)
        # To advise is no claim, but "the faster choice" is one.
        sided = clause.text if standing.agrees else clause.whole
        sides = unheard(sided, whole, about, self.lexicon, free=conditional)
        weighed += Support(loose=_SIDE * sides)
        if quoted(clause.whole):
            weighed += Support(carried=_QUOTED)
        if weighed.loose <= _STRAY or weighed.share <= _LOOSE:
            return weighed
        opens = standing.leads and not (clause.named or self._goes_on(clause))
        most = _SITUATION if conditional else _FRAMING if opens or standing.agrees else 0.0
        if weighed.loose <= most:
            return Support(carried=weighed.carried)
        if not self._is_near(clause, own, weighed, grounds, standing.around):
            raise _FaultError("unsupported")
        return Support(carried=weighed.carried + weighed.loose)

    def _goes_on(self, clause: Clause) -> bool:
        """Whether a clause speaks of somebody named before."""
        return self.lexicon.pronoun.match(clause.text.strip()) is not None

    def _is_near(
        self,
        clause: Clause,
        own: Sequence[Piece],
        weighed: Support,
        grounds: Grounds,
        around: str,
    ) -> bool:
        """Whether what nothing carries word by word is a way to put what is cited all the same.

        Hardly another quote may be nearer, to the clause or to what it makes of its sentence.
        Where quotes and clause share a language, that is a few words, or some more beside what is
        carried; where they don't, and no word is carried, both must deny something or neither.
        A clause may be less near than the others if its whole sentence leaves no doubt.
        """
        if self.nearness is None:
            return False
        pool = pooled(own)
        cited = [grounds.cited[number] for number in {piece.number for piece in own}]
        text = clause.text.strip()
        few, some = weighed.loose <= _FEW, weighed.loose <= _SOME
        certain = self.nearness.nearest(around, cited, among=_HARDLY)
        if grounds.answer.language in pool.languages:
            among = _AMONG if few else _HARDLY if some and weighed.carried and certain else None
        else:
            denying = denies(clause.text, self.lexicon) == denies(pool.text, self.lexicon)
            among = _ROUND if certain else _AMONG if weighed.carried or denying else None
            if some and certain and self.nearness.adds(text, around, cited, gain=0):
                return True
        if among is not None and self.nearness.nearest(text, cited, among=among):
            return True
        return few and self.nearness.adds(text, around, cited, among=_AMONG)
