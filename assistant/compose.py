"""The deterministic answer: verdict first, then why, what speaks against it, what would change it.

Only quotes make claims here. Everything else a sentence says comes from the decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.decide import DEPENDS, EQUAL, Settled, leaning, pull
from assistant.draft import Draft, evidence_for, spokesman
from assistant.records import Flip, LedgerRow
from assistant.retrieve import Match
from assistant.text import fold, terms
from ingest.records import EITHER, Evidence, Point

_CONTRARY = 0.16
"""How far behind its need's best point a contrary point is still worth a sentence."""
_ASIDE = 0.15
"""How far behind a point may be that tells of the option asked after, where the best doesn't."""
_AS_GOOD = 0.12
"""How far behind a second point may be that answers a question for a fact too."""
_AGAIN = 3
"""Points among which it is looked for."""
_OVERVIEW = 6
_GROUNDS = 2
"""Quotes of one option that answer a "why"."""


def choice(draft: Draft, settled: Sequence[Settled], verdict: str, *, avoid: bool) -> None:
    """A choice for one or more needs."""
    wording = draft.wording
    pulling = _pulling(settled)
    apart = len({each.verdict for each in pulling}) > 1
    if verdict == DEPENDS and apart:
        parts = [_part(draft, wording.depends_part, each) for each in pulling]
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
        if apart:
            labels = [draft.label(s.matches[0].point) for s in pulling if s.verdict == verdict]
            draft.add(wording.outweighs, labels=draft.join(labels))
    told: set[tuple[str, str]] = set()
    for each in settled:
        reason = (each.matches[0].point.id, each.verdict)
        if reason not in told:
            _reasons(draft, each)
        told.add(reason)
    for each in settled:
        _contrary(draft, each)
    if verdict == DEPENDS and apart:
        parts = [_part(draft, wording.only_part, each) for each in pulling]
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
    """What would change the verdict.

    Where needs differ, those that didn't decide; else the nearest point of another aspect for
    another option, which the answer hasn't told yet.
    """
    if verdict == EITHER:
        return ()
    contrary = [each for each in _pulling(settled) if each.verdict != verdict]
    if len({each.verdict for each in contrary}) > (verdict == DEPENDS):
        return tuple(
            Flip(
                draft.label(each.matches[0].point),
                each.verdict,
                (draft.citer.cite(spokesman(each.matches[0].point, each.verdict)),),
            )
            for each in contrary
        )
    if verdict == DEPENDS:
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


def overview(draft: Draft, *, alike: bool) -> bool:
    """What the options share, or how they differ: one line for each aspect.

    Returns:
        Whether the article says anything of the kind.
    """
    found = [
        (point, _in_common(point) if alike else _apart(draft, point))
        for point in draft.corpus.points
    ]
    # Nobody is left out of a difference, unless the article never speaks of all.
    fewest = 1 if alike else min(len(draft.corpus.options), max(len(said) for _, said in found))
    seen: set[str] = set()
    lines: list[str] = []
    for point, quotes in found:
        known = point.aspect in seen or any(map(draft.citer.has, quotes))
        if known or len(quotes) < max(fewest, 1 if alike else 2) or len(lines) == _OVERVIEW:
            continue
        seen.add(point.aspect)
        said = draft.wording.comma.join(map(draft.say, quotes))
        lines.append(draft.wording.compare.format(label=draft.label(point), said=said))
    draft.add("{said}", said="\n".join(lines))
    return bool(lines)


def _in_common(point: Point) -> list[Evidence]:
    return evidence_for(point, EITHER)[:1] if point.favours == EITHER else []


def _apart(draft: Draft, point: Point) -> list[Evidence]:
    return _one_each(draft, point) if point.favours != EITHER else []


def fact(draft: Draft, settled: Settled, options: Sequence[str]) -> None:
    """What the article says, about the option asked after if it is one.

    What says about as much to the point as the best is quoted too: which of the two is meant,
    the reader knows better.
    """
    best = settled.matches[0].point
    least = _shared(settled.finding.need, best.evidence)
    near = [m.point for m in settled.finding.matches if m.score >= _close(settled, _ASIDE)]
    point = next(
        (
            p
            for p in near
            if _about(p, options) and _shared(settled.finding.need, p.evidence) >= least
        ),
        best,
    )
    quotes = _about(point, options)
    shown: dict[str, Evidence] = {}
    if quotes and not _shared(settled.finding.need, quotes):
        # "Is K part of B?", where it is A's quote that speaks of K.
        closest = _closest(settled.finding.need, point.evidence)
        shown = {each.option: each for each in closest if len(closest) == 1}
    for evidence in _closest(settled.finding.need, quotes or point.evidence):
        shown.setdefault(evidence.option, evidence)
    said = [draft.say(evidence) for evidence in shown.values()]
    draft.add("{said}", said=said[0])
    draft.close(said[1:])
    if len(options) == 1 and not quotes:
        draft.add(draft.wording.not_stated, option=draft.name(options[0]))
        return
    for match in settled.finding.matches[:_AGAIN]:
        also = [e for e in _about(match.point, options)[:1] if not draft.citer.has(e)]
        if also and match.point is not point and match.score >= _close(settled, _AS_GOOD):
            draft.add(draft.wording.besides, said=draft.say(also[0]))
            return


def _close(settled: Settled, behind: float) -> float:
    return settled.finding.best.score - behind


def _about(point: Point, options: Sequence[str]) -> list[Evidence]:
    """The quotes of a point that concern what is asked after; all of them, if it isn't one."""
    return [e for e in point.evidence if len(options) != 1 or e.option in {options[0], EITHER}]


def _shared(need: str, evidence: Sequence[Evidence]) -> int:
    """How many of a need's own terms quotes use, taken together."""
    return len(set(terms(need)) & _terms_of(evidence))


def _terms_of(evidence: Sequence[Evidence]) -> set[str]:
    return {t for each in evidence for t in terms(fold(f"{each.quote} {each.gloss or ''}"))}


def _closest(need: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The quotes that use the need's own terms; all of them, where none does."""
    asked = set(terms(need))
    shared = [len(asked & _terms_of([each])) for each in evidence]
    return [e for e, n in zip(evidence, shared, strict=True) if 2 * n >= max(shared)]


def why(draft: Draft, settled: Settled, claimed: str | None, named: str | None) -> None:
    """The grounds of what is asked about, or that the article doesn't see it so.

    Args:
        draft: Where to write.
        settled: The need asked about.
        claimed: The option that the question holds to be the better one.
        named: The option that the question is about, which may be said to be the worse one.
    """
    point = settled.matches[0].point
    side = leaning(point)
    template = draft.wording.why
    if claimed is not None and side not in {claimed, EITHER}:
        template = draft.wording.contrary
        order = [side, *draft.others(side)]
    elif named is not None:
        order = [named]
    else:
        order = [side] if side != EITHER else [option.id for option in draft.corpus.options]
    grounds = evidence_for(point, order[0])[:_GROUNDS]
    quotes = grounds or evidence_for(point, EITHER)[:1] or list(point.evidence[:1])
    said = [draft.say(quotes[0]), *(draft.say(each, named=False) for each in quotes[1:])]
    draft.add(template, said=draft.wording.comma.join(said))
    draft.close([draft.say(e) for option in order[1:] for e in evidence_for(point, option)[:1]])


def rows(
    draft: Draft, settled: Sequence[Settled], weights: Mapping[str, float] = EQUAL
) -> tuple[LedgerRow, ...]:
    """The ledger: what decided each need, for every option its quotes or nothing."""
    found: dict[str, LedgerRow] = {}
    most = max((weights.get(each.finding.need, 1.0) for each in settled), default=1.0)
    for each in settled:
        share = weights.get(each.finding.need, 1.0) / most
        for rank, match in enumerate(each.matches):
            point = match.point
            if point.id in found or (rank and match.relevance < 0.5):
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
                pull=round(share * pull(each.finding, match), 4),
            )
    return tuple(found.values())
