"""The assistant as LangChain's ``Runnable[str, Answer]``; imports LangChain."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from assistant.records import Answer
from assistant.stream import deltas


class AssistantRunnable(Runnable[str, Answer]):
    """Asks with LangChain's configuration, callbacks and tracing around it."""

    name: str | None = "xuanxing"

    def __init__(self, ask: Callable[[str], Answer]) -> None:
        self._ask = ask

    def invoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """One answer."""
        return self._call_with_config(self._ask, input, config, run_type="chain", **kwargs)

    def stream(  # type: ignore[override]
        self, input: str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[str | Answer]:
        """Yields the text in small pieces, then the whole Answer."""
        yield from deltas(self.invoke(input, config, **kwargs))

    async def astream(  # type: ignore[override]
        self, input: str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[str | Answer]:
        """The same as :meth:`stream`, without blocking the event loop."""
        for delta in deltas(await self.ainvoke(input, config, **kwargs)):
            yield delta
