"""The words around a conversation that is exported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ingest.records import Language


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language."""

    question: str
    evidence: str
    translation: str
    unanswered: str
    stale: str
    source: str
    refused: str


WORDING: Mapping[Language, Wording] = {
    "zh": Wording(
        question="问",
        evidence="原文依据",
        translation="译文",
        unanswered="这个问题没有得到回答。",
        stale="文章在此之后有改动,引文可能已经不同。",
        source="出处",
        refused="没有回答",
    ),
    "en": Wording(
        question="Question",
        evidence="Evidence",
        translation="Translation",
        unanswered="This question was not answered.",
        stale="The article has changed since; its quotes may read differently now.",
        source="Source",
        refused="Not answered",
    ),
}
