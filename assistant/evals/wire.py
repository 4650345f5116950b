"""Outcomes as text, so that they can travel from the process of a test to that of the report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from assistant.evals.cases import Case, Span
from assistant.evals.outcomes import Outcome
from assistant.records import Answer, SearchResult
from ingest.records import Corpus


@dataclass(frozen=True, slots=True)
class Sent:
    """An outcome, and what the report says about its corpus."""

    outcome: Outcome
    corpus: str
    options: tuple[str, ...]

    @property
    def same(self) -> tuple[Outcome, str]:
        """What is the same whenever the case is asked again."""
        return replace(self.outcome, seconds=0.0), self.corpus


def send(outcome: Outcome, corpus: Corpus) -> str:
    """ASCII, whatever was asked. Warnings tell of this process alone, and are left out."""
    answer = replace(outcome.answer, warnings=())
    data = {
        "corpus": corpus.id,
        "options": [option.id for option in corpus.options],
        "case": asdict(outcome.case),
        "answer": answer.to_dict(),
        "hits": None if outcome.hits is None else [asdict(hit) for hit in outcome.hits],
        "variants": dict(outcome.variants),
        "form": dict(outcome.form),
        "seconds": outcome.seconds,
    }
    return json.dumps(data)


def receive(text: str) -> Sent:
    """The inverse of :func:`send`."""
    data = json.loads(text)
    hits = data["hits"]
    outcome = Outcome(
        case=_case(data["case"]),
        answer=Answer.from_dict(data["answer"]),
        hits=None if hits is None else tuple(SearchResult(**hit) for hit in hits),
        variants=data["variants"],
        form=data["form"],
        seconds=data["seconds"],
    )
    return Sent(outcome, data["corpus"], tuple(data["options"]))


def _case(data: Mapping[str, Any]) -> Case:
    plain = {key: tuple(value) for key, value in data.items() if isinstance(value, list)}
    spans = {
        "facts": tuple(tuple(Span(**each) for each in fact) for fact in data["facts"]),
        "also": tuple(Span(**each) for each in data["also"]),
    }
    return Case(**{**data, **plain, **spans})
