"""Questions for the first screen, drawn from the corpus's own points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.decide import leaning
from assistant.ui.wording import WORDS, Words
from ingest.records import EITHER, Corpus, Language, Point


@dataclass(frozen=True, slots=True)
class Sample:
    """A question that the article answers, and who might ask it."""

    who: str
    question: str


def samples(corpus: Corpus, language: Language) -> tuple[Sample, ...]:
    """One question for each role that some point speaks to, each about another point.

    Only points that speak for one option are drawn on, so each of these gets a clear answer.
    """
    words = WORDS[language]
    used: set[str] = set()
    found: list[Sample] = []
    for who, pattern in words.role_questions:
        for point, need in _needs(corpus, language, words):
            if point.id not in used and re.search(pattern, need):
                used.add(point.id)
                found.append(Sample(who, _question(corpus, words, need)))
                break
    return tuple(found)


def _needs(corpus: Corpus, language: Language, words: Words) -> Iterator[tuple[Point, str]]:
    names = re.compile("|".join(re.escape(option.name) for option in corpus.options), re.IGNORECASE)
    for point in corpus.points:
        if point.favours == EITHER:
            continue
        for need in point.asks.get(language, ()):
            if not re.search(words.not_a_need, need, re.IGNORECASE) and not names.search(need):
                yield point, need


def _question(corpus: Corpus, words: Words, need: str) -> str:
    return words.sample.format(need=need[:1].upper() + need[1:], options=versus(corpus, words))


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that the article covers, and a question on it."""

    point: str
    label: str
    question: str


def overview(corpus: Corpus, language: Language) -> Mapping[str, tuple[Topic, ...]]:
    """Per side (an option's id or ``either``) what the article says in its favour.

    Of each aspect a side has the point that is asked about in most ways.
    """
    words = WORDS[language]
    best: dict[tuple[str, str], Point] = {}
    for point in corpus.points:
        place = (leaning(point), point.aspect)
        if place not in best or _asks(point) > _asks(best[place]):
            best[place] = point
    sides: dict[str, list[Topic]] = {each: [] for each in (*_ids(corpus), EITHER)}
    for (side, _), point in best.items():
        label = point.label[language]
        template = words.ask_about if side == EITHER else words.ask_which
        sides[side].append(Topic(point.id, label, template.format(label=label)))
    return {side: tuple(topics) for side, topics in sides.items() if topics}


def _ids(corpus: Corpus) -> tuple[str, ...]:
    return tuple(option.id for option in corpus.options)


def _asks(point: Point) -> int:
    return sum(map(len, point.asks.values()))


def versus(corpus: Corpus, words: Words) -> str:
    """The options as a choice: "A or B", "A, B or C"."""
    *most, last = (option.name for option in corpus.options)
    comma, or_ = words.versus
    return f"{comma.join(most)}{or_}{last}"
