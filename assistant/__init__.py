"""Cited answers to "which of them should I use for X?", from an article and its points.

from assistant import Assistant

answer = Assistant().ask("初学者学哪个好?")
answer.verdict, answer.text, answer.citations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.chain import Assistant, Conversation
    from assistant.records import Answer, Citation, Flip, LedgerRow, SearchResult
    from ingest.errors import XuanxingError

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Conversation",
    "Flip",
    "LedgerRow",
    "SearchResult",
    "XuanxingError",
    "__version__",
]

_HOMES = {
    "Answer": "assistant.records",
    "Assistant": "assistant.chain",
    "Citation": "assistant.records",
    "Conversation": "assistant.chain",
    "Flip": "assistant.records",
    "LedgerRow": "assistant.records",
    "SearchResult": "assistant.records",
    "XuanxingError": "ingest.errors",
}


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first used, so that importing the package stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
