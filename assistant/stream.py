"""An answer as it is streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.records import Answer

_WIDE = r"\u3000-\u9fff\uff00-\uffef"
_DELTA = re.compile(rf"\s*(?:[{_WIDE}]{{1,4}}|[^\s{_WIDE}]+)|\s+")


def deltas(answer: Answer) -> Iterator[str | Answer]:
    """An answer as a stream: its text word by word, then itself."""
    yield from pieces(answer.text)
    yield answer


def pieces(text: str) -> list[str]:
    """Text word by word; joined they are the text."""
    found: list[str] = _DELTA.findall(text)
    return found
