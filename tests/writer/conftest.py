"""Answers that were settled before, so that no test here waits for an index."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.evals.scripted import scripted
from assistant.records import Answer
from assistant.settings import Settings
from assistant.writer import ChatModel, Writer
from tests.writer.material import answers, corpus_of


@pytest.fixture
def settled() -> Answer:
    """A settled answer in Chinese: TensorFlow for phones, three quotes."""
    return answers()["tf-01"]


@pytest.fixture
def says() -> Callable[..., Answer]:
    """What comes of a settled answer when a model says something."""

    def write(answer: str, *replies: str) -> Answer:
        model = ChatModel("scripted", scripted(*replies))
        writer = Writer(model, corpus_of(answer), Settings())
        return writer.write(answers()[answer])

    return write
