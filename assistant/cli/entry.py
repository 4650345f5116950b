"""Runs a command, and tells in one line what went wrong."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

from assistant.cli.arguments import parse
from assistant.cli.commands import run
from assistant.cli.terminal import prepare, tame, tell
from ingest.errors import InputError, XuanxingError

_MISTAKE = 2
_FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command ``xuanxing``.

    Args:
        arguments: Without the program's name; ``None`` takes those of this process.

    Returns:
        0 answered, 2 the caller's mistake, 1 anything else; 130 after Ctrl-C and 141 when
        the reader of standard output has gone, as a shell reports these.
    """
    given = [_restored(each) for each in sys.argv[1:]] if arguments is None else list(arguments)
    prepare()
    try:
        return run(parse(given))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        return 128 + signal.SIGPIPE
    except Exception as error:  # noqa: BLE001 - whatever it is, people get one line
        if "--verbose" in given:
            _trace(error)
        tell(_explained(error))
        return _MISTAKE if isinstance(error, InputError) else _FAILED


def _restored(argument: str) -> str:
    """An argument typed in UTF-8, although the locale says otherwise."""
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError:
        return argument


def _explained(error: Exception) -> str:
    if isinstance(error, XuanxingError):
        return str(error)
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"{what}. --verbose shows where; please report it unless you can mend it."


def _trace(error: Exception) -> None:
    import traceback

    with suppress(OSError, ValueError):
        sys.stderr.write(tame("".join(traceback.format_exception(error))))
