"""A request's body, read within its limits and checked."""

from __future__ import annotations

import asyncio

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from assistant.plugins.openai_api.limits import BODY_TIMEOUT, MAX_BODY
from assistant.plugins.openai_api.schema import ChatRequest, Message, StreamOptions, TextPart

_FIELDS = frozenset(
    name for model in (ChatRequest, Message, StreamOptions, TextPart) for name in model.model_fields
)


class Refused(HTTPException):
    """A request that isn't answered, with what to tell its sender."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        parameter: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status, message, headers)
        self.code = code
        self.parameter = parameter


async def read_body(request: Request) -> bytes:
    """A request's body, as JSON and within its limits.

    Raises:
        Refused: It says that it is something else, is too large, or takes too long.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        # A web page may send anything else to a stranger's machine without asking.
        raise Refused(415, "Send application/json.")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_TIMEOUT):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY:
                    raise Refused(413, f"The request has more than {MAX_BODY} bytes.")
    except TimeoutError as error:
        raise Refused(408, "The request took too long to arrive.") from error
    except ClientDisconnect as error:
        raise Refused(400, "The request ended early.") from error
    return bytes(body)


def parse(body: bytes) -> ChatRequest:
    """The request that a body holds.

    Raises:
        Refused: It is no JSON, or a field has not its type; says which.
    """
    try:
        return ChatRequest.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        # Of the members of a union, the one that fits furthest is what the sender meant.
        first = max(found, key=lambda each: len(each["loc"]))
        # A union names the member that it tried; the sender knows no such names.
        path = [str(step) for step in first["loc"] if isinstance(step, int) or step in _FIELDS]
        where = ".".join(path)
        message = f"{where}: {first['msg']}." if where else f"{first['msg']}."
        raise Refused(400, message, parameter=where or None) from error
