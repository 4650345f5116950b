"""What can be told of a sentence without weighing what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.text import fold
from assistant.writer.claims import Names, Segment, quoted, unquoted
from assistant.writer.grounds import Grounds, plain
from assistant.writer.lexicon import HAN, Lexicon, english, is_chinese
from ingest.records import Language

_MARKUP = re.compile(
    r"!\[|\]\s*\(|\]\s*\[(?!\d)|\[(?!\d+\])"  # images, links and references
    r"|</?[a-z!]|<[a-z]+:|&#?\w+;|`"
    r"|https?:|www\.|javascript:|data:\w+/"
    r"|\b[a-z0-9-]+\.(?:com|org|net|io|cn|example)\b",
    re.IGNORECASE,
)
_HAN = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[A-Za-z][a-z]+(?![A-Za-z])")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*(?:\.x)?")
_WRITTEN = {
    "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "dozen": "12", "dozens": "12", "hundred": "100", "hundreds": "100",
    "thousand": "1000", "thousands": "1000", "million": "1000000", "millions": "1000000",
    "billion": "1000000000", "half": "1/2", "twice": "x2", "double": "x2", "triple": "x3",
    "percent": "%", "三个": "3", "四个": "4", "五个": "5", "六个": "6", "数十": "10", "几十": "10",
    "数百": "100", "几百": "100", "上百": "100", "数千": "1000", "几千": "1000", "上千": "1000",
    "数万": "10000", "上万": "10000", "百万": "1000000", "一半": "1/2", "两倍": "x2", "翻倍": "x2",
    "三倍": "x3", "百分之": "%", "seconds": "s", "milliseconds": "ms", "minutes": "min",
}  # fmt: skip
_VAGUE = {"几秒": "s", "数秒": "s", "几分钟": "min", "数分钟": "min"}
_SMALL = {
    "1": re.compile(r"(?<![a-z])(?:one|single)(?![a-z])|一(?=[个台种条份次天年月周兆])"),
    "2": re.compile(r"(?<![a-z])two(?![a-z])|[两二](?=[个台种条份次天年月周兆])"),
}
"""Written so often that they are no figures, except where a figure is made of them."""
_UNITS = {
    "kilobyte": "kb", "megabyte": "mb", "gigabyte": "gb", "terabyte": "tb", "kilometre": "km",
    "kilometer": "km", "kilogram": "kg", "公里": "km", "公斤": "kg", "millisecond": "ms",
}  # fmt: skip
_BEHIND_FIGURES = re.compile(r"(?<=\d)[a-z]+")
_TIMES = re.compile(r"([a-z]+|\d+) (year|minute|second)s?(?![a-z])")
_TIMES_HAN = {"year": "年", "minute": "分钟", "second": "秒"}
_DIGITS_HAN = dict(zip("3456789", "三四五六七八九", strict=True)) | {"10": "十"}
_HALVES = re.compile(r"(?<![a-z])half-[a-z]+|halfway")  # half-done, not a half
_FIGURE_HAN = re.compile(
    r"[三四五六七八九十百千万几数][多几]?(?:成(?![为长功千])|倍|分之|年|家|万|亿|秒|毫秒|分钟|个百分点)"
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+#]*(?:[.\-][A-Za-z0-9_+#]+)*")
_OPENING = " \t“\"'‘("
_PLURAL = 4
"""Longer words in -s are likely plurals."""
_SPLICE = 4
"""Characters from which on words in a row are taken from a quote."""
_PAUSE = re.compile(r"[,;:.，；：。、]")
_MISQUOTABLE = 3
"""Words from which on what stands in quotation marks is a quote."""


def is_marked_up(text: str) -> bool:
    """Whether there is a link, an image, HTML or code in it."""
    return _MARKUP.search(text) is not None


def is_in(language: Language, text: str, names: Names) -> bool:
    """Whether a sentence is in the asker's language, its quotes aside."""
    own = unquoted(text)
    han = len(_HAN.findall(own))
    if language == "en":
        return not han
    latin = [w for w in _LATIN_WORD.findall(own) if w.casefold() not in names.words]
    return han > 0 and 2 * han >= len(latin)


def is_verbatim(segment: Segment, grounds: Grounds) -> bool:
    """Whether everything in quotation marks is cited, or was asked about."""
    sources = [*map(plain, grounds.sources(segment.numbers)), plain(grounds.about.text)]
    quotes = [quote for quote in quoted(segment.text) if _length(quote) >= _MISQUOTABLE]
    return all(any(plain(quote) in source for source in sources) for quote in quotes)


def _length(quote: str) -> int:
    return len(english(fold(quote))) + len(_HAN.findall(quote))


def is_spliced(segment: Segment, grounds: Grounds) -> bool:
    """Whether it begins as one quote and goes on as another, from the middle of a clause."""
    text = " ".join(fold(unquoted(segment.text)).split())
    sources = [
        (number, " ".join(source.split()))
        for number in segment.numbers
        for source in grounds.sources([number])
    ]
    if any(text in source for _, source in sources):
        return False
    begun = [(_begins(text, source), number) for number, source in sources]
    ended = [(_begins(text[::-1], source[::-1]), number) for number, source in sources]
    seams = {
        place
        for begin, one in begun
        for end, other in ended
        if one != other and min(begin, end) >= _SPLICE and begin + end >= len(text)
        for place in range(len(text) - end, begin + 1)
    }
    return bool(seams) and not any(_PAUSE.search(text[place - 1 : place + 1]) for place in seams)


def _begins(text: str, source: str) -> int:
    """How many characters the text begins with that stand in a source one after the other."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text[:middle] in source else (low, middle - 1)
    return low


def has_known_figures(segment: Segment, grounds: Grounds) -> bool:
    """Whether every figure, also a written one, is cited or was asked about."""
    known = fold(_known(segment, grounds))
    also = {figure for figure, written in _SMALL.items() if written.search(known)}
    return set(_figures(fold(segment.text))) <= {*_figures(known), *_times(known), *also}


def _times(text: str) -> Iterator[str]:
    """English times as Chinese writes them."""
    for number, unit in _TIMES.findall(text):
        yield f"{_DIGITS_HAN.get(_WRITTEN.get(number, number), number)}{_TIMES_HAN[unit]}"


def _known(segment: Segment, grounds: Grounds) -> str:
    return "\n".join([*grounds.sources(segment.numbers), grounds.about.text])


def _figures(text: str) -> Iterator[str]:
    yield from (match.strip(".,") for match in _FIGURE.findall(text))
    text = _HALVES.sub(" ", text)
    yield from (_WRITTEN[word] for word in english(text) if word in _WRITTEN)
    for figure in _FIGURE_HAN.findall(text):
        yield _VAGUE.get(figure, figure)
    yield from (value for word, value in _WRITTEN.items() if is_chinese(word) and word in text)


def has_known_names(segment: Segment, grounds: Grounds, lexicon: Lexicon, *, first: bool) -> bool:
    """Whether every name is an option's, or cited, or was asked about.

    Args:
        segment: What is said.
        grounds: What it may rest on.
        lexicon: Words that are no names, however they are written.
        first: Whether it begins the sentence, so that its first word has a capital anyway.
    """
    text, known = segment.text, _spelled_out(_known(segment, grounds))
    # "Option Lite" is another thing than "Option", and than "Lite".
    if not all(fold(product) in known for product in grounds.names.products(text)):
        return False
    spelled = {*english(known), *_BEHIND_FIGURES.findall(known)}
    names = {_singular(word) for word in spelled} | grounds.names.words
    return all(
        fold(name) in lexicon.frame or {_singular(word) for word in english(fold(name))} <= names
        for name in _proper(text, first=first)
    )


def _spelled_out(text: str) -> str:
    """The text, with the short forms of its units behind it."""
    return " ".join([text, *(short for unit, short in _UNITS.items() if unit in text)])


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _PLURAL and word.endswith("s") else word


def _proper(text: str, *, first: bool) -> Iterator[str]:
    """What is written as a name: every Latin word in Chinese, a capital elsewhere."""
    chinese = is_chinese(unquoted(text))
    for match in _NAME.finditer(text):
        name = match.group()
        opens = first and not text[: match.start()].strip(_OPENING)
        inner = any(c.isupper() or c.isdigit() for c in name[1:])
        if (chinese and len(name) > 1) or inner or (name[0].isupper() and not opens):
            yield name
