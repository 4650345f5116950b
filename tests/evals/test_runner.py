"""Cases are asked as people would ask them, in any order, with the same outcome."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Answer, Assistant, SearchResult
from assistant.evals.cases import Case, Span
from assistant.evals.runner import run_case, run_cases
from assistant.evals.wire import receive, send
from ingest.corpora import load_corpus
from ingest.errors import InputError
from ingest.records import Corpus

QUESTIONS = ("The garden lies on a steep slope, Alpha or Beta?", "It must run all day, ALPHA?")


class Parrot:
    """Answers with what it was asked, and notes it."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.asked: list[str] = []
        self.talks: list[list[str]] = []
        self.searched: list[tuple[str, int]] = []

    def ask(self, question: str) -> Answer:
        self.asked.append(question)
        verdict = "beta" if question.isupper() else "alpha"
        return Answer(question, verdict, question, "en")

    def conversation(self) -> Talk:
        return Talk(self)

    def search(self, query: str, limit: int = 5) -> tuple[SearchResult, ...]:
        self.searched.append((query, limit))
        return (SearchResult(1, 1.0, "x", "d", "0", 0, 5, ""),)


class Talk:
    def __init__(self, parrot: Parrot) -> None:
        self._parrot = parrot
        self._turns: list[str] = []
        parrot.talks.append(self._turns)

    def ask(self, question: str) -> Answer:
        self._turns.append(question)
        return Answer(question, "alpha", question, "en")


@pytest.fixture
def parrot(garden_folder: Path) -> Parrot:
    return Parrot(load_corpus(garden_folder))


def made(name: str, *turns: str) -> Case:
    return Case(
        id=name,
        language="en",
        kind="choose",
        role="",
        style="",
        turns=turns,
        verdicts=("alpha",),
        facts=((Span(0, 5),),),
        also=(Span(7, 9),),
        reasons=("off_topic",),
        pair=None,
        aspects=("a",),
        split="dev",
    )


def test_one_turn_is_asked_and_searched_for(parrot: Parrot) -> None:
    outcome = run_case(parrot, made("one", QUESTIONS[0]), vary=False)
    assert parrot.asked == [QUESTIONS[0]]
    assert parrot.searched == [(QUESTIONS[0], 10)]
    assert outcome.hits is not None
    assert outcome.variants == {}
    assert outcome.seconds > 0


def test_variants_are_compared_with_the_answer(parrot: Parrot) -> None:
    outcome = run_case(parrot, made("one", QUESTIONS[0]))
    assert outcome.variants == {
        "full-width": True,
        "swapped": True,
        "typo": True,
        "upper-case": False,
        "opening": True,
    }
    assert len(parrot.asked) == len(outcome.variants)
    assert parrot.talks == [[QUESTIONS[0]]]


def test_a_follow_up_is_asked_in_a_conversation_of_its_own(parrot: Parrot) -> None:
    outcome = run_case(parrot, made("one", "First?", QUESTIONS[0]))
    assert parrot.asked == []
    assert [turns[0] for turns in parrot.talks] == ["First?"] * (1 + len(outcome.variants))
    assert parrot.talks[0] == ["First?", QUESTIONS[0]]
    assert len({turns[1] for turns in parrot.talks}) == len(parrot.talks)
    assert outcome.hits is None
    assert outcome.answer.question == QUESTIONS[0]


def test_nothing_is_searched_for_a_refusal(parrot: Parrot) -> None:
    assert run_case(parrot, replace(made("one", "?"), facts=()), vary=False).hits is None


def test_outcomes_come_in_the_order_of_ids(garden: Assistant) -> None:
    cases = [made(f"c{number}", QUESTIONS[number % 2]) for number in range(12)]
    seen: list[tuple[int, int]] = []
    first = run_cases(garden, cases, progress=lambda *at: seen.append(at))
    assert seen == [(number, 12) for number in range(1, 13)]
    shuffled = random.Random(7).sample(cases, len(cases))  # noqa: S311
    for workers in (1, 4):
        again = run_cases(garden, shuffled, workers=workers)
        assert [outcome.case.id for outcome in again] == sorted(case.id for case in cases)
        assert [replace(o, seconds=0) for o in again] == [replace(o, seconds=0) for o in first]


def test_no_cases_are_no_success(parrot: Parrot) -> None:
    with pytest.raises(InputError, match="no cases to evaluate"):
        run_cases(parrot, [])


@pytest.mark.parametrize("question", [*QUESTIONS, "lone \ud800 surrogate", "花园在陡坡上"])
def test_an_outcome_travels_unharmed(garden: Assistant, question: str) -> None:
    outcome = replace(run_case(garden, made("one", question), vary=False), variants={"typo": True})
    assert outcome.hits
    sent = send(outcome, garden.corpus)
    assert sent.isascii()
    received = receive(sent)
    assert received.outcome == outcome
    assert (received.corpus, received.options) == (garden.corpus.id, ("alpha", "beta"))


def test_an_outcome_without_a_search_travels_too(garden: Assistant) -> None:
    outcome = run_case(garden, made("one", "First?", "?!"), vary=False)
    assert outcome.hits is None
    assert receive(send(outcome, garden.corpus)).outcome == outcome
