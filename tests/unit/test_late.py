"""An assistant is a LangChain Runnable for whoever asks, and costs nothing for whoever doesn't."""

from __future__ import annotations

from functools import cached_property

import pytest
from langchain_core.runnables import Runnable, RunnableLambda

from assistant.late import LateRunnable
from assistant.records import Answer


class Echo(LateRunnable):
    """Answers with the question."""

    @cached_property
    def runnable(self) -> Runnable[str, Answer]:
        return RunnableLambda(lambda question: Answer(question, None, question, "en"))


def made() -> LateRunnable:
    return Echo()  # type: ignore[abstract]  # the rest of a Runnable is handed on


def test_it_stands_on_either_side_of_a_chain() -> None:
    def trimmed(question: str) -> str:
        return question.strip()

    def text(answer: Answer) -> str:
        return answer.text

    assert (trimmed | made() | text).invoke(" which one? ") == "which one?"
    assert (made() | text).batch(["a", "b"]) == ["a", "b"]


def test_it_is_taken_for_a_runnable_and_for_itself() -> None:
    echo = made()
    assert isinstance(echo, Runnable)
    assert isinstance(echo, Echo)


@pytest.mark.parametrize("name", ["_secret", "__deepcopy__", "nonsense"])
def test_what_neither_has_is_missing(name: str) -> None:
    with pytest.raises(AttributeError, match=name):
        getattr(made(), name)
