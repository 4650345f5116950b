"""How much of a clause its quotes carry, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.writer.evidence import Pool
from assistant.writer.lexicon import HAN, Lexicon, akin, english, stem

_RUN = re.compile(f"[{HAN}]+")
_PIECE = 10
"""Characters of the longest word or phrase that is looked up."""
_FORMED = 4
"""Longer words are of the frame in every form of theirs."""
_HAN_WORD = 0.5
"""What a Han character weighs against an English word."""
_ELSEWHERE = 2
"""What a word weighs that the article has, but not here: likely what is said of something else."""


@dataclass(frozen=True, slots=True)
class Support:
    """Words of a clause that its quotes carry, and words that nothing carries.

    ``elsewhere`` tells that one of these stands in another part of the article.
    """

    carried: float = 0.0
    loose: float = 0.0
    elsewhere: bool = False

    def __add__(self, other: Support) -> Support:
        return Support(
            self.carried + other.carried,
            self.loose + other.loose,
            self.elsewhere or other.elsewhere,
        )

    @property
    def share(self) -> float:
        """Of what claims anything, the share that nothing carries."""
        whole = self.carried + self.loose
        return self.loose / whole if whole else 0.0


def support(text: str, pool: Pool, about: Pool, article: Pool, lexicon: Lexicon) -> Support:
    """Weighs a clause.

    Args:
        text: Folded, without the options' names.
        pool: The text of its quotes.
        about: What may be mentioned without being a claim.
        article: All that its points say.
        lexicon: Which words say the same, and which say nothing.
    """
    total = Support()
    for word in english(text):
        total += _english(word, pool, about, article, lexicon)
    for run in _RUN.findall(text):
        total += _han(run, pool, about, article, lexicon)
    return total


def _english(word: str, pool: Pool, about: Pool, article: Pool, lexicon: Lexicon) -> Support:
    if len(word) < 2 or word in lexicon.frame or word.replace(".", "").isdigit():
        return Support()
    root = stem(word)
    if len(word) > _FORMED and root in lexicon.frame_stems:
        return Support()
    if _has(root, pool):
        return Support(carried=1)
    concepts = lexicon.concepts.get(root, frozenset())
    if concepts & pool.concepts:
        return Support(carried=1)
    if _has(root, about) or concepts & about.concepts:
        return Support()
    elsewhere = root in article.stems
    return Support(loose=_ELSEWHERE if elsewhere else 1, elsewhere=elsewhere)


def _has(root: str, pool: Pool) -> bool:
    return root in pool.stems or any(akin(root, other) for other in pool.stems)


def _han(run: str, pool: Pool, about: Pool, article: Pool, lexicon: Lexicon) -> Support:
    """The cheapest way to read a run of characters as words that are carried or say nothing."""
    best: list[tuple[float, float, float]] = [(0.0, 0.0, 0.0)]
    for end in range(1, len(run) + 1):
        cost, carried, loose = best[end - 1]
        known = any(run[end - 1] in other for other in pool.runs)
        options = [(cost + (0.6 if known else 1.0), carried, loose + (0.5 if known else 1.0))]
        for start in range(max(0, end - _PIECE), end):
            word = run[start:end]
            cost, carried, loose = best[start]
            if word in lexicon.frame:
                options.append((cost + 0.1, carried, loose))
            elif _carries(word, pool, lexicon):
                options.append((cost + 0.05, carried + len(word), loose))
            elif len(word) > 1 and (
                any(word in other for other in about.runs)
                or lexicon.concepts.get(word, frozenset()) & about.concepts
            ):
                # By length, lest a repeated question covers what quotes carry of it.
                options.append((cost + 0.03 + 0.06 * len(word), carried, loose))
            elif len(word) > 1 and any(word in other for other in article.runs):
                options.append((cost + 0.9 * len(word), carried, loose + _ELSEWHERE * len(word)))
        best.append(min(options))
    _, carried, loose = best[-1]
    return Support(carried * _HAN_WORD, loose * _HAN_WORD)


def _carries(word: str, pool: Pool, lexicon: Lexicon) -> bool:
    if len(word) > 1 and any(word in other for other in pool.runs):
        return True
    return bool(lexicon.concepts.get(word, frozenset()) & pool.concepts)
