"""Which options a question names, and which names it brings that the corpus doesn't compare.

All names come from the corpus. A known option is found by its aliases, with a version number
or a space inside ("my sql 8.x"), and across a typo. A *stranger* is a name in the place
of an option: on the other side of an "or", a "vs" or a 和 from one, or on the corpus's list
of outsiders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.phrases import EDGE_WORDS, MARK, SO_FAR
from assistant.spelling import corrected, is_swapped, is_word
from assistant.text import fold, is_han, terms, words
from ingest.records import Corpus

_VERSION = r"(?:\s?[-v]?(?P<version>\d+(?:\.(?:\d+|x))*))?"
_FUZZY_FROM = 6
_SWAPPED_FROM = 3
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = r"[A-Z][A-Za-z]*(?:\.[A-Za-z]+)*"
_PHRASE = re.compile(rf"(?<![A-Za-z]){_WORD}(?:[ -]{_WORD})+")
_VERSION_END = re.compile(r"(?<=[a-z])\s?\d[\d.x]*$")
_TYPO_FROM = 5
_LATIN = re.compile(r"(?<![a-z\d_.+#])[a-z]{4,}(?:'t)?(?![a-z\d_+#])")
_PLURAL = re.compile(r"(?<=[a-z]{3})s$")

_NAME = r"(?P<name>[a-z][a-z0-9_.+#-]*)"
_HAN_NAME = r"(?P<name>[\u4e00-\u9fff]{2,5}|[a-z][a-z0-9_.+#-]*)"
# "X or MARK", "MARK vs X": an unknown name on the other side of a choice.
_BESIDE = tuple(
    map(
        re.compile,
        (
            rf"{_NAME}\s*(?:\bor\b|\bvs\b\.?|\bversus\b|/)\s*{MARK}",
            rf"{MARK}\s*(?:\bor\b|\bvs\b\.?|\bversus\b|/|,)\s*{_NAME}\b(?!\s*{MARK})",
            rf"(?:^|[\s,。?!]|用|选|学){_HAN_NAME}\s*(?:还是|或者?|vs\.?|对比|比起?|、)\s*{MARK}",
            rf"{MARK}\s*(?:还是|或者?|vs\.?|对比|比起?|、)\s*{_HAN_NAME}(?=$|[\s,。?!]|哪|谁|选|更|好|怎|适|的|呢|比|之)",
            rf"\b(?:instead of|replace)\s+{_NAME}\b.*{MARK}",
            rf"{MARK}.*\b(?:instead of|rather than)\s+{_NAME}\b",
        ),
    )
)
# "X and MARK" joins options only where a choice or a comparison is asked for.
_JOINED = tuple(
    map(
        re.compile,
        (
            rf"{_NAME}\s*(?:\band\b|\bwith\b|\bto\b|&)\s*{MARK}",
            rf"(?:^|,\s*|\b(?:between|among|of|compare|use|choose|like)\s+){_NAME}\s*,\s*{MARK}",
            rf"{MARK}\s*(?:\band\b|\bwith\b|\bto\b|\bagainst\b|&)\s*{_NAME}",
            rf"(?:^|[\s,。?!]|用|选|学){_HAN_NAME}\s*(?:和|与|跟|同|以及)\s*{MARK}",
            rf"{MARK}\s*(?:和|与|跟|同|以及)\s*{_HAN_NAME}(?=$|[\s,。?!]|哪|谁|选|更|好|怎|适|的|呢|比|之|相|有|在)",
        ),
    )
)
# "is X easy", "X的学习曲线": the whole question is about an unknown name.
_SUBJECT = tuple(
    map(
        re.compile,
        (
            rf"(?:^|[,。?!])\s*{_NAME}(?:\s+[a-z]+)?\s*(?:的|对|能|支持|好|是|适合|怎么)",
            rf"^(?:is|does|can|has)\s+{_NAME}\s+\w+",
            rf"\bof\s+{_NAME}(?:\s+like)?\s*\W*$",
        ),
    )
)
# "how closely does X", "is Apache X", where X is written as a name.
_PROPER = tuple(
    map(
        re.compile,
        (
            rf"\b(?:is|does|do|can|has|will|should)\s+{_NAME}\s+\w+",
            rf"\b(?:is|does|do|can|has|will|should)\s+[a-z]+\s+{_NAME}\s+\w+",
            rf"{_NAME}\s+(?:or|vs\.?|versus)\s+[a-z]",
            rf"\b(?:or|vs\.?|versus)\s+{_NAME}\b",
        ),
    )
)
_CAPITALISED = re.compile(r"(?<![\w.])[A-Z][\w.+#-]*")
# "should I use X", "X适合科研吗": no option is named, and an unknown name is in its place.
_ALONE = tuple(
    map(
        re.compile,
        (
            rf"\b(?:use|using|learn|learning|choose|pick|adopt|try|prefer)\s+{_NAME}\b",
            rf"(?:用|选|学|使用|学习|考虑|换成?|上)\s*{_NAME}",
            rf"{_NAME}\s*(?:怎么样|如何|好吗|好用|适合|合适|更|比|和|与|跟|还是)",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Mentions:
    """What :meth:`OptionNames.find` saw.

    Attributes:
        options: Ids of named options in the order of first mention.
        masked: The text with every mention replaced by :data:`MARK`.
    """

    options: tuple[str, ...]
    masked: str


class OptionNames:
    """The names of a corpus's options, compiled once.

    Args:
        corpus: Whose options, outsiders and words to know.
        ordinary: Ordinary words, so that they aren't taken for names.
    """

    def __init__(self, corpus: Corpus, ordinary: frozenset[str] = frozenset()) -> None:
        owners: dict[str, str] = {}
        patterns: list[str] = []
        for option in corpus.options:
            for alias in (option.name, option.id, *option.aliases):
                folded = fold(alias)
                if folded and folded not in owners:
                    owners[folded] = option.id
                    # "X 2" is a version of X, found with it; "G1" is a name.
                    bare = _VERSION_END.sub("", folded)
                    if bare == folded or bare not in owners:
                        patterns.append(_flexible(alias))
        self._owners = {_squeeze(alias): option for alias, option in owners.items()}
        self._fuzzy = tuple(
            alias for alias in self._owners if len(alias) >= _FUZZY_FROM and alias.isascii()
        )
        self._short = tuple(
            alias
            for alias in self._owners
            if _SWAPPED_FROM <= len(alias) < _FUZZY_FROM and alias.isascii()
        )
        self.terms = frozenset(
            word for word in words(fold(corpus.article.text)) if not is_han(word)
        )
        self._known = self.terms | ordinary | EDGE_WORDS | frozenset(_vocabulary(corpus))
        self._lexicon = sorted(w for w in self._known if w.isascii() and len(w) >= _TYPO_FROM - 1)
        guard = "|".join(re.escape(product) for product in _products(corpus, owners))
        names = "|".join(sorted(patterns, key=len, reverse=True))
        self._pattern = re.compile(
            (rf"(?P<product>{guard})|" if guard else "")
            + rf"(?<![a-z0-9_])(?P<name>{names}){_VERSION}(?![a-z0-9_])"
        )
        outsiders = sorted(map(fold, corpus.outsiders), key=len, reverse=True)
        self._outsiders = re.compile(
            "|".join(rf"(?<![a-z0-9_]){re.escape(name)}(?![a-z0-9_])" for name in outsiders)
            or r"(?!)"
        )
        self._long_outsiders = tuple(
            name for name in outsiders if len(name) >= _FUZZY_FROM and name.isascii()
        )
        self._spelling = {fold(name): name for name in corpus.outsiders}

    def find(self, text: str) -> Mentions:
        """Finds options in folded text; names within longer product names don't count."""
        found: list[str] = []

        def exact(match: re.Match[str]) -> str:
            groups = match.groupdict()
            if groups.get("product"):
                return match.group()
            found.append(self._owners[_squeeze(groups["name"])])
            return f"{MARK} {version} " if (version := groups["version"]) else MARK

        masked = self._pattern.sub(exact, text)
        for word in tuple(words(masked)):
            if (option := self._closest(word)) is not None:
                before = masked.partition(word)[0].count(MARK)
                found.insert(before, option)
                masked = _replace(masked, word, MARK)
        return Mentions(tuple(dict.fromkeys(found)), masked)

    def strangers(self, masked: str, *, choosing: bool) -> tuple[str, ...]:
        """Names in masked text that stand beside an option, or are known not to be one.

        Where several options are named, somebody else may be mentioned by the way.
        """
        found = []
        if masked.count(MARK) < 2:
            found = [
                self._spelling[match.group()]
                for match in self._outsiders.finditer(masked)
                if MARK in masked or not SO_FAR.search(masked[: match.start()])
            ]
            found += [self._spelling[name] for name in map(self._outsider, words(masked)) if name]
        frames = (*_BESIDE, *_JOINED) if choosing else _BESIDE
        return self._named(masked, frames, found)

    def subjects(self, masked: str, question: str, *, choosing: bool) -> tuple[str, ...]:
        """Unknown names that a question without any option is about.

        They may be options that the corpus doesn't compare, or anything else.

        Args:
            masked: The folded question.
            question: The same as it was written: what is capitalised is likely a name.
            choosing: Whether a choice is asked for.
        """
        if MARK in masked:
            return ()
        found = self._named(masked, (*_SUBJECT, *(_ALONE if choosing else ())), [])
        shouted = question.upper() == question
        capitals = {fold(word) for word in _CAPITALISED.findall(question) if not shouted}
        proper = (
            name
            for frame in _PROPER
            for name in (match.group("name") for match in frame.finditer(masked))
            if name in capitals and not {name, _PLURAL.sub("", name)} & self._known
        )
        return tuple(dict.fromkeys((*found, *proper)))

    def _named(
        self, masked: str, frames: Sequence[re.Pattern[str]], found: list[str]
    ) -> tuple[str, ...]:
        for frame in frames:
            for match in frame.finditer(masked):
                name = match.group("name").strip()
                name = self._spelling.get(name, name)
                if self._foreign(name) and len(name) > 1 and fold(name) not in map(fold, found):
                    found.append(name)
        return tuple(dict.fromkeys(found))

    def correct(self, text: str) -> str:
        """Folded text with unknown words that are one slip from a known one put right."""

        def mend(match: re.Match[str]) -> str:
            word = match.group()
            if self._is_right(word):
                return word
            near = process.extract(
                word, self._lexicon, scorer=OSA.distance, score_cutoff=1, limit=4, processor=None
            )
            meant = [str(other) for other, *_ in near if _is_slip(word, other)]
            meant += filter(None, [corrected(word)])
            return min(meant, key=lambda other: not is_swapped(word, other), default=word)

        return _LATIN.sub(mend, text)

    def _is_right(self, word: str) -> bool:
        """Whether a folded Latin word is spelt as the corpus or a dictionary spells one."""
        return word in self._known or _PLURAL.sub("", word) in self._known or is_word(word)

    def known(self, word: str) -> bool:
        """Whether the corpus or ordinary language uses a folded word, give or take a typo."""
        if word in self._known or word.rstrip("s") in self._known or not word.isascii():
            return True
        if any(character.isdigit() for character in word) or len(word) < _TYPO_FROM:
            return False
        return any(
            abs(len(word) - len(other)) <= 1 and OSA.distance(word, other, score_cutoff=1) <= 1
            for other in self._known
        )

    def _outsider(self, word: str) -> str | None:
        """The outsider that an unknown word is a typo of."""
        if len(word) < _FUZZY_FROM or not word.isascii() or word in self._known:
            return None
        return next((n for n in self._long_outsiders if n != word and _is_slip_of(word, n)), None)

    def _foreign(self, name: str) -> bool:
        """Whether no word of a candidate name is known."""
        for word in words(name):
            if is_han(word):
                if any(word[i : i + 2] in self._known for i in range(max(1, len(word) - 1))):
                    return False
            elif self.known(word) or word.isdigit():
                return False
        return bool(name)

    def _closest(self, word: str) -> str | None:
        """The option whose alias is a typo away: one edit, two from eight letters on."""
        if is_han(word) or self._is_right(word):
            return None
        if len(word) < _FUZZY_FROM and (
            swapped := next((a for a in self._short if is_swapped(word, a)), None)
        ):
            return self._owners[swapped]
        if len(word) < _TYPO_FROM:
            return None
        best = min(
            ((OSA.distance(word, alias), alias) for alias in self._fuzzy),
            default=(len(word), ""),
        )
        return self._owners[best[1]] if best[0] <= max(1, len(best[1]) // 4) else None


def _is_slip_of(word: str, name: str) -> bool:
    return (
        abs(len(word) - len(name)) <= 1
        and OSA.distance(word, name, score_cutoff=1) == 1
        and _is_slip(word, name)
    )


def _is_slip(word: str, other: str) -> bool:
    """Whether two words an edit apart are one word mistyped, not two words or two forms.

    Letters swapped, or in a longer word a letter too many, too few or wrong in its middle:
    without a dictionary, "factory" must not become "factor", nor "hall" become "call".
    """
    if is_swapped(word, other):
        return True
    return len(word) >= _FUZZY_FROM and word[0] == other[0] and word[-1] == other[-1]


def _vocabulary(corpus: Corpus) -> Iterator[str]:
    texts = [corpus.article.text]
    for point in corpus.points:
        texts.extend(point.label.values())
        texts.extend(evidence.gloss for evidence in point.evidence if evidence.gloss)
        texts.extend(ask for asks in point.asks.values() for ask in asks)
    for text in texts:
        yield from terms(fold(text))
        yield from (word for word in words(fold(text)) if not is_han(word))


def _products(corpus: Corpus, owners: Mapping[str, str]) -> list[str]:
    """Names in the article that begin with an option's name and go on, longest first.

    What stands before an option's name is another word, often the first of a sentence.
    """
    phrases = {fold(phrase) for phrase in _PHRASE.findall(corpus.article.text)}
    phrases = {
        " ".join(parts[start:])
        for phrase in phrases
        for parts in [phrase.split(" ")]
        for start in range(len(parts))
    }
    return sorted(
        (
            p
            for p in phrases
            if p not in owners
            and _VERSION_END.search(p) is None
            and any(p.startswith((f"{alias} ", f"{alias}-")) for alias in owners)
        ),
        key=len,
        reverse=True,
    )


def _squeeze(alias: str) -> str:
    return re.sub(r"[\s\-_.]", "", fold(alias))


def _replace(text: str, word: str, by: str) -> str:
    return re.sub(rf"(?<![a-z0-9_]){re.escape(word)}(?![a-z0-9_])", by, text, count=1)


def _flexible(alias: str) -> str:
    """A pattern for an alias in which the words may be joined, spaced or hyphenated."""
    parts = [part for piece in re.split(r"[\s\-_]+", alias) for part in _CAMEL.split(piece)]
    return r"[\s\-_]?".join(re.escape(fold(part)) for part in parts if part)
