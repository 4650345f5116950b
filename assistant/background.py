"""Ordinary questions that a comparison typically doesn't answer; see ``background.toml``.

Sections: ``attribute.*`` (a technology's attributes that articles often lack), ``off_topic.*``,
``chitchat``, ``unsafe``, and ``filler`` (what people say around a need).
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from assistant.text import fold, is_han, terms, words
from ingest.records import Language, Record

NAME = "background"
VECTORS = Path(__file__).with_name("background.npz")
"""What the lines are embedded as; see :mod:`ingest.ready`."""


@cache
def load_background() -> tuple[Record, ...]:
    """The lines as records to embed, each with its section as ``target``."""
    text = resources.files("assistant").joinpath("background.toml").read_text(encoding="utf-8")
    return tuple(_records(tomllib.loads(text), ()))


def ordinary_words(records: tuple[Record, ...]) -> frozenset[str]:
    """Words and terms that ordinary questions use, so that they aren't taken for names."""
    return frozenset(
        word
        for record in records
        for word in (*terms(record.text), *(w for w in words(record.text) if not is_han(w)))
    )


def _records(section: dict[str, Any], path: tuple[str, ...]) -> Iterator[Record]:
    for key, value in section.items():
        if isinstance(value, dict):
            yield from _records(value, (*path, key))
            continue
        language: Language = "zh" if key == "zh" else "en"
        target = ".".join(path)
        for line in value:
            text = fold(line)
            digest = hashlib.sha256(f"{target}\0{text}".encode()).hexdigest()[:16]
            yield Record(f"background-{digest}", "background", text, target, language)
