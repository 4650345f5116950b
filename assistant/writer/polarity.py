"""Whether a clause says yes where its quotes say no, easy where they say hard, always for often."""

from __future__ import annotations

import re
from typing import Literal

from assistant.writer.evidence import Pool, denied, denies, telling
from assistant.writer.lexicon import Lexicon, Words, is_chinese

_RESTS = 3
"""Words that a clause shares at least with what it rests on."""

Turn = Literal["negation", "opposite", "strength"]

_CLAUSES = re.compile(r"[,;:!?，；：。！？、\n]|\.(?=\s|$)")


def turned(text: str, pool: Pool, about: Pool, lexicon: Lexicon) -> Turn | None:
    """How a clause turns round or strengthens what its quotes say, if it does."""
    if _negates(text, pool, lexicon):
        return "negation"
    claimed = lexicon.weak.pattern.sub(" ", text)
    for said, carried in lexicon.strong:
        if carried.within(pool.text):
            continue
        if any(claimed[start:end] not in about.text for start, end in said.spans(claimed)):
            return "strength"
    return None


def _negates(text: str, pool: Pool, lexicon: Lexicon) -> bool:
    advising = lexicon.against.within(text)
    denying = denies(text, lexicon) and not advising
    under, free = denied(text, lexicon)
    if denying and not denies(pool.text, lexicon):
        return True
    translated = ("zh" if is_chinese(text) else "en") not in pool.languages
    if translated and not denying and lexicon.concepts_of(text) & pool.denied_concepts:
        return True
    if translated and denying:
        return not lexicon.concepts_of_words(under) & pool.denied_concepts
    heard = denying or advising or lexicon.short.within(text) or telling(text, lexicon) <= 1
    if not heard and (free - under) & pool.denied:
        return True
    return denying and not under & pool.ever_denied and bool(under & (pool.stems - pool.denied))


def opposed(text: str, pool: Pool, lexicon: Lexicon, *, free: bool, hedged: bool) -> Turn | None:
    """Whether a clause says the opposite of its quotes, or drops their caution.

    Args:
        text: The folded clause.
        pool: What it rests on.
        lexicon: What are opposites.
        free: Whether it advises or sets a condition rather than claims.
        hedged: Whether its sentence is cautious.
    """
    text = lexicon.neutral.pattern.sub(" ", text)
    for up, down in lexicon.opposites:
        for mine, theirs in ((up, down), (down, up)):
            more = "more" in mine.members
            if not mine.within(text) or theirs.within(text) or (free and more):
                continue
            if mine.within(pool.text):
                if not (free or hedged) and _is_cautious(mine, pool, lexicon):
                    return "strength"
                continue
            if theirs.within(pool.text):
                return "opposite"
    return None


def hardened(text: str, pool: Pool, lexicon: Lexicon) -> bool:
    """Whether a clause says flatly what the part of its quotes that it rests on says softly."""
    if lexicon.hedges.within(text):
        return False
    said = _tellers(text, lexicon)
    shared = {part: len(said & _tellers(part, lexicon)) for part in _CLAUSES.split(pool.text)}
    most = max(shared.values())
    closest = [part for part, count in shared.items() if count == most]
    return most >= _RESTS and any(lexicon.softens.within(part) for part in closest)


def _tellers(text: str, lexicon: Lexicon) -> frozenset[str]:
    """The words of folded text that tell anything, denied or not."""
    under, free = denied(text, lexicon)
    return under | free


def unheard(text: str, pool: Pool, about: Pool, lexicon: Lexicon, *, free: bool) -> int:
    """How many of the sides that a clause takes its quotes take no side in."""
    return sum(
        mine.within(text)
        and not (mine.within(pool.text) or theirs.within(pool.text) or mine.within(about.text))
        and not (free or theirs.within(text) or "more" in mine.members)
        for pair in lexicon.opposites
        for mine, theirs in (pair, pair[::-1])
    )


def _is_cautious(words: Words, pool: Pool, lexicon: Lexicon) -> bool:
    """Whether the quotes say one of these words only with caution."""
    saying = [clause for clause in _CLAUSES.split(pool.text) if words.within(clause)]
    return bool(saying) and all(lexicon.caution.within(clause) for clause in saying)
