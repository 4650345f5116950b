"""Small things that reports and comparisons are written with."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest.errors import XuanxingError

_DIGITS = 6


def aligned(lines: Sequence[Sequence[str]], *, left: int = 1) -> str:
    """Lines of cells as columns.

    Args:
        lines: Each with the same number of cells.
        left: So many columns begin at the left; figures after them end at the right.
    """
    widths = [max(map(_cells, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell + _gap(cell, width) if number < left else _gap(cell, width) + cell
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _gap(cell: str, width: int) -> str:
    return " " * (width - _cells(cell))


def _cells(text: str) -> int:
    """Columns of a terminal; Chinese characters take two."""
    return sum(1 + (unicodedata.east_asian_width(each) in "WF") for each in text)


def counted(number: int, what: str) -> str:
    """``1 case``, ``2 cases``."""
    return f"{number} {what}{'s' * (number != 1)}"


def shortened(text: str, limit: int) -> str:
    """One line of at most ``limit`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def rounded(data: Any) -> Any:
    """JSON-ready data whose numbers come out the same on machines that differ in the last bit."""
    if isinstance(data, float):
        return round(data, _DIGITS) + 0.0  # no negative zero
    if isinstance(data, dict):
        return {key: rounded(each) for key, each in data.items()}
    if isinstance(data, list | tuple):
        return [rounded(each) for each in data]
    return data


def write_text(path: Path, text: str) -> None:
    """Writes a file of a report, the same bytes on every system.

    Raises:
        XuanxingError: It can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A lone surrogate of somebody's question becomes \ud800, in JSON an escape.
        path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise XuanxingError(
            f"{path} can't be written: {error.strerror or error}.", hint="Name another place."
        ) from error


def to_json(data: Any) -> str:
    """JSON with rounded numbers, a line a value."""
    return json.dumps(rounded(data), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
