"""An answer as a completion: whole, or in pieces as it is streamed."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant.footnotes import footnotes, inert_pieces
from assistant.plugins.openai_api.schema import (
    Annotation,
    ChatCompletion,
    Choice,
    Reply,
    UrlCitation,
    Usage,
)
from assistant.records import Answer, Citation
from ingest.records import Language

_UNREAD: dict[Language, str] = {
    "zh": "\n\n*图片和文件不会被读取,只回答文字。*",
    "en": "\n\n*Images and files aren't read; only the text is answered.*",
}
DONE = b"data: [DONE]\n\n"


@dataclass(slots=True)
class Turn:
    """A reply in the making.

    Attributes:
        model: As it was asked for.
        unread: Say that some of the message wasn't read.
        content: What has been said so far.
        answer: The whole answer, once all is said.
    """

    model: str
    unread: bool = False
    content: str = ""
    answer: Answer | None = None
    _id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    _created: int = field(default_factory=lambda: int(time.time()))

    def say(self, stream: Iterator[str | Answer]) -> Iterator[str]:
        """What there is to read of a streamed answer, its footnotes last."""
        for piece in self._pieces(stream):
            self.content += piece
            yield piece

    def _pieces(self, stream: Iterator[str | Answer]) -> Iterator[str]:
        yield from inert_pieces(self._texts(stream))
        if self.answer is not None:
            below = footnotes(self.answer)
            if self.unread:
                below += _UNREAD[self.answer.language]
            if below:
                yield below

    def _texts(self, stream: Iterator[str | Answer]) -> Iterator[str]:
        for piece in stream:
            if isinstance(piece, Answer):
                self.answer = piece
            else:
                yield piece

    def completion(self) -> ChatCompletion:
        """All that was said, as one object."""
        reply = Reply(content=self.content, annotations=self._annotations())
        return ChatCompletion(
            id=self._id,
            created=self._created,
            model=self.model,
            choices=[Choice(message=reply)],
            xuanxing=self.answer,
        )

    def opening(self) -> bytes:
        """The first event of a stream."""
        return self._event([_choice({"role": "assistant", "content": ""})])

    def piece(self, text: str) -> bytes:
        """An event with the next words."""
        return self._event([_choice({"content": text})])

    def closing(self, *, usage: bool) -> bytes:
        """The last events: citations, the end, and the usage if it is wanted."""
        noted = [each.model_dump(mode="json") for each in self._annotations()]
        whole = None if self.answer is None else self.answer.to_dict()
        events = [
            self._event([_choice({"annotations": noted})]) if noted else b"",
            self._event([_choice({}, "stop")], xuanxing=whole),
            self._event([], usage=Usage().model_dump()) if usage else b"",
        ]
        return b"".join([*events, DONE])

    def _event(self, choices: list[dict[str, Any]], **more: Any) -> bytes:
        return event(
            {
                "id": self._id,
                "object": "chat.completion.chunk",
                "created": self._created,
                "model": self.model,
                "choices": choices,
                **more,
            }
        )

    def _annotations(self) -> list[Annotation]:
        citations = self.answer.citations if self.answer else ()
        return [_annotation(self.content, each) for each in citations]


def event(data: dict[str, Any]) -> bytes:
    """One event of a stream."""
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _choice(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}


def _annotation(content: str, cited: Citation) -> Annotation:
    marker = f"[{cited.number}]"
    start = content.index(marker)
    # RFC 5147: a place in a text, counted in characters.
    source = cited.url or f"article://{cited.document}"
    return Annotation(
        url_citation=UrlCitation(
            start_index=start,
            end_index=start + len(marker),
            title=cited.heading or cited.document,
            url=f"{source}#char={cited.start},{cited.end}",
        ),
        citation=cited,
    )
