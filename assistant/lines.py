"""Lines of ordinary language in TOML files, as records to embed."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from typing import Any

from assistant.text import fold
from ingest.records import Language, Record


def read_lines(text: str, name: str) -> Iterator[Record]:
    """The lines of all sections, each with its section as ``target``; ids begin with ``name``."""
    yield from _records(tomllib.loads(text), (), name)


def _records(section: dict[str, Any], path: tuple[str, ...], name: str) -> Iterator[Record]:
    for key, value in section.items():
        if isinstance(value, dict):
            yield from _records(value, (*path, key), name)
            continue
        language: Language = "zh" if key == "zh" else "en"
        target = ".".join(path)
        for line in value:
            text = fold(line)
            digest = hashlib.sha256(f"{target}\0{text}".encode()).hexdigest()[:16]
            yield Record(f"{name}-{digest}", "background", text, target, language)
