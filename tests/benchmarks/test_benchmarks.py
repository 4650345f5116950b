"""The benchmarks run, and the recipe they compare with really works. No figure is judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant import Assistant
from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks.cases import Case, read_cases
from tests.benchmarks.recipe import Recipe

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
    cases = read_cases(TEXT)
    assert len(cases) > 50
    assert {case.language for case in cases} == {"zh", "en"}
    assert all(case.spans for case in cases)


@pytest.mark.parametrize(
    ("span", "found"), [((0, 200), True), ((12, 16), True), ((16, 30), False), ((20, 40), False)]
)
def test_found_is_half_of_the_shorter(span: tuple[int, int], found: bool) -> None:
    assert Case("id", "zh", "?", ((10, 20),)).found_in(span) is found


def test_a_run_reports_every_measure(
    assistant: Assistant, answers_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    sizes = ["--repeats", "1", "--rounds", "1", "--questions", "3"]
    assert benchmarks.main([*sizes, "--store", str(answers_store), "--json", str(report)]) == 0
    figures = json.loads(report.read_text(encoding="utf-8"))
    assert figures["a million characters, milliseconds"]["reason"] == "too_long"
    assert figures["retrieval"]["questions"] == 3
    shown = capsys.readouterr().out
    assert all(f"\n{title}\n" in shown for title in figures)
