"""What may be sent and what comes back, as OpenAI's clients know it.

Requests may have any further field: programs send many, and none changes an answer. A field that
is read must be of its type.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from assistant.records import Answer, Citation

MAX_MESSAGES = 1000


class _Sent(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class TextPart(_Sent):
    """Text as a part of a message."""

    type: Literal["text"]
    text: str


class OtherPart(_Sent):
    """An image, a file, a sound: not read, and the answer says so."""

    type: str = Field(json_schema_extra={"not": {"const": "text"}})

    @field_validator("type")
    @classmethod
    def _is_other(cls, value: str) -> str:
        if value == "text":
            raise ValueError("a text part has a text")
        return value


class Message(_Sent):
    """One turn of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[TextPart | OtherPart] | None = None


class StreamOptions(_Sent):
    """How to stream."""

    include_usage: bool | None = None


_ASKS = {"contains": {"properties": {"role": {"const": "user"}}, "required": ["role"]}}


class ChatRequest(_Sent):
    """A conversation whose last question is to be answered."""

    model: str
    messages: Annotated[
        list[Message],
        Field(min_length=1, max_length=MAX_MESSAGES, json_schema_extra=_ASKS),
    ]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1)] | None = None


class UrlCitation(BaseModel):
    """Where the text refers to a quote, in characters, and where the quote is from."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(BaseModel):
    """One citation: as OpenAI has it, and whole."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation
    citation: Citation


class Reply(BaseModel):
    """The message that answers."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(BaseModel):
    """The only choice."""

    index: Literal[0] = 0
    message: Reply
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Usage(BaseModel):
    """Nothing is paid by the token here."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class ChatCompletion(BaseModel):
    """A whole answer. ``xuanxing`` is ``Answer.to_dict()``; ``None`` where no article was asked."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage = Usage()
    xuanxing: Answer | None


class Model(BaseModel):
    """A corpus, as a model that can be chosen."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "xuanxing"
    name: str


class ModelList(BaseModel):
    """The models there are."""

    object: Literal["list"] = "list"
    data: list[Model]


class ErrorBody(BaseModel):
    """What is wrong."""

    message: str
    type: str
    param: str | None
    code: str | None


class Error(BaseModel):
    """An error as OpenAI's clients read it."""

    error: ErrorBody


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"
    version: str
    corpus: str


Json = dict[str, Any]
