"""A LangChain Runnable that doesn't import LangChain until it is used as one.

Importing ``langchain_core`` takes about as long as everything else up to the first answer, and
most callers only ever ``ask``.
"""

from __future__ import annotations

import sys
from abc import abstractmethod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from assistant.records import Answer

    _Base = Runnable[str, Answer]
else:
    _Base = object


class LateRunnable(_Base):
    """Hands everything that it doesn't have itself on to its :attr:`runnable`.

    Once anybody has imported LangChain, ``isinstance(self, Runnable)`` holds, so that chains,
    agents and graphs take it as it is.
    """

    @property
    @abstractmethod
    def runnable(self) -> Runnable[str, Answer]:
        """The Runnable itself; imports LangChain."""

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """What ``isinstance`` looks at beside the real type."""
        langchain = "langchain_core.runnables.base" in sys.modules
        return type(self.runnable) if langchain else type(self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}", name=name)
        return getattr(self.runnable, name)

    def __or__(self, other: Any) -> Any:
        return self.runnable | other

    def __ror__(self, other: Any) -> Any:
        return other | self.runnable
