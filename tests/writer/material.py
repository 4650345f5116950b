"""The frozen answers, and what people wrote of them: the same whatever the engine answers today.

``own`` was written along with the check, before it. The others were written one after the other,
each by somebody who hadn't seen the check; each was measured before anybody read it, and read
afterwards to mend the check, but for ``sixth``, of which little was, and the ``held_out`` halves of
``seventh`` and ``tenth``. Each counts separately.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from assistant.records import Answer
from ingest.corpora import load_corpus
from ingest.records import Corpus

DATA = Path(__file__).parent / "data"
CORPORA = Path(__file__).parents[1] / "data"
"""Beside the answers lie two more, which the evaluation must not use: what they compare is among
what ``tests/training`` learns from."""


Source = Literal[
    "own", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth",
]  # fmt: skip
SOURCES: tuple[Source, ...] = (
    "own", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth",
)  # fmt: skip
REPLIES: tuple[Source, ...] = ("seventh", "eighth", "ninth", "tenth")
"""Written in reply to the very messages that a model gets, from ``eighth`` on to those of today."""
REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence that a model might have written for an answer.

    ``held_out`` is decided by a hash: what is tuned is tuned on the others.
    """

    answer: str
    kind: str
    sentence: str

    @property
    def held_out(self) -> bool:
        digest = hashlib.sha256(f"{self.answer}|{self.sentence}".encode()).digest()
        return digest[0] % 2 == 1


def _suffix(source: Source) -> str:
    return "" if source == "own" else f"-{source}"


@cache
def answers() -> dict[str, Answer]:
    """Those of all sets; no id is in two."""
    return {key: each for source in SOURCES for key, each in answers_of(source).items()}


@cache
def answers_of(source: Source) -> dict[str, Answer]:
    data = json.loads((DATA / f"answers{_suffix(source)}.json").read_text(encoding="utf-8"))
    return {key: Answer.from_dict(each) for key, each in data.items()}


@cache
def corpus_of(answer: str) -> Corpus:
    return load_corpus(corpus_named(answers()[answer].corpus))


def corpus_named(name: str) -> str:
    """A folder of the tests, or the name of one that comes along."""
    return next((str(each / name) for each in (CORPORA, DATA) if (each / name).exists()), name)


@cache
def rewordings(source: Source) -> tuple[Sample, ...]:
    data = yaml.safe_load((DATA / f"rewordings{_suffix(source)}.yaml").read_text(encoding="utf-8"))
    kind = REPLY if source in REPLIES else "rewording"
    return tuple(Sample(key, kind, each) for key, found in data.items() for each in found)


@cache
def unfaithful(source: Source) -> tuple[Sample, ...]:
    """Sentences by hand that say what their quotes don't."""
    lines = (DATA / f"unfaithful{_suffix(source)}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(Sample(key, "by hand", text) for key, text in (x.split("|", 1) for x in lines))
