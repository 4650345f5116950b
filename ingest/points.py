"""Read ``points.yaml``: what an article says, structured, each point with its exact quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.quotes import NotFoundQuote, find
from ingest.records import EITHER, Article, Evidence, Language, Option, Passage, Point
from ingest.yamlnodes import Entry, closest, read

_KEYS = ("id", "aspect", "label", "favours", "comparative", "evidence", "gloss", "asks")
_REQUIRED = ("id", "aspect", "label", "favours", "evidence", "asks")
_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COMPARES = re.compile(
    r"更(?![新换改正名替])|较|(?<![对类])比(?![如例赛值特])|相对|相反|不如|优于|胜过"
    r"|\b(?:more|less|fewer|than|better|worse|easier|harder|simpler|faster|slower|larger|smaller"
    r"|higher|lower|richer|stricter|steeper|wider|broader|stronger|weaker|cheaper|whereas"
    r"|relatively|comparatively|compared)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Context:
    """What a point is checked against."""

    article: Article
    passages: Sequence[Passage]
    options: Sequence[Option]
    language: Language

    @property
    def sides(self) -> tuple[str, ...]:
        return (*(option.id for option in self.options), EITHER)


def load_points(
    path: Path,
    article: Article,
    passages: Sequence[Passage],
    options: Sequence[Option],
    language: Language,
) -> tuple[Point, ...]:
    """Read and check the points of a corpus.

    Args:
        path: The ``points.yaml``.
        article: Every quote must be in it.
        passages: They give the evidence its headings.
        options: Every side must be one of them, or ``either``.
        language: Of the article; other than English it needs glosses.

    Raises:
        CorpusError: Something doesn't fit; the message names file, line, value and remedy.
    """
    context = _Context(article, passages, options, language)
    points: dict[str, Point] = {}
    lines: dict[str, str] = {}
    for entry in read(path).items(f"the list of points in {path.name}"):
        point = _point(entry, context)
        if point.id in points:
            raise entry.error(
                f"the id {point.id!r} is taken by the point at {lines[point.id]}.",
                "Give each point an id of its own.",
            )
        points[point.id] = point
        lines[point.id] = entry.where
    return tuple(points.values())


def _point(entry: Entry, context: _Context) -> Point:
    fields = entry.fields("a point", _KEYS)
    for key in _REQUIRED:
        if key not in fields:
            raise entry.error(f"a point lacks {key!r}.", f"Add {key}: to it.")
    identity = _kebab(fields["id"], "id")
    evidence = _evidence(fields["evidence"], fields.get("gloss"), context)
    comparative = (
        fields["comparative"].flag("comparative")
        if "comparative" in fields
        else any(_compares(each, context.options) for each in evidence)
    )
    return Point(
        id=identity,
        aspect=_kebab(fields["aspect"], "aspect"),
        label=_label(fields["label"]),
        favours=_side(fields["favours"], fields["favours"].text("favours"), context),
        comparative=comparative,
        evidence=evidence,
        asks=_asks(fields["asks"]),
    )


def _kebab(entry: Entry, what: str) -> str:
    value = entry.text(what)
    if not _KEBAB.fullmatch(value):
        remedy = "-".join(re.findall(r"[a-z0-9]+", value.lower())) or "mobile-deployment"
        raise entry.error(f"{what} is {value!r}.", f"Write it like {remedy!r}.")
    return value


def _side(entry: Entry, value: str, context: _Context) -> str:
    if value not in context.sides:
        raise entry.error(f"there is no option {value!r}.", closest(value, context.sides))
    return value


def _label(entry: Entry) -> Mapping[Language, str]:
    fields = entry.fields("label", _LANGUAGES)
    for language in _LANGUAGES:
        if language not in fields:
            raise entry.error(f"label lacks {language!r}.", "Give it in both languages.")
    return {language: fields[language].text(f"label {language}") for language in _LANGUAGES}


def _asks(entry: Entry) -> Mapping[Language, tuple[str, ...]]:
    fields = entry.fields("asks", _LANGUAGES)
    if not fields:
        raise entry.error("asks is empty.", "Say how people would ask for this point.")
    asks: dict[Language, tuple[str, ...]] = {"zh": (), "en": ()}
    for language in _LANGUAGES:
        if language in fields:
            texts: dict[str, None] = {}
            for item in fields[language].items(f"asks {language}"):
                text = item.text("a question")
                if text in texts:
                    raise item.error(f"{text!r} stands here twice.", "Remove one of them.")
                texts[text] = None
            asks[language] = tuple(texts)
    return asks


def _evidence(entry: Entry, gloss: Entry | None, context: _Context) -> tuple[Evidence, ...]:
    quotes = _by_side(entry, "evidence", context)
    glosses = _by_side(gloss, "gloss", context) if gloss else {}
    if not quotes:
        raise entry.error("evidence is empty.", "Give at least one verbatim quote.")
    if gloss and context.language == "en":
        raise gloss.error("an English article needs no gloss.", "Remove gloss.")
    for side in glosses:
        if side not in quotes and gloss:
            raise gloss.error(f"gloss has {side!r}, but evidence has not.", "Give both the same.")
    evidence: list[Evidence] = []
    for side, items in quotes.items():
        translations = glosses.get(side, [])
        if context.language != "en" and len(translations) != len(items):
            raise (gloss or entry).error(
                f"{side!r} has {len(items)} quote(s) but {len(translations)} gloss(es).",
                "Give each quote its English translation under gloss, in the same order.",
            )
        for index, item in enumerate(items):
            translation = translations[index].text("a gloss") if translations else None
            evidence.append(_quote(item, side, translation, context))
    return tuple(evidence)


def _by_side(entry: Entry, what: str, context: _Context) -> dict[str, list[Entry]]:
    found = entry.fields(what, context.sides)
    return {
        side: value.items(f"{what} of {side}") if value.is_list else [value]
        for side, value in found.items()
    }


def _quote(entry: Entry, side: str, gloss: str | None, context: _Context) -> Evidence:
    occurrence = 1
    source = entry
    if entry.is_map:
        fields = entry.fields("a quote", ("quote", "occurrence"))
        if "quote" not in fields:
            raise entry.error("the quote itself is missing.", "Write {quote: …, occurrence: 2}.")
        source = fields["quote"]
        if "occurrence" in fields:
            occurrence = fields["occurrence"].number("occurrence")
    quote = source.text("a quote")
    span = find(context.article, quote, occurrence)
    if isinstance(span, NotFoundQuote):
        raise source.error(span.message, span.hint)
    start, end = span
    heading = next((each.heading for each in context.passages if each.end > start), "")
    return Evidence(side, quote, start, end, heading=heading, gloss=gloss)


def _compares(evidence: Evidence, options: Sequence[Option]) -> bool:
    """Whether a quote sets the options against each other."""
    if _COMPARES.search(evidence.quote):
        return True
    if evidence.option == EITHER:
        return False  # it speaks of all of them, which is no comparison
    quote = evidence.quote.casefold()
    return any(
        re.search(rf"(?<![a-z0-9]){re.escape(name.casefold())}(?![a-z0-9])", quote)
        for option in options
        if option.id != evidence.option
        for name in (option.name, *option.aliases)
    )
