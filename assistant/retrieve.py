"""From a need to the points that answer it.

A need is compared with three texts of every point, in the encoder's own modes: how people
ask for it (query against query), what the article says of it (query against document), and
its exact terms. Ordinary questions that no comparison answers (``background.toml``) are the
counterweight: what they explain as well is no evidence that the article covers the need. An
ordinary question that this corpus does answer is none here, and left out. A term that stands in
an attribute's lines and nowhere in the corpus ("TPU") speaks for that attribute.

A need is read in its context: half as much as its own words count those of the whole question,
for "a month", cut from "I have a month to learn it", says little by itself.

All vectors are centred by language first: sentence encoders put everything within a narrow
cone, Chinese and English apart, and the mean direction says nothing about the meaning
(Mu and Viswanath 2018, "All-but-the-Top"). Beside each stands what the adapter makes of it
(:mod:`assistant.adapter`), and similarities are averages of both. The search is exact and in
memory, so the answer doesn't depend on which store holds the vectors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from assistant.adapter import adapted, is_adapted
from assistant.term_index import TermIndex, point_terms, section_terms
from assistant.text import detect_language, fold, terms
from ingest.encoders import Encoder, embed
from ingest.records import Corpus, Index, Language, Passage, Point, Vectors
from ingest.tracing import traced

_DOCUMENT = 0.6
_TERMS = 0.2
_LABEL = 0.5
"""What it counts for a need to be a point's label, word by word: so what is offered is found."""
_BACKGROUND = 0.9
_CONTEXT = 0.5
_SHOWN = 8
"""Matches whose quotes are put in order: more are hardly ever quoted."""
_SHARED = 0.5
"""What it counts for a quote to hold all terms of the need, beside its passage's cosine."""
_LATER = 0.05
"""What it costs a quote to stand later in the corpus's own order."""
_CROWD = 0.15
_CROWD_OF = 1000
"""The nearest of many lines is nearer than the nearest of few, by the square root of twice the
logarithm of their number (of a normal sample, Cramér 1946). Scores are brought to what they would
be with so many asks, or a corpus with few would refuse what it answers."""
_ANSWERED = 0.4
"""The score from which an ordinary question counts as answered by the corpus."""
_MIDDLE = 0.22
_SLOPE = 12.0


@dataclass(frozen=True, slots=True)
class Match:
    """A point, and how well it answers the need: ``relevance`` 0..1, 0.5 at the border."""

    point: Point
    score: float
    relevance: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one need.

    Attributes:
        need: The need as looked up.
        matches: Every point of the corpus, best first.
        background: The section of the nearest background line, such as ``off_topic.weather``.
        background_similarity: Its cosine after centring, -1..1.
        closeness: The best cosine with anything of the corpus, -1..1.
        missing: The share of its terms that the lines of the nearest attribute account for and
            nothing of the corpus does, 0..1.
    """

    need: str
    matches: tuple[Match, ...]
    background: str
    background_similarity: float
    closeness: float
    missing: float = 0.0

    @property
    def best(self) -> Match:
        """The best match."""
        return self.matches[0]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text beside the corpus: the scores of all points, and what else is near."""

    scores: Vectors
    passages: Vectors
    background: str
    background_similarity: float
    closeness: float
    missing: float


class _Quotes:
    """A point's quotes, to be put in the order in which they answer a need."""

    def __init__(self, point: Point, passages: Sequence[Passage], ids: Sequence[str]) -> None:
        rows = {target: row for row, target in enumerate(ids)}
        self._point = point
        self._rows = [
            [rows[p.id] for p in passages if p.id in rows and _inside(e.start, e.end, p)]
            for e in point.evidence
        ]
        self._terms = [
            frozenset(terms(fold(f"{each.quote} {each.gloss or ''}"))) for each in point.evidence
        ]

    def sorted_for(self, need: str, passages: Vectors) -> Point:
        """The point with the nearest quotes first; who wrote them down has the benefit of doubt."""
        if len(self._rows) < 2:
            return self._point
        asked = set(terms(need))
        nearness = [
            max((float(passages[row]) for row in rows), default=0.0)
            + _SHARED * len(asked & own) / max(1, len(asked))
            - _LATER * place
            for place, (rows, own) in enumerate(zip(self._rows, self._terms, strict=True))
        ]
        order = sorted(range(len(nearness)), key=lambda place: -nearness[place])
        return replace(self._point, evidence=tuple(self._point.evidence[i] for i in order))


class PointRetriever:
    """Searches one corpus; immutable after construction and safe to share between threads.

    Args:
        corpus: The corpus that ``index`` was built from.
        index: Its passages (``passage``), points (``point``) and asks (``ask``).
        background: The embedded lines of ``background.toml``.
        encoder: The encoder that made both.
    """

    def __init__(self, corpus: Corpus, index: Index, background: Index, encoder: Encoder) -> None:
        self._encoder = encoder
        self._points = corpus.points
        self._passages = {passage.id: passage for passage in corpus.passages}
        order = {point.id: i for i, point in enumerate(corpus.points)}
        asks = [i for i, record in enumerate(index.records) if record.kind == "ask"]
        points = [i for i, record in enumerate(index.records) if record.kind == "point"]
        passages = [i for i, record in enumerate(index.records) if record.kind == "passage"]
        languages = [index.records[i].language for i in asks]
        queries = index.vectors[asks]
        self._means = _means(
            [(queries, languages), (background.vectors, [r.language for r in background.records])]
        )
        self._adapts = is_adapted(index.encoder, queries.shape[1])
        self._asks = self._space(queries, np.array([self._means[each] for each in languages]))
        self._owners = np.array([order[index.records[i].target] for i in asks], dtype=np.intp)
        documents = index.vectors[points]
        spoken = [index.records[i].language for i in points]
        means = _means([(documents, spoken)])
        self._documents = self._space(documents, np.array([means[each] for each in spoken]))
        self._document_owners = np.array([order[index.records[i].target] for i in points])
        self._labels = _labels(corpus.points)
        self._crowd = _CROWD * (_nearer(_CROWD_OF) - _nearer(len(asks)))
        ordinary = self._space(
            background.vectors, np.array([self._means[r.language] for r in background.records])
        )
        sections = np.array([record.target for record in background.records])
        kept = ~self._answered(ordinary, sections)
        self._background = ordinary[kept]
        self._sections = [str(section) for section in sections[kept]]
        texts = index.vectors[passages]
        self._texts = _centre(texts, texts.mean(axis=0)) if len(texts) else texts
        self._text_ids = [index.records[i].target for i in passages]
        spoken_of = [index.records[i].text for i in asks] + [r.text for r in background.records]
        own = [point_terms(point) for point in corpus.points]
        self._terms = TermIndex(spoken_of, own)
        attributes = sorted({each for each in self._sections if each.startswith("attribute.")})
        covered = set(terms(fold(corpus.article.text))).union(*own)
        self._missing_terms = TermIndex(
            spoken_of, [section_terms(background, section) - covered for section in attributes]
        )
        places = {section: place for place, section in enumerate(attributes)}
        self._attributes = np.array([places.get(each, -1) for each in self._sections])
        self._quotes = [_Quotes(point, corpus.passages, self._text_ids) for point in self._points]
        self._passage_terms = TermIndex(
            [passage.text for passage in corpus.passages],
            [set(terms(fold(f"{p.heading} {p.text}"))) for p in corpus.passages],
        )

    @traced("retrieve")
    def find(self, needs: Sequence[str], context: str = "") -> list[Finding]:
        """Looks up each need, with one embedding for each and one for their context.

        Args:
            needs: What is looked up.
            context: The whole of what was asked; left empty, needs are looked up alone.
        """
        if not needs:
            return []
        texts = list(dict.fromkeys([*needs, context or needs[0]]))
        vectors = embed(self._encoder, texts, "query")
        seen = {text: self._seen(text, each) for text, each in zip(texts, vectors, strict=True)}
        around = seen.get(context)
        # The context of one need tells which point is meant, not whether any is: it is framing.
        level = float(seen[needs[0]].scores.max()) if len(needs) == 1 else -math.inf
        return [self._finding(need, seen[need], around or seen[need], level) for need in needs]

    def near(self, text: str) -> tuple[Vectors, float]:
        """A text's centred vector, and its best cosine with the corpus and with ordinary questions.

        Returns:
            The vector of shape ``(dimension,)``, and the cosine, -1..1.
        """
        vector = embed(self._encoder, [text], "query")[0]
        own = self._space(vector, self._means[_language(text)])
        known = (self._asks, self._documents, self._background)
        closeness = max(float(_plain(each, own).max()) for each in known)
        return _centre(vector, self._means[_language(text)]), closeness

    def centred(self, vectors: Vectors, languages: Sequence[Language]) -> Vectors:
        """Vectors of questions in the space of :meth:`near`; shape ``(texts, dimension)``."""
        return _centre(vectors, np.array([self._means[each] for each in languages]))

    def _seen(self, text: str, vector: Vectors) -> _Seen:
        plain = _centre(vector, self._means[_language(text)])
        centred = self._space(vector, self._means[_language(text)])
        asked = _best(self._asks @ centred, self._owners, len(self._points))
        said = _best(self._documents @ centred, self._document_owners, len(self._points))
        missing = np.append(self._missing_terms.overlap(text), 0.0)  # the last: of no attribute
        ordinary = self._background @ centred + _TERMS * missing[self._attributes]
        nearest = int(ordinary.argmax())
        return _Seen(
            scores=asked
            + _DOCUMENT * said
            + _TERMS * self._terms.overlap(text)
            + _LABEL * self._labels.get(text, 0.0)
            - _BACKGROUND * ordinary[nearest]
            + self._crowd,
            passages=self._texts @ plain,
            background=self._sections[nearest],
            background_similarity=float(
                _plain(self._background[nearest : nearest + 1], centred)[0]
                + _TERMS * missing[self._attributes[nearest]]
            ),
            closeness=float(
                max(_plain(self._asks, centred).max(), _plain(self._documents, centred).max())
            ),
            missing=float(missing[self._attributes[nearest]]),
        )

    def _finding(self, need: str, own: _Seen, around: _Seen, level: float) -> Finding:
        scores = (own.scores + _CONTEXT * around.scores) / (1 + _CONTEXT)
        scores += max(0.0, level - float(scores.max()))
        ranking = np.argsort(-scores, kind="stable")
        return Finding(
            need=need,
            matches=tuple(
                Match(
                    self._quotes[i].sorted_for(need, own.passages)
                    if rank < _SHOWN
                    else self._points[i],
                    float(scores[i]),
                    relevance(float(scores[i])),
                )
                for rank, i in enumerate(ranking)
            ),
            background=own.background,
            background_similarity=own.background_similarity,
            closeness=own.closeness,
            missing=own.missing,
        )

    def _space(self, vectors: Vectors, mean: Vectors) -> Vectors:
        """Centred vectors, beside them what the adapter makes of them: products are averages."""
        centred = _centre(vectors, mean)
        beside = adapted(centred) if self._adapts else centred
        both = np.concatenate([centred, beside], axis=-1)
        return np.asarray(both / math.sqrt(2), dtype=np.float32)

    def _answered(self, ordinary: Vectors, sections: npt.NDArray[np.str_]) -> npt.NDArray[np.bool_]:
        """Which ordinary questions the corpus answers, whatever its own section says of them."""
        asked = np.array(
            [_best(each, self._owners, len(self._points)) for each in ordinary @ self._asks.T]
        )
        said = np.array(
            [
                _best(each, self._document_owners, len(self._points))
                for each in ordinary @ self._documents.T
            ]
        )
        similar = ordinary @ ordinary.T
        similar[sections[:, None] == sections[None, :]] = -1
        scores = (asked + _DOCUMENT * said).max(axis=1) - _BACKGROUND * similar.max(axis=1)
        return np.asarray((scores >= _ANSWERED) & (sections != "filler"))

    @traced("search")
    def passages(self, need: str) -> list[tuple[Passage, float]]:
        """All passages for a need, best first, with a similarity (higher is better).

        A passage is as similar as its own text, its exact terms and the best point that
        quotes it make it.
        """
        vector = embed(self._encoder, [need], "query")[0]
        seen = self._seen(need, vector)
        finding = self._finding(need, seen, seen, -math.inf)
        centred = _centre(vector, self._means[_language(need)])
        similarity = dict(zip(self._text_ids, (self._texts @ centred).tolist(), strict=True))
        overlap = self._passage_terms.overlap(need)
        ranked = []
        for passage, shared in zip(self._passages.values(), overlap, strict=True):
            quoted = max(
                (
                    match.score
                    for match in finding.matches
                    if any(_inside(e.start, e.end, passage) for e in match.point.evidence)
                ),
                default=-1.0,
            )
            own = similarity.get(passage.id, -1.0) + _TERMS * float(shared)
            ranked.append((passage, round(max(own, (own + quoted) / 2), 6)))
        return sorted(ranked, key=lambda item: (-item[1], item[0].start))


def _plain(vectors: Vectors, vector: Vectors) -> Vectors:
    """Cosines by the encoder's own half of vectors, whether or not another stands beside it."""
    half = vectors[:, : vector.shape[-1] // 2], vector[: vector.shape[-1] // 2]
    return np.asarray(half[0] @ half[1] * 2)


def _nearer(count: int) -> float:
    return math.sqrt(2 * math.log(max(2, count)))


def relevance(score: float) -> float:
    """A score as 0..1; 0.5 where a need is as well explained by ordinary questions."""
    return 1 / (1 + math.exp(-_SLOPE * (score - _MIDDLE)))


def _labels(points: Sequence[Point]) -> dict[str, Vectors]:
    """For every label the points that bear it, as 1 among 0; shape ``(points,)``."""
    found: dict[str, Vectors] = {}
    for place, point in enumerate(points):
        for label in point.label.values():
            row = found.setdefault(fold(label), np.zeros(len(points), dtype=np.float32))
            row[place] = 1.0
    return found


def _best(similarities: Vectors, owners: npt.NDArray[np.intp], count: int) -> Vectors:
    """For each of ``count`` owners the best similarity of its texts; -1 without any."""
    found = np.full(count, -1.0, dtype=np.float32)
    np.maximum.at(found, owners, similarities)
    return found


def _inside(start: int, end: int, passage: Passage) -> bool:
    return start < passage.end and passage.start < end


def _language(text: str) -> Language:
    return detect_language(text) or "en"


def _means(groups: Sequence[tuple[Vectors, Sequence[Language]]]) -> dict[Language, Vectors]:
    vectors = np.vstack([each for each, _ in groups])
    languages = np.array([language for _, group in groups for language in group])
    means: dict[Language, Vectors] = {}
    for language in ("zh", "en"):
        chosen = vectors[languages == language]
        means[language] = (chosen if len(chosen) else vectors).mean(axis=0)
    return means


def _centre(vectors: Vectors, mean: Vectors) -> Vectors:
    """Vectors moved by ``mean`` and brought back to unit length."""
    moved = vectors - mean
    length = np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.asarray(moved / np.where(length > 0, length, 1), dtype=np.float32)
