"""Whatever the page offers to ask is answered: suggestions, flips, samples and the overview."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.evals.cases import cases_of, load_cases
from assistant.ui.samples import overview, samples
from assistant.ui.welcome import answered
from assistant.ui.wording import WORDS
from ingest.corpora import list_corpora
from ingest.records import EITHER, Language

pytestmark = pytest.mark.no_cover  # long and covered elsewhere: measuring takes as long again

FEW = 200
"""Conversations from which suggestions are collected; more suggest nothing new."""
DATA = Path(__file__).parent.parent / "data"
CORPORA = (*list_corpora(), str(DATA / "postgresql-vs-mysql"), str(DATA / "vue-vs-react"))


@pytest.fixture(scope="module", params=CORPORA, ids=lambda name: Path(name).name)
def asked(request: pytest.FixtureRequest, answers_store: Path) -> Assistant:
    return Assistant(corpus=request.param, encoder="bundled", store=answers_store).open()


def offered(answer: Answer) -> Iterator[str]:
    yield from answer.suggestions
    for flip in answer.flips:
        yield WORDS[answer.language].flip_question.format(condition=flip.condition)


def test_what_is_suggested_is_answered(asked: Assistant, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["asked"]
    refused: dict[str, str] = {}
    seen: set[str] = set()
    cases = [case for case in load_cases([cases_of(name)], asked.corpus) if case.split == "dev"]
    for case in cases[:: 1 + len(cases) // FEW]:
        talk = asked.conversation()
        for turn in case.turns:
            answer = talk.ask(turn)
        for question in offered(answer):
            if question not in seen:
                seen.add(question)
                again = asked.conversation(talk.turns, talk.memory).ask(question)
                if again.abstained:
                    refused[question] = str(again.reason)
    assert seen
    assert refused == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_screen_offers_what_is_answered(asked: Assistant, language: Language) -> None:
    sides = {
        topic.question: side
        for side, found in overview(asked.corpus, language).items()
        for topic in found
    }
    offers = [sample.question for sample in samples(asked.corpus, language)]
    fine = answered(asked, (*sides, *offers))
    assert len(fine) >= 0.8 * len({*sides, *offers})
    if asked.corpus.id in list_corpora():
        assert fine == {*sides, *offers}
    wrong = {
        question: (side, verdict)
        for question, side in sides.items()
        if side != EITHER and (verdict := asked.ask(question).verdict) not in {side, "depends"}
    }
    assert wrong == {}
