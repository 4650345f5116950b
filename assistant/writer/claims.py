"""What a sentence claims, taken apart: clauses, whom each is about, and the numbers behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.text import fold
from assistant.writer.lexicon import Lexicon, spelled
from ingest.records import Corpus

_GROUP = re.compile(r"(?:\s*\[\d+\])+")
_NUMBER = re.compile(r"\d+")
_MARKS = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)、]|#{1,6}|>)\s+|\*\*|__|(?<!\w)[*_]|[*_](?!\w)|`")
_CUT = re.compile(
    r"[,;:()!?，。；：、（）！？…]|(?<=\D)[.](?=\s|$)|\s[-–—]\s|——"
    r"|(?<![a-z])(?:and|but|while|whereas|although|though|because|since|which|who|however"
    r"|so(?! (?:much|far|long|many)(?![a-z]))"
    r"|(?<!seen )(?<!known )(?<!viewed )(?<!regarded )"
    r"as(?! (?:an?|its|their|well|long|soon|much|often|far|many)(?![a-z])))(?![a-z])"
    r"|(?:而且|并且|但是|然而|不过|因为|由于|所以|因此|而(?!言)|但(?!凡))"
)
_BETWEEN_COMMAS = re.compile(r",\s*([^,\x00]{2,24}?)\s*,")
_QUOTED = re.compile(r"“([^”]*)”|\"([^\"]*)\"|「([^」]*)」|『([^』]*)』|‘([^’]*)’")
# "use NAME", "should take NAME", 就用 NAME: says which one to take without a word of choosing.
_TAKES = (
    r"^\s*(?:(?:just|simply|please|always) )*(?:use|take|adopt|try|(?:stick|stay) with) NAME",
    r"^\s*(?:(?:just|simply|please|always) )*(?:switch|move) to NAME",
    r"(?:should|must|better|can just|want to|best to) (?:use|take|adopt|try|learn|choose) NAME",
    r"(?:就|该|应|应当|最好|请|建议|还是|不如|直接|优先)(?:使用|采用|用|上|学|选) ?NAME",
    r"(?:使用|采用|用) ?NAME\s*(?:更好|最好|就好|即可|就行)\s*$",
    r"(?:上|学|选) ?NAME\s*(?:更好|最好|就好|即可|就行)?\s*$",
)
_NEAR = 26


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a sentence and the numbers behind it; ``text`` as written, without marks."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, folded.

    Attributes:
        text: Without its quotes, which are in ``whole``.
        whole: With them.
        options: Whom it speaks about, in order; not those that it only compares with.
        named: Everybody named.
    """

    text: str
    whole: str
    options: tuple[str, ...]
    named: tuple[str, ...]


def segments(sentence: str) -> tuple[Segment, ...]:
    """The stretches of a sentence, each with its numbers; what trails belongs to the last one."""
    plain = _MARKS.sub("", sentence)
    found: list[Segment] = []
    start = 0
    for match in _GROUP.finditer(plain):
        numbers = tuple(map(int, _NUMBER.findall(match.group())))
        found.append(Segment(plain[start : match.start()], numbers))
        start = match.end()
    rest = plain[start:]
    if not found:
        return (Segment(rest, ()),)
    if any(character.isalnum() for character in rest):
        found[-1] = Segment(f"{found[-1].text} {rest}", found[-1].numbers)
    return tuple(found)


def quoted(text: str) -> list[str]:
    """What stands in quotation marks."""
    return [next(filter(None, groups), "") for groups in _QUOTED.findall(text)]


def unquoted(text: str) -> str:
    """The text without what stands in quotation marks."""
    return _QUOTED.sub(" ", text)


def blanked(text: str, patterns: Iterable[re.Pattern[str]]) -> str:
    """The text without what the patterns match, except within quotation marks."""
    parts: list[str] = []
    start = 0
    for quote in [*_QUOTED.finditer(text), None]:
        part = text[start : quote.start() if quote else len(text)]
        for pattern in patterns:
            part = pattern.sub(" ", part)
        parts += [part, quote.group() if quote else ""]
        start = quote.end() if quote else len(text)
    return "".join(parts)


class Names:
    """The options' names, and where they stand in folded text."""

    def __init__(self, corpus: Corpus) -> None:
        self._owners: dict[str, str] = {}
        for option in corpus.options:
            for name in (option.name, option.id, *option.aliases):
                self._owners.setdefault(fold(name), option.id)
        names = sorted(self._owners, key=len, reverse=True)
        joined = "|".join(re.escape(name) for name in names)
        self._pattern = re.compile(rf"(?<![a-z0-9])(?:{joined})(?![a-z0-9])")
        self._product = re.compile(rf"(?<![A-Za-z0-9])(?i:{joined}) [A-Z][A-Za-z]+")
        self._take = re.compile("|".join(_TAKES).replace("NAME", f"(?:{joined})"))
        self._likened = re.compile(
            rf"(?<![a-z0-9])[与和跟同像] ?(?:{joined}) ?(?:的.{{0,6}})?(?:类似|相似|相近|接近)"
        )
        self._names = joined
        self.words = frozenset(word for name in names for word in name.split())

    def find(self, text: str) -> list[tuple[int, str]]:
        """Where which option is named."""
        return [(m.start(), self._owners[m.group()]) for m in self._pattern.finditer(text)]

    def about(self, text: str, lexicon: Lexicon) -> tuple[str, ...]:
        """Whom a folded clause speaks about, in order; not those that it only compares with."""
        likened = self.likened(text)
        return _once(
            [
                option
                for start, option in self.find(text)
                if not (_is_beside(text, start, lexicon) or {start, start - 1} & likened)
            ]
        )

    def products(self, text: str) -> list[str]:
        """Names of two words as written, the first of them an option's."""
        return self._product.findall(text)

    def takes(self, text: str) -> bool:
        """Whether a folded clause tells the reader to take one of them, in so many words."""
        return self._take.search(text) is not None

    def likened(self, text: str) -> set[int]:
        """Where one is named that a folded clause only likens something to."""
        return {match.start() + 1 for match in self._likened.finditer(text)}

    def only(self, text: str, words: Sequence[str]) -> bool:
        """Whether folded text says of one that it is the only one, by one of some words."""
        alone = "|".join(map(re.escape, words))
        return re.search(rf"(?:{alone})\s?(?:{self._names})(?![a-z0-9])", text) is not None

    def without(self, text: str) -> str:
        """The text without them."""
        return self._pattern.sub(" ", text)


def clauses(text: str, names: Names, lexicon: Lexicon) -> tuple[Clause, ...]:
    """The clauses of a segment; quotes are never cut."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\x00{len(kept) - 1}\x01"

    found = []
    whole_text = fold_keeping(_QUOTED.sub(keep, text))
    for piece in _CUT.split(_BETWEEN_COMMAS.sub(_joined(names, lexicon), whole_text)):
        whole = re.sub("\x00(\\d+)\x01", lambda m: fold(kept[int(m.group(1))]), piece)
        bare = re.sub("\x00\\d+\x01", " ", piece)
        if any(character.isalnum() for character in whole):
            found.append(_clause(bare, whole, names, lexicon))
    return tuple(found)


def _joined(names: Names, lexicon: Lexicon) -> Callable[[re.Match[str]], str]:
    """Words of caution between commas belong to what is around them, if they name nobody."""

    def joined(match: re.Match[str]) -> str:
        cautious = lexicon.hedges.within(match[1]) and not names.find(match[1])
        return f" {match[1]} " if cautious else match.group()

    return joined


def fold_keeping(text: str) -> str:
    """Folded, with the marks of :func:`clauses` where they were."""
    return "".join(
        piece if piece.startswith("\x00") else _fold_spaced(piece)
        for piece in re.split("(\x00\\d+\x01)", text)
    )


def _fold_spaced(text: str) -> str:
    return f" {spelled(text)} "


def _clause(bare: str, whole: str, names: Names, lexicon: Lexicon) -> Clause:
    return Clause(
        text=bare,
        whole=whole,
        options=names.about(bare, lexicon),
        named=_once([option for _, option in names.find(whole)]),
    )


def _is_beside(text: str, start: int, lexicon: Lexicon) -> bool:
    """Whether a name is only what something is compared with."""
    before = text[max(0, start - _NEAR) : start]
    return any(_reaches(before[end:]) for _, end in lexicon.beside.spans(before))


def _reaches(between: str) -> bool:
    """Whether nothing but a word or two stands between a comparison and a name."""
    return len(between.split()) <= 2 and len(between.strip()) <= 12


def _once(found: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
