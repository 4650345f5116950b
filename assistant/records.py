"""What an answer is made of. Every surface (Python, page, command line, plug-ins) draws these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from ingest.errors import InputError
from ingest.records import Language

Reason = Literal["empty", "too_long", "off_topic", "unknown_option", "not_in_article", "unsafe"]
Kind = Literal["choose", "compare", "fact", "why"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim span: ``text[start:end] == quote`` in the document with that ``sha256``.

    Attributes:
        number: The number in the answer's text, from 1; ``None`` for a quote that stands in
            the ledger only.
        option: The id of the option it speaks about, or ``"either"``.
        gloss: An English translation, ``None`` where the quote is English.
        url: Where the document can be read, if known.
    """

    number: int | None
    quote: str
    document: str
    sha256: str
    start: int
    end: int
    heading: str
    gloss: str | None
    option: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A passage found: ``text`` is the article's ``[start:end]``.

    Attributes:
        rank: From 1, best first.
        similarity: Higher is better; comparable within one search only.
    """

    rank: int
    similarity: float
    text: str
    document: str
    sha256: str
    start: int
    end: int
    heading: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One criterion of the decision.

    Attributes:
        aspect: The criterion's id in the corpus.
        point: The id of the point.
        label: What the point is about, in the answer's language.
        need: The part of the question that it answers.
        relevance: How closely it answers that need, 0..1.
        favours: An option's id, or ``"either"``.
        citations: Per option id its quotes; an empty tuple means "the article does not say".
        pull: With what weight it votes for ``favours``, 0..1: the decision's own number, times
            the weight of its need.
    """

    aspect: str
    point: str
    label: str
    need: str
    relevance: float
    favours: str
    citations: Mapping[str, tuple[Citation, ...]]
    pull: float = 0.0


@dataclass(frozen=True, slots=True)
class Flip:
    """What would change the verdict: if ``condition`` mattered more, it would be ``verdict``."""

    condition: str
    verdict: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited answer, or a typed refusal.

    Attributes:
        question: As asked, cut to what was read of it.
        verdict: The id of the option to choose, ``"either"``, ``"depends"``, or ``None``
            where no choice was asked or the question was refused.
        text: Markdown in the asker's language; a ``[n]`` after every claim.
        citations: In order of their numbers; ``citations[n - 1].number == n``.
        abstained: Whether the question was refused; then ``reason`` says why and
            ``citations`` is empty.
        kind: What was asked for.
        needs: The needs that were considered, also those of earlier turns.
        confidence: 0..1; of answers with confidence c, a share c is right.
        stale: The article has changed since the index was built.
        warnings: What the reader should know, such as an index that was rebuilt.
        generated_by: ``"deterministic"``, or the name of the language model that worded it.
        suggestions: Further questions that would be answered, in the asker's language.
        weights: How much each need of the question counts, where the reader has weighed them;
            0 for one that is left out and so not among ``needs``.
        rejected: What a language model wrote and was left out, each sentence with the reason.
    """

    question: str
    verdict: str | None
    text: str
    language: Language
    citations: tuple[Citation, ...] = ()
    abstained: bool = False
    reason: Reason | None = None
    kind: Kind = "choose"
    needs: tuple[str, ...] = ()
    ledger: tuple[LedgerRow, ...] = ()
    flips: tuple[Flip, ...] = ()
    confidence: float = 0.0
    stale: bool = False
    corpus: str = ""
    warnings: tuple[str, ...] = ()
    generated_by: str = "deterministic"
    suggestions: tuple[str, ...] = field(default=())
    weights: Mapping[str, float] = field(default_factory=dict)
    rejected: tuple[tuple[str, str], ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: only dicts, lists, strings, numbers, booleans and ``None``."""
        return {key: _plain(value) for key, value in asdict(self).items()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Answer:
        """The inverse of :meth:`to_dict`.

        Raises:
            InputError: A key is missing or unknown.
        """
        known = {item.name for item in fields(cls)}
        if unknown := sorted(set(data) - known):
            raise InputError(
                f"an answer has no field {unknown[0]!r}.", hint="Pass what to_dict returned."
            )
        try:
            return cls(
                **{
                    **data,
                    "citations": _citations(data["citations"]),
                    "needs": tuple(data["needs"]),
                    "ledger": tuple(
                        LedgerRow(
                            **{
                                **row,
                                "citations": {
                                    option: _citations(found)
                                    for option, found in row["citations"].items()
                                },
                            }
                        )
                        for row in data["ledger"]
                    ),
                    "flips": tuple(
                        Flip(**{**flip, "citations": _citations(flip["citations"])})
                        for flip in data["flips"]
                    ),
                    "warnings": tuple(data["warnings"]),
                    "suggestions": tuple(data["suggestions"]),
                    "weights": dict(data.get("weights", {})),
                    "rejected": tuple(
                        (str(sentence), str(reason))
                        for sentence, reason in data.get("rejected", ())
                    ),
                }
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(
                f"this is no answer: {error}.", hint="Pass what to_dict returned."
            ) from error


def _citations(items: Any) -> tuple[Citation, ...]:
    return tuple(Citation(**item) for item in items)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
