"""The streams of the command line, and what may be written to them.

Questions and articles come from anywhere, and a terminal obeys what it is sent. So nothing is
written here that could move a cursor, change a title or turn text round.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from ingest.errors import XuanxingError

Progress = Callable[[int, int], None]
"""Called with how many are done, and of how many."""

_MIN_WIDTH = 20
_MAX_WIDTH = 100
_STEERING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"  # C0 but for the line feed, DEL, C1
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction, zero width
    "\u2028\u2029\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # line ends, marks, tags
    "\ud800-\udfff]"
)
# Where a line may end: at a space, and beside a wide character, but never before a closing mark
# nor after an opening one.
_WIDE = (
    r"\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
)
_OPEN = r"“‘「『《〈【((\["
_CLOSE = r"”’」』》〉】))\],。、;:?!…—,.;:?!*"
_UNIT = re.compile(
    rf"\s+|[{_OPEN}*]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPEN}]+)?(?:[{_CLOSE}]|(?=\[)\[\d+\])*|."
)


@dataclass(frozen=True, slots=True)
class Look:
    """How to write to a stream: wrapped to a width or not at all, with bold type or without."""

    width: int | None = None
    styled: bool = False


def prepare() -> None:
    """Makes the streams speak UTF-8, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def look() -> Look:
    """What standard output is: a terminal of some width, or a pipe or file."""
    if not sys.stdout.isatty():
        return Look()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    columns = shutil.get_terminal_size().columns
    return Look(max(_MIN_WIDTH, min(columns, _MAX_WIDTH)), not plain)


def emit(text: str) -> None:
    """Writes a result to standard output at once; ``text`` is tame already.

    Raises:
        BrokenPipeError: The reader has gone.
        XuanxingError: It can't be written for another reason.
    """
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        silence()
        raise
    except OSError as error:
        silence()
        raise XuanxingError(
            f"the result can't be written: {error.strerror}.", hint="Send it somewhere else."
        ) from error


def silence() -> None:
    """What is still to be written goes nowhere, or the interpreter would complain at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def tell(text: str) -> None:
    """Writes one line to standard error."""
    with suppress(OSError, ValueError):  # nobody is listening, and there is nobody else to tell
        sys.stderr.write(f"xuanxing: {' '.join(tame(text).split())}\n")
        sys.stderr.flush()


def tame(text: str) -> str:
    """Text without what steers a terminal: each such character becomes U+FFFD, a tab a space."""
    return _STEERING.sub("\ufffd", text.replace("\r\n", "\n").replace("\t", " "))


def to_json(data: Any, *, indent: int | None = None) -> str:
    """JSON in which what steers a terminal is escaped, and nothing lost."""
    text = json.dumps(data, ensure_ascii=False, indent=indent, allow_nan=False)
    return _STEERING.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1].replace("\x7f", "\\u007f")


@contextmanager
def progress_bar(what: str) -> Iterator[Progress | None]:
    """A bar on standard error from the first report on, or ``None`` where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as stack:
        draw: Progress | None = None

        def progress(done: int, total: int) -> None:
            nonlocal draw
            draw = draw or stack.enter_context(_drawn(what))
            draw(done, total)

        yield progress


@contextmanager
def _drawn(what: str) -> Iterator[Progress]:
    from rich import progress as rich_progress
    from rich.console import Console

    columns = (
        rich_progress.TextColumn("{task.description}"),
        rich_progress.BarColumn(),
        rich_progress.MofNCompleteColumn(),
    )
    with rich_progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def wrap(text: str, width: int | None, indent: str = "") -> str:
    """Breaks each line of a text where Chinese and English allow it.

    Args:
        text: May hold several lines.
        width: Columns, the indent included; ``None`` leaves the lines as long as they are.
        indent: Goes before every line but the first.
    """
    lines = text.split("\n")
    if width is not None:
        lines = [part for line in lines for part in _broken(line, width - cells(indent))]
    return f"\n{indent}".join(lines)


def _broken(line: str, room: int) -> list[str]:
    parts = [""]
    used = 0
    for unit in _UNIT.findall(line):
        size = cells(unit)
        if used and used + size > room and not unit.isspace():
            parts[-1] = parts[-1].rstrip()
            parts.append("")
            used = 0
        if used or not unit.isspace() or len(parts) == 1:
            parts[-1] += unit
            used += size
    return [part.rstrip() for part in parts]
