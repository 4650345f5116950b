"""English as a dictionary knows it: what is no typo, and what a typo was meant to be.

The words and their frequencies are those of SymSpell (Garbe 2012), read when the first word comes
that neither the corpus nor an ordinary question uses.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib import resources

from rapidfuzz.distance import OSA

_FREQUENCIES = "frequency_dictionary_en_82_765.txt"
_SHORTEST = 4
_LONG = 7
"""Letters from which one too many or too few is put right: of shorter words too many are names."""
_COMMON = 30_000
"""So many words, the most frequent ones, are what somebody may have meant, beside contractions,
which the list counts at its end."""


def is_word(word: str) -> bool:
    """Whether a folded word is English."""
    return word in _words()


def corrected(word: str) -> str | None:
    """The most frequent word that is one slip of the fingers from one that isn't English.

    Two letters in the wrong order; a letter that should stand twice, or shouldn't; in longer words
    any letter too many or too few. Never a wrong letter: "jupyter" is no Jupiter. The first letter
    and, but for order, the last are always right.

    >>> corrected("wehther"), corrected("runing"), corrected("jupyter"), corrected("gunicorn")
    ('whether', 'running', None, None)
    """
    if len(word) < _SHORTEST:
        return None
    meant = (
        other
        for length in (len(word) - 1, len(word), len(word) + 1)
        for other in _alike().get((word[0], length), ())
        if OSA.distance(word, other, score_cutoff=1) == 1 and _is_slip(word, other)
    )
    return min(meant, key=_words().__getitem__, default=None)


def is_swapped(word: str, other: str) -> bool:
    """Whether one is the other with two neighbouring letters in the wrong order."""
    return sorted(word) == sorted(other) and OSA.distance(word, other, score_cutoff=1) == 1


def _is_slip(word: str, other: str) -> bool:
    if len(word) == len(other):
        return is_swapped(word, other)
    if word[-1] != other[-1]:
        return False
    return len(word) >= _LONG or _once(word) == _once(other)


def _once(word: str) -> str:
    """The word with letters that stand twice standing once."""
    return "".join(letter for i, letter in enumerate(word) if letter != word[i - 1 : i])


@cache
def _words() -> dict[str, int]:
    """Every word and its rank, the most frequent first."""
    text = resources.files("symspellpy").joinpath(_FREQUENCIES).read_text(encoding="utf-8-sig")
    return {line.partition(" ")[0]: rank for rank, line in enumerate(text.splitlines())}


@cache
def _alike() -> dict[tuple[str, int], tuple[str, ...]]:
    """The common words by first letter and length."""
    found = defaultdict[tuple[str, int], list[str]](list)
    for word, rank in _words().items():
        if (rank < _COMMON or "'" in word) and len(word) >= _SHORTEST - 1:
            found[word[0], len(word)].append(word)
    return {key: tuple(words) for key, words in found.items()}
