"""Records as JSON and rows. What is read back is checked, type for type."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from assistant.history.records import Feedback, Problem, SavedTurn
from assistant.history.text import MAX_QUESTION, searchable, storable
from assistant.records import Answer
from assistant.resolve import Memory
from ingest.errors import InputError

T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNREADABLE = Problem(
    "This answer was saved in a form that this release can't read.", "Ask the question again."
)


def to_json(value: Answer | Problem | Memory | Feedback | None) -> str | None:
    """JSON that every database takes."""
    if value is None:
        return None
    return storable(json.dumps(asdict(value), ensure_ascii=False, default=datetime.isoformat))


def from_json(kind: type[T], text: str | None) -> T | None:
    """The inverse; keys that only a newer release knows are left out.

    Raises:
        InputError: It is no such record.
    """
    if text is None:
        return None
    try:
        return cast("T", _adapters()[kind].validate_json(text))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(f"this is no {kind.__name__}: {first['msg']}.") from error


@cache
def _adapters() -> dict[type[Any], TypeAdapter[Any]]:
    """Made once, as that takes milliseconds."""
    return {kind: TypeAdapter(kind) for kind in (Answer, Problem, Memory, Feedback)}


def turn_values(turn: SavedTurn) -> dict[str, Any]:
    """The columns of a turn that change when it is answered."""
    return {
        "question": storable(turn.question[:MAX_QUESTION]),
        "answer": to_json(turn.answer),
        "problem": to_json(turn.problem),
        "memory": to_json(turn.memory),
        "folded": searchable(turn),
    }


def turn_from(row: Any) -> SavedTurn:
    """The turn of a row; an answer that can't be read says so and hides no other."""
    answer, problem, memory = None, None, None
    try:
        answer = from_json(Answer, row.answer)
        problem = from_json(Problem, row.problem)
        memory = from_json(Memory, row.memory)
    except InputError:
        answer, problem = None, _UNREADABLE
    return SavedTurn(
        question=row.question,
        answer=answer,
        problem=problem,
        memory=memory,
        feedback=from_json(Feedback, row.feedback),
        id=row.id,
        created=moment(row.created),
    )


def micros(time: datetime) -> int:
    """Microseconds since 1970."""
    return (time - _EPOCH) // _MICROSECOND


def moment(value: int) -> datetime:
    """The inverse of :func:`micros`."""
    return _EPOCH + timedelta(microseconds=value)
