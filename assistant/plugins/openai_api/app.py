"""Routes, and what happens to a request."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import math
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

import assistant as package
from assistant.chain import Assistant
from assistant.plugins.openai_api.document import describe
from assistant.plugins.openai_api.limits import Limits, Rate
from assistant.plugins.openai_api.messages import Asked, asked
from assistant.plugins.openai_api.metrics import Measured, Metrics
from assistant.plugins.openai_api.reading import Refused, parse, read_body
from assistant.plugins.openai_api.replies import Turn, event
from assistant.plugins.openai_api.schema import ChatRequest, Health, Model, ModelList
from assistant.plugins.openai_api.tasks import side_task
from assistant.plugins.web import Place, problem, run
from assistant.records import Answer

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Endpoint:
    """Answers requests with one assistant.

    Args:
        assistant: Opened.
        limits: What to take on.
        clock: Seconds, for the rate.
    """

    def __init__(
        self, assistant: Assistant, limits: Limits, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._assistant = assistant
        self._limits = limits
        self._rate = Rate(limits.rate, clock)
        self._workers = ThreadPoolExecutor(limits.concurrency, "answer")
        self._under_way = 0
        self._started = int(time.time())
        self.metrics = Metrics()
        self.model = assistant.corpus.id

    async def complete(self, request: Request) -> Response:
        """``POST /v1/chat/completions``."""
        self._admit(request)
        sent = parse(await read_body(request))
        if sent.model != self.model:
            raise self._unknown_model(sent.model)
        question = asked(sent.messages)
        if question is None:
            raise Refused(400, "No message has the role user.", parameter="messages")
        if self._under_way >= self._limits.waiting:
            raise Refused(
                503, "Too many answers are under way.", code="busy", headers={"retry-after": "1"}
            )
        return await self._answered(sent, question)

    async def _answered(self, sent: ChatRequest, question: Asked) -> Response:
        self._count(1)
        turn = Turn(sent.model, unread=question.unread)
        usage = bool(sent.stream_options and sent.stream_options.include_usage)
        try:
            pieces = await self._work(lambda: turn.say(self._stream(question)))
            if sent.stream:
                first = await self._work(lambda: next(pieces, None))
                events = self._events(turn, pieces, first, usage=usage)
                return Events(events, release=lambda: self._count(-1))
            await self._work(lambda: list(pieces))
            self._note(turn)
        except BaseException:
            self._count(-1)
            raise
        self._count(-1)
        return JSONResponse(turn.completion().model_dump(mode="json"))

    async def _events(
        self, turn: Turn, pieces: Iterator[str], piece: str | None, *, usage: bool
    ) -> AsyncIterator[bytes]:
        yield turn.opening()
        try:
            while piece is not None:
                yield turn.piece(piece)
                piece = await self._work(lambda: next(pieces, None))
        except Exception:  # noqa: BLE001 - whatever it is, the stream has to end
            _log.exception("a streamed answer broke off")
            yield event({"error": {"message": _FAULT, "type": "server_error", "code": None}})
            return
        self._note(turn)
        yield turn.closing(usage=usage)

    def _stream(self, question: Asked) -> Iterator[str | Answer]:
        def ask(last: str, earlier: Any) -> Answer:
            return self._assistant.conversation(earlier=earlier).ask(last)

        reply = side_task(question.question, self._assistant.corpus, ask)
        if reply is not None:
            return iter([reply])
        return self._assistant.conversation(earlier=question.earlier).stream(question.question)

    async def _work(self, work: Callable[[], _T]) -> _T:
        """Runs it beside the event loop; the number of threads bounds how much at once."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(
            self._workers, lambda: context.run(work)
        )

    def _admit(self, request: Request) -> None:
        seconds = self._rate.wait(request.client.host if request.client else "")
        if seconds:
            raise Refused(
                429,
                f"More than {self._limits.rate} requests a minute.",
                code="rate_limit_exceeded",
                headers={"retry-after": str(math.ceil(seconds))},
            )

    def _count(self, step: int) -> None:
        self._under_way += step
        self.metrics.under_way.set(self._under_way)

    def _note(self, turn: Turn) -> None:
        if turn.answer is not None:
            self.metrics.count(turn.answer)

    def _unknown_model(self, name: str) -> Refused:
        return Refused(
            404,
            f"There is no model {name[:100]!r}; there is {self.model!r}.",
            code="model_not_found",
            parameter="model",
        )

    def _described(self) -> Model:
        return Model(id=self.model, created=self._started, name=self._assistant.corpus.title)

    async def models(self, _request: Request) -> Response:
        """``GET /v1/models``."""
        return _json(ModelList(data=[self._described()]))

    async def read_model(self, request: Request) -> Response:
        """``GET /v1/models/{model}``."""
        name = request.path_params["model"]
        if name != self.model:
            raise self._unknown_model(name)
        return _json(self._described())

    async def health(self, _request: Request) -> Response:
        """``GET /health``."""
        return _json(Health(version=package.__version__, corpus=self.model))

    async def measured(self, _request: Request) -> Response:
        """``GET /metrics``."""
        return self.metrics.response()

    async def document(self, _request: Request) -> Response:
        """``GET /openapi.json``."""
        return JSONResponse(describe(self.model))


class Events(StreamingResponse):
    """Events as they come, and a call when they have ended, however they did."""

    def __init__(self, events: AsyncIterator[bytes], release: Callable[[], None]) -> None:
        # What stands between must neither keep events back nor keep them.
        headers = {"cache-control": "no-cache", "x-accel-buffering": "no"}
        super().__init__(events, media_type="text/event-stream", headers=headers)
        self._release = release

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends them as ASGI has it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._release()


def build_app(
    assistant: Assistant,
    limits: Limits | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Starlette:
    """The application, for any ASGI server; it asks for no token by itself."""
    endpoint = Endpoint(assistant, limits or Limits(), clock)
    routes = [
        Route("/v1/chat/completions", endpoint.complete, methods=["POST"]),
        Route("/v1/models", endpoint.models),
        Route("/v1/models/{model:path}", endpoint.read_model),
        Route("/health", endpoint.health),
        Route("/metrics", endpoint.measured),
        Route("/openapi.json", endpoint.document),
    ]
    paths = [route.path for route in routes]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Measured, metrics=endpoint.metrics, paths=paths)],
        exception_handlers={HTTPException: _refusal, Exception: _fault},
    )


def serve(
    assistant: Assistant,
    place: Place,
    limits: Limits,
    ready: Callable[[], None],
    *,
    verbose: bool = False,
) -> int:
    """Serves until it is told to stop; returns the exit code."""
    return run(build_app(assistant, limits), place, ready, verbose=verbose)


_FAULT = "The server failed; its log says more."


async def _refusal(_request: Request, error: Exception) -> Response:
    if isinstance(error, Refused):
        return problem(
            error.status_code,
            error.detail,
            code=error.code,
            parameter=error.parameter,
            headers=error.headers,
        )
    known = error if isinstance(error, HTTPException) else HTTPException(500)
    return problem(known.status_code, f"{known.detail}.", headers=known.headers)


async def _fault(request: Request, _error: Exception) -> Response:
    identity = request.scope.get("state", {}).get("request_id", "")
    _log.error("request %s failed", identity)  # the server below logs where
    return problem(500, f"{_FAULT} The request's id is {identity}.")


def _json(model: BaseModel) -> Response:
    return JSONResponse(model.model_dump(mode="json"))
