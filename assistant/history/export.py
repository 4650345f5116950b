"""Conversations as files: JSON that can be read back, and Markdown to read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from assistant.history.records import (
    Feedback,
    Problem,
    SavedConversation,
    SavedTurn,
)
from assistant.history.text import MAX_QUESTION, storable
from assistant.history.wording import WORDING, Wording
from assistant.records import Answer, Citation
from assistant.resolve import Memory
from ingest.errors import InputError
from ingest.records import Language

FORMAT = "xuanxing/conversation"
_VERSION = 1
_MAX_BYTES = 32 * 1024 * 1024
_SPACES = re.compile(r"\s+")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_SPECIAL = re.compile(r"[!#$&()*+\-.:<=>@\[\\\]^_`{|}~]")
# Of an answer's Markdown emphasis, escapes and citation numbers stay; links, images, HTML don't.
_TOKEN = re.compile(r"\\[!-/:-@\[-`{-~]|\*{1,2}|(?<!\])\[\d{1,3}\](?![(\[:])|([!#$&<>\[\]_`|~])")
_UNDERLINE = re.compile(r"=+|-+")  # it would make a heading of the line before it

_Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_Line = Annotated[str, StringConstraints(max_length=255)]


class _Turn(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: _Id
    question: Annotated[str, StringConstraints(max_length=MAX_QUESTION)]
    answer: Answer | None = None
    problem: Problem | None = None
    memory: Memory | None = None
    feedback: Feedback | None = None
    created: AwareDatetime


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore")
    format: Literal["xuanxing/conversation"]
    version: Literal[1]
    id: _Id
    title: _Line
    corpus: _Line
    created: AwareDatetime
    updated: AwareDatetime
    turns: list[_Turn] = Field(max_length=10_000)


def to_json(conversation: SavedConversation) -> str:
    """All of a conversation but who owns it and whether it is shared."""
    data = asdict(conversation)
    del data["version"], data["link"]
    whole = {"format": FORMAT, "version": _VERSION, **data}
    return storable(
        json.dumps(whole, ensure_ascii=False, indent=2, default=_isoformat, allow_nan=False)
    )


def from_json(text: str) -> SavedConversation:
    """The inverse of :func:`to_json`; every type in it is checked.

    Whether its quotes still stand in the article is for
    :func:`assistant.history.freshness.checked` to say.

    Raises:
        InputError: It is too large, no JSON, or no such conversation.
    """
    if len(text) > _MAX_BYTES:
        raise InputError("the file is larger than 32 MiB.", hint="Import one conversation.")
    try:
        file = _File.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "it"
        raise InputError(
            f"this is no exported conversation: {place}: {first['msg']}.",
            hint="Give a file that was exported as JSON.",
        ) from error
    if len({turn.id for turn in file.turns}) < len(file.turns):
        raise InputError("two turns have the same id.", hint="Give each one its own.")
    values = {name: getattr(file, name) for name in ("id", "title", "corpus", "created", "updated")}
    return SavedConversation(turns=tuple(map(_turn, file.turns)), **values)


def _turn(turn: _Turn) -> SavedTurn:
    return SavedTurn(**{name: getattr(turn, name) for name in _Turn.model_fields})


def _isoformat(value: Any) -> str:
    return str(value.isoformat())


def to_markdown(conversation: SavedConversation, language: Language) -> str:
    """A conversation to read, every quote with its place and, if there is one, translation.

    Args:
        conversation: What to write.
        language: Of the words around it.
    """
    words = WORDING[language]
    lines = [f"# {literal(conversation.title)}", ""]
    about = f"{conversation.corpus} · {conversation.created:%Y-%m-%d %H:%M} UTC"
    lines += [literal(about), ""]
    for turn in conversation.turns:
        lines += [f"## {literal(turn.question)}", "", *_reply(turn, words), ""]
    return "\n".join(lines).rstrip() + "\n"


def _reply(turn: SavedTurn, words: Wording) -> Iterator[str]:
    if turn.problem is not None:
        yield f"*{literal(f'{turn.problem.message} {turn.problem.hint}')}*"
    if turn.answer is None:
        if turn.problem is None:
            yield f"*{words.unanswered}*"
        return
    yield inert(turn.answer.text)
    if turn.answer.stale:
        yield f"\n*{words.stale}*"
    for citation in turn.answer.citations:
        yield ""
        yield from _quote(citation, words)


def _quote(citation: Citation, words: Wording) -> Iterator[str]:
    yield f"> \\[{citation.number}\\] “{literal(citation.quote)}”"
    if citation.gloss:
        yield ">"
        yield f"> {words.translation}: “{literal(citation.gloss)}”"
    place = f"{citation.document} {citation.start}–{citation.end}"
    yield ">"
    yield f"> {literal(f'{citation.heading} · {place}' if citation.heading else place)}"


def literal(text: str) -> str:
    """Markdown that shows ``text`` on one line, character for character; nothing becomes "…"."""
    return _SPECIAL.sub(r"\\\g<0>", _SPACES.sub(" ", visible(text)).strip()) or "…"


def inert(markdown: str) -> str:
    """An answer's Markdown without links, images, HTML, code and headings: these stand as text."""
    return "\n".join(_inert_line(line.strip()) for line in visible(markdown).split("\n"))


def _inert_line(line: str) -> str:
    if _UNDERLINE.fullmatch(line):
        return f"\\{line}"
    return _TOKEN.sub(lambda m: f"\\{m.group()}" if m.group(1) else m.group(), line)


def visible(text: str) -> str:
    """The text without control characters and overrides of its direction."""
    return _UNSEEN.sub("", text)
