"""A reader weighs the needs of a choice, and it is decided again."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.evals.cases import cases_of, load_cases
from ingest.corpora import list_corpora
from ingest.errors import InputError

TWO = "我是研一新生,先做视觉方向的论文,毕业设计要把模型放到手机上,选哪个?"


@pytest.fixture(scope="module")
def asked(assistant: Assistant) -> Answer:
    answer = assistant.ask(TWO)
    assert answer.verdict == "depends"
    assert len(answer.needs) == 2
    return answer


@pytest.mark.parametrize(
    ("vision", "phone", "verdict"),
    [
        (1, 1, "depends"),
        (2, 1, "pytorch"),
        (1, 2, "tensorflow"),
        (0.5, 1, "tensorflow"),
        (0, 1, "tensorflow"),
        (1, 0, "pytorch"),
        (2, 2, "depends"),
        (0, 0, "depends"),
    ],
)
def test_the_verdict_follows_the_weights(
    assistant: Assistant, asked: Answer, vision: float, phone: float, verdict: str
) -> None:
    weights = dict(zip(asked.needs, (vision, phone), strict=True))
    again = assistant.reweigh(asked, weights)
    assert again.verdict == verdict
    assert again.weights == weights
    assert set(again.needs) == {need for need, weight in weights.items() if weight}
    assert again.question == asked.question
    assert again.language == asked.language
    text = assistant.corpus.article.text
    assert all(text[c.start : c.end] == c.quote for c in again.citations)
    assert Answer.from_dict(json.loads(json.dumps(again.to_dict()))) == again


def test_what_was_left_out_comes_back(assistant: Assistant, asked: Answer) -> None:
    vision, phone = asked.needs
    without = assistant.reweigh(asked, {vision: 0})
    assert vision not in {row.need for row in without.ledger}
    back = assistant.reweigh(without, {vision: 1})
    assert (back.text, back.verdict, back.needs) == (asked.text, asked.verdict, asked.needs)
    assert assistant.reweigh(assistant.reweigh(asked, {vision: 2}), {phone: 2}).verdict == "depends"


def test_what_was_outweighed_is_told_and_would_change_it(
    assistant: Assistant, asked: Answer
) -> None:
    again = assistant.reweigh(asked, {asked.needs[0]: 2})
    assert [flip.verdict for flip in again.flips] == ["tensorflow"]
    assert "你最看重的是" in again.text
    pulls = {row.need: row.pull for row in reversed(again.ledger)}
    assert pulls[asked.needs[0]] == 1
    assert pulls[asked.needs[1]] == 0.5


def test_an_answer_of_a_conversation(assistant: Assistant) -> None:
    talk = assistant.conversation()
    talk.ask("我想在手机上部署模型,用哪个?")
    answer = talk.ask("而且我是初学者")
    assert len(answer.needs) == 2
    assert assistant.reweigh(answer, {}).text == answer.text
    assert assistant.reweigh(answer, {answer.needs[0]: 0}).verdict == "pytorch"


@pytest.mark.no_cover
@pytest.mark.parametrize("name", list_corpora())
def test_equal_weights_change_no_choice_of_the_cases(answers_store: Path, name: str) -> None:
    assistant = Assistant(corpus=name, encoder="bundled", store=answers_store)
    choices = 0
    kinds = {"choose", "two-needs"}
    cases = [case for case in load_cases([cases_of(name)], assistant.corpus) if case.kind in kinds]
    for case in [case for case in cases if case.split == "dev"][::3]:
        answer = assistant.ask(case.turns[-1])
        if answer.kind == "choose" and answer.needs:
            again = assistant.reweigh(answer, dict.fromkeys(answer.needs, 1.0))
            assert (again.text, again.verdict) == (answer.text, answer.verdict)
            choices += 1
    assert choices


@pytest.mark.parametrize(
    ("question", "weights", "said"),
    [
        (TWO, {"价格": 1}, "'价格' is no need"),
        (TWO, {"先做视觉方向的论文": -1}, "is -1"),
        (TWO, {"先做视觉方向的论文": math.nan}, "is nan"),
        (TWO, {"先做视觉方向的论文": 11}, "is 11"),
        ("今天天气怎么样", {}, "no needs"),
        ("TF和PyTorch选哪个", {}, "no needs"),
        ("TensorBoard是什么", {}, "no needs"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(
    assistant: Assistant, question: str, weights: dict[str, float], said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        assistant.reweigh(assistant.ask(question), weights)
    assert caught.value.hint
