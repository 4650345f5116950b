"""What the adapter is trained on: made-up situations, by the criterion that each is about.

Each file is a comparison of two things that no corpus here compares. Of a criterion it tells what
an article would say, how people ask for it in a few words, and situations: whole questions, in
which ⟦ ⟧ stand around the words that carry the need.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.analyse import strip_marks
from assistant.phrases import MARK
from assistant.text import fold

SITUATIONS = Path(__file__).parent / "situations"
LANGUAGES = ("zh", "en")
_NEED = re.compile("⟦(.*?)⟧")


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion with its texts, folded and without framing, as the assistant embeds them."""

    says: tuple[str, ...]
    asks: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two things and the criteria by which they are compared."""

    name: str
    options: tuple[str, ...]
    criteria: tuple[Criterion, ...]


def paths() -> list[Path]:
    """The files of all comparisons, in the order of their names."""
    return sorted(SITUATIONS.glob("*.yaml"))


def read(path: Path) -> Any:
    """A file as it is written."""
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def comparison(path: Path) -> Comparison:
    """A file as it is trained on."""
    data = read(path)
    options = tuple(str(option) for option in data["options"])
    criteria = []
    for each in data["criteria"]:
        asks = [ask for language in LANGUAGES for ask in each["asks"][language]]
        told = [text for language in LANGUAGES for text in each["situations"][language]]
        needs = [
            need
            for text in told
            for need in (
                " ".join(filter(None, (bare(part, options) for part in _NEED.findall(text)))),
                bare(re.sub("[⟦⟧]", "", text), options),
            )
        ]
        criteria.append(
            Criterion(
                says=tuple(fold(each["says"][language]) for language in LANGUAGES),
                asks=tuple(bare(ask, options) or fold(ask) for ask in asks),
                needs=tuple(dict.fromkeys(filter(None, needs))),
            )
        )
    return Comparison(path.stem, options, tuple(criteria))


def bare(text: str, options: tuple[str, ...]) -> str:
    """A text as its need is looked up: folded, without names and framing."""
    masked = fold(text)
    for option in sorted(options, key=len, reverse=True):
        masked = masked.replace(fold(option), MARK)
    return strip_marks(masked)
