"""The benchmarks run, and the recipe they compare with really works. No figure is judged."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from assistant import Assistant
from assistant.ui import GUARDED
from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks import ablation as steps
from tests.benchmarks import visitors
from tests.benchmarks.baselines import BestPassage, PlainRecipe, most_named
from tests.benchmarks.distractors import distractors, sentences
from tests.benchmarks.recipe import Recipe
from tests.mutants.catalogue import FAULTS
from tests.ui.conftest import serving

pytestmark = pytest.mark.no_cover  # long and covered elsewhere: measuring takes as long again

TEXT = benchmarks.ARTICLE.read_text(encoding="utf-8")


def test_the_recipe_finds_what_is_in_the_article(tmp_path: Path) -> None:
    recipe = Recipe(benchmarks.ARTICLE, tmp_path)
    spans = recipe.search("TensorFlow Lite移动端", 4)
    assert len(spans) == 4
    assert all(0 <= start < end <= len(TEXT) and end - start <= 200 for start, end in spans)
    assert any("TensorFlow Lite" in TEXT[start:end] for start, end in spans)
    assert recipe.ask("TensorFlow Lite?") == "It depends."
    assert Recipe(benchmarks.ARTICLE, tmp_path).search("TensorFlow Lite移动端", 4) == spans


def test_cases_are_those_of_the_development_split() -> None:
    cases = benchmarks.read_cases()
    assert {case.language for case in cases} == {"zh", "en"}
    assert {case.split for case in cases} == {"dev"}
    single = [case for case in cases if benchmarks.is_single(case)]
    assert 50 < len(single) < len(cases)
    assert len(benchmarks.spread(cases, 7)) == 7
    assert benchmarks.spread(cases, None) == cases


def test_the_best_passage_is_pasted(assistant: Assistant) -> None:
    system = BestPassage(assistant)
    [citation] = system.ask("模型要放到手机上,选哪个?").citations
    assert TEXT[citation.start : citation.end] == citation.quote
    assert citation.quote == assistant.search("模型要放到手机上,选哪个?", limit=1)[0].text
    assert not system.conversation().ask("明天会下雨吗?").abstained
    assert system.ask("?").citations == ()


def test_the_recipes_chunks_are_pasted(assistant: Assistant, tmp_path: Path) -> None:
    system = PlainRecipe(Recipe(benchmarks.ARTICLE, tmp_path), assistant.corpus)
    answer = system.conversation().ask("TensorFlow Lite移动端")
    assert answer.verdict is None
    assert [citation.number for citation in answer.citations] == [1, 2, 3, 4]
    assert all(TEXT[c.start : c.end] == c.quote for c in answer.citations)
    hits = system.search("TensorFlow Lite移动端", limit=4)
    assert [(hit.start, hit.end) for hit in hits] == [(c.start, c.end) for c in answer.citations]
    assert all(one.similarity > two.similarity for one, two in pairwise(hits))


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("TensorFlow, tensorflow, PyTorch", "tensorflow"),
        ("PyTorch", "pytorch"),
        ("TensorFlow or PyTorch", None),
        ("neither", None),
    ],
)
def test_the_option_named_most(text: str, option: str | None, assistant: Assistant) -> None:
    assert most_named(text, assistant.corpus) == option


def test_a_run_reports_every_measure(
    assistant: Assistant, answers_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    sizes = ["--repeats", "1", "--rounds", "1", "--questions", "3", "--visitors", "1"]
    assert benchmarks.main([*sizes, "--store", str(answers_store), "--json", str(report)]) == 0
    figures = json.loads(report.read_text(encoding="utf-8"))
    assert figures["a million characters, milliseconds"]["reason"] == "too_long"
    assert figures["retrieval"]["questions"] == 3
    assert figures["evaluation"]["cases"] == 3
    page = figures["chat page, visitors at once"]
    assert (page["turns"], page["wrong"]) == (3, [])
    assert set(figures["evaluation"]["passed"]) == {"ours", "best passage", "recipe"}
    shown = capsys.readouterr().out
    assert all(f"\n{title}\n" in shown for title in figures)


def test_a_step_is_left_out_and_put_back() -> None:
    faults = [FAULTS[fault] for names in steps.STEPS.values() for fault in names]
    before = [fault.places() for fault in faults]
    with steps.without(list(steps.STEPS)):
        assert all(fault.places() != was for fault, was in zip(faults, before, strict=True))
    assert [fault.places() for fault in faults] == before


def test_a_table_tells_what_each_step_adds(
    answers_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(answers_store, tmp_path / "bundled")
    monkeypatch.setattr(steps, "STEPS", {"refusing": ["refusing-always"]})
    cases = benchmarks.spread(benchmarks.read_cases(), 8)
    rows = steps.ablation(cases, benchmarks.CORPUS, tmp_path)
    assert list(rows) == ["none of them", "and refusing", "all but refusing"]
    assert rows["none of them"] == rows["all but refusing"]
    assert rows["none of them"]["false refusal"] == "1.000"
    assert rows["and refusing"]["passed"] > rows["none of them"]["passed"]


def test_distractors_are_about_the_options_and_not_the_articles(assistant: Assistant) -> None:
    made = sentences(1000, assistant.corpus)
    assert len(set(made)) == 1000
    names = [option.name for option in assistant.corpus.options]
    assert all(any(name in each for name in names) for each in made)
    own = [passage.text for passage in assistant.corpus.passages]
    assert not any(each in text for each in made for text in own)
    assert made == sentences(1000, assistant.corpus)


def test_another_corpus_in_the_store_changes_nothing(answers_store: Path, tmp_path: Path) -> None:
    shutil.copytree(answers_store, tmp_path / "store")
    cases = benchmarks.spread(benchmarks.read_cases(), 8)
    rows = distractors(cases, benchmarks.CORPUS, tmp_path, count=30)
    before, (said, after) = rows["before"], list(rows.items())[1]
    assert int(said.split()[1]) >= 30  # a sentence may be cut into two passages
    assert before == after
    assert rows["cases"] == {"asked": 8, "outcomes changed": 0}
    made = {each.name for each in (tmp_path / "store").glob("made-*")}
    assert made, "the distractors were not in the store that was asked"
    assert not any((answers_store / name).exists() for name in made)


@pytest.fixture
def page_url(answers_store: Path, tmp_path: Path) -> Iterator[str]:
    history = f"sqlite:///{tmp_path / 'history.db'}"
    password = visitors.PASSWORD
    with serving(
        GUARDED, answers_store, XUANXING_HISTORY=history, XUANXING_PASSWORD=password
    ) as url:
        yield url


def test_visitors_at_once_get_their_own_answers_and_another_ones_is_noticed(
    page_url: str, assistant: Assistant
) -> None:
    right = visitors.answers_of(assistant)
    figures = visitors.all_at_once(page_url, 2, 2, 0, right)
    assert (figures["turns"], figures["wrong"]) == (4, [])
    questions = [*right]
    mixed = dict(zip(questions, [*[*right.values()][1:], right[questions[0]]], strict=True))
    figures = visitors.all_at_once(page_url, 1, 2, 0, mixed)
    assert len(figures["wrong"]) == 2
    assert all("another answer" in each for each in figures["wrong"])


def test_what_a_block_replaces_is_left_out() -> None:
    def sent(kind: str, path: list[int]) -> ForwardMsg:
        message = ForwardMsg()
        getattr(message.delta, kind).SetInParent()
        message.metadata.delta_path.extend(path)
        return message

    replaced = sent("new_element", [0, 1])
    block, within = sent("add_block", [0, 1]), sent("new_element", [0, 1, 0])
    later = sent("new_element", [0, 1])
    assert visitors._lasting([replaced, block, within]) == [block, within]
    assert visitors._lasting([block, within, later]) == [block, within, later]
