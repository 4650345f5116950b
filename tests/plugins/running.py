"""A server of ours in a process of its own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-for-tests-0123456789"  # noqa: S105 - for nothing else


@dataclass(frozen=True)
class Running:
    url: str
    process: subprocess.Popen[str]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def running(*arguments: str, module: str = "assistant", **environment: str) -> Iterator[Running]:
    """Starts ``xuanxing`` with these arguments and waits until callers may call."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments, "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stderr is not None
        try:
            told = ""
            while not (found := re.search(r"serving \S+ on (\S+) until", told)):
                line = process.stderr.readline()
                assert line, f"it ended: {told}"
                told += line
            yield Running(found[1], process)
        finally:
            process.kill()
