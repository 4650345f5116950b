"""Questions that would be answered, made of the corpus's own labels."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.decide import Settled, leaning
from assistant.wording import WORDING
from ingest.records import EITHER, Corpus, Language, Point

_COUNT = 3
_TOPICS = 5


def suggestions(corpus: Corpus, language: Language, settled: Sequence[Settled]) -> tuple[str, ...]:
    """Up to three questions on other aspects than those just answered, each of another aspect."""
    done = {match.point.aspect for each in settled for match in each.matches[:1]}
    template = WORDING[language].suggestion
    return tuple(
        template.format(label=point.label[language])
        for point in _one_per_aspect(corpus)
        if point.aspect not in done
    )[:_COUNT]


def topics(corpus: Corpus, language: Language) -> list[str]:
    """Labels of the aspects that decide a choice, one point each."""
    return [point.label[language] for point in _one_per_aspect(corpus)][:_TOPICS]


def _one_per_aspect(corpus: Corpus) -> list[Point]:
    """For every aspect the point that is asked about in most ways, of those that decide."""
    best: dict[str, Point] = {}
    deciding = [point for point in corpus.points if leaning(point) != EITHER]
    for point in deciding or corpus.points:
        known = best.get(point.aspect)
        if known is None or _asks(point) > _asks(known):
            best[point.aspect] = point
    return sorted(best.values(), key=_asks, reverse=True)


def _asks(point: Point) -> int:
    return sum(len(asks) for asks in point.asks.values())
