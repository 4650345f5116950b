"""The deterministic answer: verdict first, then why, what speaks against it, what would change it.

Only quotes make claims here. Everything else a sentence says comes from the decision.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.cite import Citer
from assistant.decide import DEPENDS, Settled, leaning
from assistant.records import Flip, LedgerRow
from assistant.retrieve import Match
from assistant.text import fold, terms
from assistant.wording import WORDING, Wording
from ingest.records import EITHER, Corpus, Evidence, Language, Point

_CONTRARY = 0.16
"""How far behind its need's best point a contrary point is still worth a sentence."""
_OVERVIEW = 6
_TRAILING = re.compile(r" +(?=\n)")
_DANGLING = ("这", "它", "其", "该", "那", "使得", "因为", "this", "it ", "these", "they", "that")


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
            named: Put the name there; not where the sentence has just said it.
        """
        citation = self.citer.cite(evidence)
        shown = evidence.quote
        if self.language == "en" and evidence.gloss:
            shown = evidence.gloss
        quoted = self.wording.quote.format(quote=shown, number=citation.number)
        if evidence.option == EITHER or not named:
            return quoted
        name = self.name(evidence.option)
        opening = fold(shown)
        if any(fold(option.name) in opening for option in self.corpus.options):
            return quoted
        if opening.startswith(_DANGLING) or self._is_sentence(shown):
            return self.wording.aside.format(option=name, quoted=quoted)
        return self.wording.named.format(option=name, quoted=quoted)

    def _is_sentence(self, shown: str) -> bool:
        """Whether an English quote starts a sentence of its own, so that no name fits before it."""
        return self.corpus.language == "en" and shown[:1].isupper()

    def join(self, parts: Sequence[str]) -> str:
        """Names as a list: "A, B and C"."""
        if len(parts) < 2:
            return "".join(parts)
        return self.wording.listing.join(parts[:-1]) + self.wording.last + parts[-1]

    def text(self) -> str:
        """The finished Markdown."""
        body = _TRAILING.sub("", "".join(self.sentences)).strip()
        if self.language == "en" and any(c.gloss for c in self.citer.citations):
            body = f"{body}\n\n{self.wording.translated}"
        return body


def evidence_for(point: Point, option: str) -> list[Evidence]:
    """The quotes of a point about one option (or about all, for ``EITHER``)."""
    return [each for each in point.evidence if each.option == option]


def spokesman(point: Point, option: str) -> Evidence:
    """The quote that speaks for an option: its own, one about all, or a rival's that compares."""
    return (evidence_for(point, option) or evidence_for(point, EITHER) or list(point.evidence))[0]


def choice(draft: Draft, settled: Sequence[Settled], verdict: str, *, avoid: bool) -> None:
    """A choice for one or more needs."""
    wording = draft.wording
    if verdict == DEPENDS and len(settled) > 1:
        parts = [_part(draft, wording.depends_part, each) for each in _pulling(settled)]
        draft.add(wording.depends_on, parts=wording.comma.join(parts))
        draft.add("\n\n")
        draft.add(wording.differ[0] if len(settled) == 2 else wording.differ[1])
    elif verdict in {DEPENDS, EITHER}:
        draft.add(wording.depends if verdict == DEPENDS else wording.either)
        draft.add("\n\n")
    else:
        template = wording.avoid if avoid else wording.verdict
        others = draft.join([draft.name(other) for other in draft.others(verdict)])
        draft.add(template, option=draft.name(verdict), other=others)
        draft.add("\n\n")
    for each in settled:
        _reasons(draft, each)
    for each in settled:
        _contrary(draft, each)
    if verdict == DEPENDS and len(settled) > 1:
        parts = [_part(draft, wording.only_part, each) for each in _pulling(settled)]
        draft.add("\n\n")
        draft.add(wording.only_one, parts=wording.comma.join(parts))


def _part(draft: Draft, template: str, settled: Settled) -> str:
    return template.format(
        label=draft.label(settled.matches[0].point), option=draft.name(settled.verdict)
    )


def _pulling(settled: Sequence[Settled]) -> list[Settled]:
    return [each for each in settled if each.verdict not in {EITHER, DEPENDS}]


def _reasons(draft: Draft, settled: Settled) -> None:
    wording, point = draft.wording, settled.matches[0].point
    label = draft.label(point)
    if settled.verdict == EITHER:
        if leaning(point) != point.favours:
            said = draft.say(spokesman(point, point.favours))
            others = draft.join([draft.name(o) for o in draft.others(point.favours)])
            draft.add(wording.one_sided, label=label, said=said, other=others)
            return
        shared = evidence_for(point, EITHER)[:1] or _one_each(draft, point)
        draft.add(wording.level, label=label, said=wording.comma.join(map(draft.say, shared)))
        return
    if settled.verdict == DEPENDS:
        sides = {leaning(match.point): match.point for match in reversed(settled.matches)}
        pulls = [draft.say(spokesman(p, s)) for s, p in sides.items() if s != EITHER]
        draft.add(wording.pulled, label=label, said=wording.comma.join(pulls))
        draft.add(wording.stop)
        return
    draft.add(wording.lean, label=label, said=draft.say(spokesman(point, settled.verdict)))
    against = [
        evidence
        for other in draft.others(settled.verdict)
        for evidence in evidence_for(point, other)[:1]
        if not draft.citer.has(evidence)
    ]
    draft.close([draft.say(evidence) for evidence in against])


def _one_each(draft: Draft, point: Point) -> list[Evidence]:
    return [e for option in draft.corpus.options for e in evidence_for(point, option.id)[:1]]


def _contrary(draft: Draft, settled: Settled) -> None:
    """One sentence for what the same aspect holds against the verdict, if it is close."""
    if settled.verdict in {EITHER, DEPENDS}:
        return
    first = settled.matches[0]
    for match in settled.matches[1:]:
        if (
            leaning(match.point) != settled.verdict
            and match.point.aspect == first.point.aspect
            and match.score >= first.score - _CONTRARY
        ):
            side = leaning(match.point)
            quotes = evidence_for(match.point, side)[:1]
            if quotes and not draft.citer.has(quotes[0]):
                draft.add(draft.wording.however, said=draft.say(quotes[0]))
            return


def general(draft: Draft, matches: Sequence[Match]) -> tuple[Flip, ...]:
    """A choice without a need: what the article says of choosing, and what would decide."""
    wording = draft.wording
    draft.add(wording.depends)
    draft.add("\n\n")
    guide = next((m.point for m in matches if m.point.favours == EITHER), matches[0].point)
    said = [draft.say(e) for e in (evidence_for(guide, EITHER) or list(guide.evidence))[:1]]
    draft.add(wording.general, said=said[0])
    flips = []
    for option in draft.corpus.options:
        point = next((p for p in draft.corpus.points if _decides(p, option.id)), None)
        if point is None:
            continue
        evidence = evidence_for(point, option.id)[0]
        draft.add(
            wording.general_part,
            option=option.name,
            label=draft.label(point),
            said=draft.say(evidence, named=False),
        )
        flips.append(Flip(draft.label(point), option.id, (draft.citer.cite(evidence),)))
    return tuple(flips)


def _decides(point: Point, option: str) -> bool:
    return leaning(point) == option and bool(evidence_for(point, option))


def flip(draft: Draft, settled: Sequence[Settled], verdict: str) -> tuple[Flip, ...]:
    """What would change the verdict: the nearest point of another aspect for another option."""
    if verdict in {EITHER, DEPENDS}:
        return ()
    aspects = {match.point.aspect for each in settled for match in each.matches[:1]}
    matches = settled[0].finding.matches
    for match in matches:
        side = leaning(match.point)
        if side in {EITHER, verdict} or match.point.aspect in aspects:
            continue
        if any(option.name in draft.label(match.point) for option in draft.corpus.options):
            continue  # "if A's API mattered more" is no need that one could have
        quotes = [e for e in evidence_for(match.point, side) if not draft.citer.has(e)]
        if not quotes:
            continue
        label = draft.label(match.point)
        draft.add("\n\n")
        draft.add(
            draft.wording.flip,
            option=draft.name(side),
            label=label,
            said=draft.say(quotes[0], named=False),
        )
        return (Flip(label, side, (draft.citer.cite(quotes[0]),)),)
    return ()


def comparison(draft: Draft, settled: Sequence[Settled]) -> None:
    """Both sides of each need, without a verdict."""
    for each in settled:
        point = each.matches[0].point
        quotes = _one_each(draft, point) or evidence_for(point, EITHER)[:1]
        said = [draft.say(evidence) for evidence in quotes]
        draft.add(draft.wording.lean[1], label=draft.label(point), said=said[0])
        draft.close(said[1:])


def overview(draft: Draft, *, alike: bool) -> None:
    """What the options share, or how they differ: one line for each aspect."""
    seen: set[str] = set()
    lines = []
    for point in draft.corpus.points:
        if alike:
            quotes = evidence_for(point, EITHER)[:1] if point.favours == EITHER else []
        else:
            quotes = _one_each(draft, point) if point.favours != EITHER else []
            quotes = quotes if len(quotes) == len(draft.corpus.options) else []
        if not quotes or point.aspect in seen or any(map(draft.citer.has, quotes)):
            continue
        seen.add(point.aspect)
        said = draft.wording.comma.join(map(draft.say, quotes))
        lines.append(draft.wording.compare.format(label=draft.label(point), said=said))
        if len(lines) == _OVERVIEW:
            break
    draft.add("{said}", said="\n".join(lines))


def fact(draft: Draft, settled: Settled, options: Sequence[str]) -> None:
    """What the article says, about the options asked after."""
    point = settled.matches[0].point
    quotes = [e for e in point.evidence if len(options) != 1 or e.option in {options[0], EITHER}]
    shown: dict[str, Evidence] = {}
    for evidence in _closest(settled.finding.need, quotes or list(point.evidence)):
        shown.setdefault(evidence.option, evidence)
    said = [draft.say(evidence) for evidence in shown.values()]
    draft.add("{said}", said=said[0])
    draft.close(said[1:])
    if len(options) == 1 and not quotes:
        draft.add(draft.wording.not_stated, option=draft.name(options[0]))


def _closest(need: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The quotes that use the need's own terms; all of them, where none does."""
    asked = set(terms(need))
    shared = [
        len(asked & set(terms(fold(f"{each.quote} {each.gloss or ''}")))) for each in evidence
    ]
    return [e for e, n in zip(evidence, shared, strict=True) if 2 * n >= max(shared)]


def why(draft: Draft, settled: Settled, claimed: str | None, options: Sequence[str]) -> None:
    """The grounds of what is asked about, or that the article doesn't see it so."""
    point = settled.matches[0].point
    side = leaning(point)
    template = draft.wording.why
    if claimed is not None and side not in {claimed, EITHER}:
        template = draft.wording.contrary
        order = [side, *draft.others(side)]
    elif options:
        order = list(options[:1])
    else:
        order = [side] if side != EITHER else [option.id for option in draft.corpus.options]
    quotes = [e for option in order for e in evidence_for(point, option)[:1]]
    quotes = quotes or evidence_for(point, EITHER)[:1] or list(point.evidence[:1])
    said = [draft.say(evidence) for evidence in quotes]
    draft.add(template, said=said[0])
    draft.close(said[1:])


def rows(draft: Draft, settled: Sequence[Settled]) -> tuple[LedgerRow, ...]:
    """The ledger: what decided each need, for every option its quotes or nothing."""
    found: dict[str, LedgerRow] = {}
    for each in settled:
        for match in each.matches:
            point = match.point
            if point.id in found or match.relevance < 0.5:
                continue
            found[point.id] = LedgerRow(
                aspect=point.aspect,
                point=point.id,
                label=draft.label(point),
                need=each.finding.need,
                relevance=round(match.relevance, 4),
                favours=leaning(point),
                citations={
                    option.id: tuple(
                        draft.citer.quote(evidence)
                        for evidence in point.evidence
                        if evidence.option in {option.id, EITHER}
                    )
                    for option in draft.corpus.options
                },
            )
    return tuple(found.values())
