"""Ordinary language as the check of sentences needs it; ``lexicon.toml`` holds the words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from assistant.text import fold

HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_HAS_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[a-z0-9]+(?:['.+#][a-z0-9]+)*[+#]*")
_SHORT_NOT = re.compile(r"(?<=[a-z])n't(?![a-z])")
_SHORT_FORM = re.compile(r"'(?:s|d|ll|re|ve|m)$")
_ENDINGS = (
    "izations", "ization", "ations", "ation", "ities", "ity", "ments", "ment", "ness", "edly",
    "ings", "ing", "ions", "ion", "ies", "ied", "ers", "ed", "er", "est", "ly", "als", "al", "ic",
    "es", "s", "e", "y", "a",
)  # fmt: skip
_DOUBLED = re.compile(r"(?<=[aeiou])([bdgmnprt])\1(?=(?:ing|ed|er|ers)$)")
_STEM = 4
_ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Words:
    """Words and phrases of one list, English ones as stems."""

    pattern: re.Pattern[str]
    members: frozenset[str]

    def within(self, text: str) -> bool:
        """Whether one of them stands in folded text."""
        return self.pattern.search(text) is not None

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where they stand in folded text."""
        return (match.span() for match in self.pattern.finditer(text))


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The lists of ``lexicon.toml``, compiled."""

    frame: frozenset[str]
    frame_stems: frozenset[str]
    hedges: Words
    strong: tuple[tuple[Words, Words], ...]
    weak: Words
    negation: Words
    harmless: Words
    short: Words
    neutral: Words
    opposites: tuple[tuple[Words, Words], ...]
    concepts: dict[str, frozenset[int]]
    choice: Words
    choice_kinds: tuple[Words, ...]
    choice_of_things: Words
    against: Words
    conditions: Words
    conditions_end: tuple[str, ...]
    beside: Words
    leaks: re.Pattern[str]
    asides: re.Pattern[str]
    draws: re.Pattern[str]
    depends: re.Pattern[str]
    for_all: re.Pattern[str]
    silence: str
    compares: Words
    likens: Words
    caution: Words
    softens: Words
    together: Words
    situation: re.Pattern[str]
    setting: re.Pattern[str]
    only: tuple[str, ...]
    verbs: frozenset[str]
    pronoun: re.Pattern[str]
    leaning: re.Pattern[str]

    def concepts_of(self, text: str) -> frozenset[int]:
        """Which sets of synonyms folded text touches."""
        found: set[int] = set()
        for phrase in _phrases(self, text):
            found |= self.concepts[phrase]
        return frozenset(found)

    def concepts_of_words(self, words: Iterable[str]) -> frozenset[int]:
        """Which sets of synonyms words touch: English ones as stems, Chinese as they stand."""
        return frozenset().union(*(self.concepts.get(word, ()) for word in words))


def _phrases(lexicon: Lexicon, text: str) -> Iterator[str]:
    words = [stem(word) for word in english(text)]
    for size in (1, 2, 3):
        for start in range(len(words) - size + 1):
            if (phrase := " ".join(words[start : start + size])) in lexicon.concepts:
                yield phrase
    if _HAS_HAN.search(text):
        yield from (w for w in lexicon.concepts if _HAS_HAN.match(w) and w in text)


def spelled(text: str) -> str:
    """Folded text, with "not" for its short form."""
    return _SHORT_NOT.sub(" not", fold(text).replace("’", "'"))


def english(text: str) -> list[str]:
    """The words of folded text in Latin letters, without possessives and short forms of verbs."""
    return [_SHORT_FORM.sub("", word) for word in _WORD.findall(text.replace("’", "'"))]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A rough stem of a folded English word: what its forms have in common."""
    word = _DOUBLED.sub(r"\1", word)  # "running" as "runing"
    word = word.replace("isation", "ization").replace("ise", "ize").replace("isi", "izi")
    for _ in range(2):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _STEM:
                word = word[: -len(ending)]
                break
    return f"{word[:-1]}i" if word.endswith("y") and len(word) == _STEM else word


def akin(one: str, other: str) -> bool:
    """Whether two stems are likely of one word: most of their letters, from the first one."""
    if one == other:
        return True
    longest = max(len(one), len(other))
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    same = min(len(one), len(other)) if shared is None else shared
    return same >= _STEM and same >= _ALIKE * longest


def is_chinese(text: str) -> bool:
    """Whether there is any Han character."""
    return _HAS_HAN.search(text) is not None


@cache
def load_lexicon() -> Lexicon:
    """The lexicon, read once."""
    data = tomllib.loads(Path(__file__).with_name("lexicon.toml").read_text(encoding="utf-8"))
    concepts: dict[str, set[int]] = {}
    for number, members in enumerate(data["synonyms"]["sets"]):
        for member in members:
            concepts.setdefault(_key(member), set()).add(number)
    choice = data["choice"]
    frame = frozenset(data["frame"]["en"].split())
    return Lexicon(
        frame=frame | {*data["frame"]["zh"].split(), *choice["zh"], *choice["against_zh"]},
        frame_stems=frozenset(stem(word) for word in frame if len(word) > _STEM),
        hedges=_words(_both(data["hedges"])),
        strong=tuple(
            (_words(_both(each)), _words([*_both(each), *each.get("meets", ())]))
            for each in data["strong"]
        ),
        weak=_words(data["weak"]["words"]),
        negation=_words(_both(data["negation"])),
        harmless=_words(data["negation"]["harmless"]),
        short=_words(data["negation"]["short"]),
        neutral=_words(data["neutral"]["words"]),
        opposites=tuple((_words(e["up"]), _words(e["down"])) for e in data["opposites"]),
        concepts={word: frozenset(found) for word, found in concepts.items()},
        choice=_words(_both(choice)),
        choice_kinds=tuple(_words(kind) for kind in choice["kinds"]),
        choice_of_things=_words([*choice["things_en"], *choice["things_zh"]]),
        against=_words([*choice["against_en"], *choice["against_zh"]]),
        conditions=_words([*choice["conditions_en"], *choice["conditions_zh"]]),
        conditions_end=tuple(choice["conditions_end"]),
        beside=_words([*choice["beside_en"], *choice["beside_zh"]]),
        leaks=re.compile("|".join(data["leaks"]["patterns"]), re.IGNORECASE),
        asides=re.compile("|".join(data["asides"]["patterns"]), re.IGNORECASE),
        draws=re.compile("|".join(data["asides"]["draws"]), re.IGNORECASE),
        depends=re.compile("|".join(data["asides"]["open"]), re.IGNORECASE),
        for_all=re.compile(data["asides"]["for_all"]),
        silence="|".join(data["asides"]["silence"]),
        compares=_words(_both(data["compares"])),
        likens=_words(_both(data["likens"])),
        caution=_words(data["hedges"]["caution"]),
        softens=_words(data["hedges"]["softens"]),
        together=_words(data["subjects"]["together"]),
        situation=re.compile(
            rf"\s*(?:{data['subjects']['situation_en']}|{data['subjects']['situation_zh']})"
        ),
        setting=re.compile(
            rf"\s*(?:{data['subjects']['setting_en']}|{data['subjects']['setting_zh']})"
        ),
        only=tuple(data["subjects"]["only"]),
        verbs=frozenset(data["subjects"]["verbs"]),
        pronoun=re.compile(_any(data["subjects"]["pronouns"])),
        leaning=re.compile(
            rf"[\s\-*•]*(?:(?:{_any(data['subjects']['contrasting'])})[\s,，]*)?"
            rf"(?:{_any(data['subjects']['leaning'])})"
        ),
    )


def _both(table: dict[str, Any]) -> list[str]:
    return [*table["en"], *table["zh"]]


def _key(member: str) -> str:
    folded = fold(member)
    return folded if is_chinese(folded) else " ".join(stem(word) for word in english(folded))


def _words(members: Iterable[str]) -> Words:
    folded = sorted({fold(member) for member in members}, key=len, reverse=True)
    parts = [_part(member) for member in folded]
    return Words(re.compile("|".join(parts)), frozenset(folded))


def _any(members: Iterable[str]) -> str:
    return "|".join(map(_part, members))


def _part(member: str) -> str:
    if is_chinese(member):
        return re.escape(member)
    spaced = "[ -]".join(map(re.escape, member.split(" ")))
    return rf"(?<![a-z0-9]){spaced}(?![a-z0-9])"
