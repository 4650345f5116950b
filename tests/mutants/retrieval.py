"""Faults in the index and in looking things up."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np

from ingest.encoders import embed
from tests.mutants.seeding import constant, fault

_INDEX = "assistant.opening:open_index"
_RECORDS = "assistant.opening:index_records"
_FIND = "assistant.retrieve:PointRetriever.find"
_INIT = "assistant.retrieve:PointRetriever.__init__"
_PASSAGES = "assistant.retrieve:PointRetriever.passages"

constant(
    "retrieval", "assistant.retrieve:_DOCUMENT", 0.0, "documents-off",
    "What the article says of a point no longer counts.",
)  # fmt: skip
constant(
    "retrieval", "assistant.retrieve:_TERMS", 0.0, "exact-terms-off",
    "Exact terms no longer count.",
)  # fmt: skip
constant(
    "retrieval", "assistant.retrieve:_BACKGROUND", 0.0, "background-ignored",
    "Ordinary questions are no longer a counterweight.",
)  # fmt: skip


def _of_vectors(open_index: Any, change: Any) -> Any:
    def mutated(name: str, *given: Any, **how: Any) -> Any:
        index = open_index(name, *given, **how)
        if name == "background":
            return index
        return replace(index, vectors=change(index.vectors))

    return mutated


@fault("retrieval", _INDEX)
def stale_order(open_index: Any) -> Any:
    """The vectors are those of an index with its records in another order."""
    return _of_vectors(open_index, lambda vectors: np.roll(vectors, 40, axis=0))


@fault("retrieval", _INDEX)
def off_by_one_row(open_index: Any) -> Any:
    """Every record has the vector of the record before it."""
    return _of_vectors(open_index, lambda vectors: np.roll(vectors, 1, axis=0))


@fault("retrieval", _INDEX)
def vectors_of_another_corpus(open_index: Any) -> Any:
    """The vectors are those of another index."""
    kept: dict[str, Any] = {}

    def mutated(name: str, *given: Any, **how: Any) -> Any:
        index = kept[name] = open_index(name, *given, **how)
        if name == "background":
            return index
        foreign = kept["background"].vectors
        return replace(index, vectors=np.resize(foreign, index.vectors.shape))

    return mutated


@fault("retrieval", "assistant.retrieve:embed")
def question_as_document(real: Any) -> Any:
    """Questions are embedded in the mode for documents."""
    return lambda encoder, texts, role: embed(encoder, texts, "document")


@fault("retrieval", _INIT)
def asks_off(init: Any) -> Any:
    """How people ask for a point no longer counts."""

    def mutated(self: Any, *given: Any) -> None:
        init(self, *given)
        self._asks = np.zeros_like(self._asks)

    return mutated


@fault("retrieval", _INIT)
def background_lines_lost(init: Any) -> Any:
    """All but one of the ordinary questions are lost."""

    def mutated(self: Any, *given: Any) -> None:
        init(self, *given)
        self._background, self._sections = self._background[:1], self._sections[:1]

    return mutated


@fault("retrieval", _RECORDS)
def asks_of_others(records: Any) -> Any:
    """The ways of asking belong to the point after theirs."""

    def mutated(corpus: Any, names: Any) -> Any:
        ids = [point.id for point in corpus.points]
        following = dict(zip(ids, [*ids[1:], ids[0]], strict=True))
        return tuple(
            replace(each, target=following[each.target]) if each.kind == "ask" else each
            for each in records(corpus, names)
        )

    return mutated


@fault("retrieval", _RECORDS)
def half_indexed(records: Any) -> Any:
    """Only the first half of the ways of asking is indexed."""

    def mutated(corpus: Any, names: Any) -> Any:
        found = records(corpus, names)
        asks = [each for each in found if each.kind == "ask"]
        return tuple(each for each in found if each not in asks[len(asks) // 2 :])

    return mutated


@fault("retrieval", _RECORDS)
def english_asks_lost(records: Any) -> Any:
    """The English ways of asking aren't indexed."""
    return lambda corpus, names: tuple(
        each for each in records(corpus, names) if each.kind != "ask" or each.language == "zh"
    )


@fault("retrieval", "assistant.retrieve:_centre")
def centring_off(centre: Any) -> Any:
    """Vectors are compared without being centred by language."""
    return lambda vectors, mean: centre(vectors, np.zeros_like(mean))


@fault("retrieval", "assistant.retrieve:_language")
def one_languages_mean(language: Any) -> Any:
    """Every question is centred as if it were English."""
    return lambda text: "en"


def _of_matches(find: Any, change: Any) -> Any:
    def mutated(*given: Any) -> Any:
        return [replace(each, matches=change(each.matches)) for each in find(*given)]

    return mutated


@fault("retrieval", _FIND)
def ranking_reversed(find: Any) -> Any:
    """The points that fit worst come first."""
    return _of_matches(find, lambda matches: matches[::-1])


@fault("retrieval", _FIND)
def ranking_random(find: Any) -> Any:
    """Points come in a random order."""
    return _of_matches(
        find,
        lambda found: tuple(random.Random(found[0].point.id).sample(found, len(found))),  # noqa: S311
    )


@fault("retrieval", _FIND)
def best_point_lost(find: Any) -> Any:
    """The best point for each need is dropped."""
    return _of_matches(find, lambda matches: matches[1:])


@fault("retrieval", _PASSAGES)
def best_passage_lost(passages: Any) -> Any:
    """The best passage is dropped."""
    return lambda self, need: passages(self, need)[1:]


@fault("retrieval", _PASSAGES)
def passages_reversed(passages: Any) -> Any:
    """The passages that fit worst come first."""
    return lambda self, need: passages(self, need)[::-1]


@fault("retrieval", _PASSAGES)
def passages_unsorted(passages: Any) -> Any:
    """Passages come in the order of the article."""
    return lambda self, need: sorted(passages(self, need), key=lambda item: item[0].start)


@fault("retrieval", "assistant.opening:Opened.search")
def limit_ignored(search: Any) -> Any:
    """A search returns more passages than were asked for."""
    return lambda self, query, limit: search(self, query, limit + 5)


@fault("retrieval", "assistant.opening:Opened.search")
def limit_of_two(search: Any) -> Any:
    """A search never returns more than two passages."""
    return lambda self, query, limit: search(self, query, min(2, limit))


@fault("retrieval", "ingest.corpora:split")
def whole_paragraphs(split: Any) -> Any:
    """Four sentences at a time are one passage."""

    def mutated(text: str, dropped: Any = ()) -> Any:
        found = split(text, dropped)
        grouped = [found[i : i + 4] for i in range(0, len(found), 4)]
        return tuple(
            replace(g[0], end=g[-1].end, text=text[g[0].start : g[-1].end]) for g in grouped
        )

    return mutated


@fault("retrieval", "ingest.corpora:split")
def passages_off_by_one(split: Any) -> Any:
    """Passages are placed one character too far."""

    def mutated(text: str, dropped: Any = ()) -> Any:
        found = split(text, dropped)
        return tuple(replace(p, start=p.start + 1, end=p.end + 1) for p in found)

    return mutated
