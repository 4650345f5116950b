"""The questions of the evaluation that a single answer can be measured on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import yaml

CASES = Path(__file__).parents[2] / "corpus" / "tensorflow-vs-pytorch" / "cases"


@dataclass(frozen=True)
class Case:
    """A question, and the spans of the article that hold what should be found."""

    id: str
    language: str
    question: str
    spans: tuple[tuple[int, int], ...]

    def found_in(self, span: tuple[int, int]) -> bool:
        """Whether a span holds a wanted one: half of the shorter of the two, or more.

        So a sentence counts that is part of a long quote, and a chunk that holds a short one.
        """
        return any(
            2 * (min(span[1], end) - max(span[0], start)) >= min(span[1] - span[0], end - start)
            for start, end in self.spans
        )


def read_cases(article: str, folder: Path = CASES) -> list[Case]:
    """The answerable questions of one turn of the development split, in a fixed order."""
    cases = []
    for file in sorted(folder.glob("*.yaml")):
        for each in yaml.safe_load(file.read_text(encoding="utf-8")):
            key = each.get("pair") or each["id"]
            held_out = hashlib.sha256(key.encode()).digest()[0] % 2
            if held_out or each["reason"] or len(each["turns"]) > 1 or not each["facts"]:
                continue
            quotes = [quote for alternatives in each["facts"] for quote in alternatives]
            spans = tuple((at, at + len(q)) for q in quotes for at in _places(article, q))
            cases.append(Case(each["id"], each["language"], each["turns"][0], spans))
    return cases


def _places(article: str, quote: str) -> list[int]:
    places = [at for at in range(len(article)) if article.startswith(quote, at)]
    if not places:
        raise ValueError(f"not in the article: {quote}")
    return places
