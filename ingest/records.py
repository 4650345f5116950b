"""What the stages of ingestion hand to one another; plain, frozen, without behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

EITHER = "either"
"""In place of an option's id: the statement holds for every option, or favours none."""

Language = Literal["zh", "en"]
Vectors = npt.NDArray[np.float32]
"""Shape ``(records, dimension)``, rows of unit length."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things compared: its id, the name shown, and every name people give it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A stretch of the file that is no part of the article: ``text[start:end]``, and why."""

    start: int
    end: int
    why: str
    kind: Literal["furniture", "injection"] = "furniture"


@dataclass(frozen=True, slots=True)
class Article:
    """A decoded article.

    Attributes:
        document: The name citations carry, ``<corpus id>/<file name>``.
        text: The whole decoded file: no byte-order mark, line ends as they were.
            All offsets count its Unicode code points.
        sha256: Hex digest of the file's bytes.
        encoding: The encoding that was recognised.
        dropped: Stretches that must never be retrieved, cited or shown, in order.
    """

    document: str
    text: str
    sha256: str
    encoding: str
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Injection:
    """A sentence of an article that gives orders to whoever answers from it; never obeyed."""

    document: str
    sha256: str
    quote: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The smallest span worth citing: ``article.text[start:end] == text``.

    ``heading`` is the nearest heading above, embedded as context and never part of a quote.
    """

    id: str
    text: str
    start: int
    end: int
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim quote for one option, or for all (``option == EITHER``).

    ``gloss`` is a translation into English, ``None`` where the quote is English already.
    """

    option: str
    quote: str
    start: int
    end: int
    heading: str = ""
    gloss: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One thing the article says, structured.

    Attributes:
        id: Unique in its corpus.
        aspect: The criterion it belongs to; several points may share one.
        label: What it is about, by language (``zh`` and ``en``).
        favours: The id of the option that it speaks for, or ``EITHER``.
        comparative: Whether the evidence itself compares the options, so that one side's
            evidence is enough to speak for a side.
        evidence: Quotes in the order of ``points.yaml``.
        asks: How people put a need that this point answers, by language.
    """

    id: str
    aspect: str
    label: Mapping[Language, str]
    favours: str
    comparative: bool
    evidence: tuple[Evidence, ...]
    asks: Mapping[Language, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A comparison: the article, what is compared, and the points made."""

    id: str
    title: str
    language: Language
    source: str
    retrieved: str
    note: str
    url: str | None
    options: tuple[Option, ...]
    outsiders: tuple[str, ...]
    """Names of well-known alternatives that the article doesn't cover; may be empty."""
    article: Article
    passages: tuple[Passage, ...]
    points: tuple[Point, ...]


RecordKind = Literal["passage", "point", "ask", "background"]


@dataclass(frozen=True, slots=True)
class Record:
    """One text to embed.

    Attributes:
        id: Stable: the same text of the same target always has the same id.
        kind: ``ask`` and ``background`` are embedded as queries, the others as documents.
        text: What the encoder sees.
        target: The id of the passage or point it stands for; a label for ``background``.
        language: The language of ``text``.
    """

    id: str
    kind: RecordKind
    text: str
    target: str
    language: Language


@dataclass(frozen=True, slots=True)
class Index:
    """Embedded records, ready to search. ``vectors[i]`` belongs to ``records[i]``.

    ``injections`` are what was left out of the article because it gives orders. ``notices`` says
    what happened on the way here that a person should know, such as "the index was damaged (…)
    and has been rebuilt".
    """

    fingerprint: str
    encoder: str
    records: tuple[Record, ...]
    vectors: Vectors
    injections: tuple[Injection, ...] = field(default=())
    notices: tuple[str, ...] = field(default=())
