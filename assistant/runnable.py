"""The assistant as LangChain's ``Runnable[str, Answer]``; imports LangChain."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig, run_in_executor

from assistant.records import Answer

_END = object()


class AssistantRunnable(Runnable[str, Answer]):
    """Asks with LangChain's configuration, callbacks and tracing around it."""

    name: str | None = "xuanxing"

    def __init__(
        self, ask: Callable[[str], Answer], stream: Callable[[str], Iterator[str | Answer]]
    ) -> None:
        self._ask = ask
        self._stream = stream

    def invoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """One answer."""
        return self._call_with_config(self._ask, input, config, run_type="chain", **kwargs)

    def stream(  # type: ignore[override]
        self, input: str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[str | Answer]:
        """Yields the text in small pieces, then the whole Answer."""
        yield from self._transform_stream_with_config(
            iter([input]),
            self._pieces,  # type: ignore[arg-type]
            config,
            run_type="chain",
            **kwargs,
        )

    def _pieces(self, questions: Iterator[str]) -> Iterator[str | Answer]:
        for question in questions:
            yield from self._stream(question)

    async def astream(  # type: ignore[override]
        self, input: str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[str | Answer]:
        """The same as :meth:`stream`, without blocking the event loop."""
        stream = self.stream(input, config, **kwargs)
        while (piece := await run_in_executor(config, next, stream, _END)) is not _END:
            yield piece  # type: ignore[misc]
