"""Ordinary questions that a comparison typically doesn't answer; see ``background.toml``.

Sections: ``attribute.*`` (a technology's attributes that articles often lack), ``off_topic.*``,
``chitchat``, ``unsafe``, and ``filler`` (what people say around a need).
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from assistant.lines import read_lines
from assistant.text import is_han, terms, words
from ingest.records import Record

NAME = "background"
VECTORS = Path(__file__).with_name("background.npz")
"""What the lines are embedded as; see :mod:`ingest.ready`."""


@cache
def load_background() -> tuple[Record, ...]:
    """The lines as records to embed, each with its section as ``target``."""
    text = resources.files("assistant").joinpath("background.toml").read_text(encoding="utf-8")
    return tuple(read_lines(text, NAME))


def ordinary_words(records: tuple[Record, ...]) -> frozenset[str]:
    """Words and terms that ordinary questions use, so that they aren't taken for names."""
    return frozenset(
        word
        for record in records
        for word in (*terms(record.text), *(w for w in words(record.text) if not is_han(w)))
    )
