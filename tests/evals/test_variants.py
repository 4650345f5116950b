"""Variants of a question change how it is written and nothing else."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.evals.cases import KINDS, Case
from assistant.evals.variants import variants
from ingest.corpora import load_corpus
from ingest.records import Corpus, Option


@pytest.fixture(scope="session")
def corpus(garden_folder: Path) -> Corpus:
    return load_corpus(garden_folder)


def made(question: str, kind: Any = "choose") -> Case:
    return Case(
        id="one",
        language="en",
        kind=kind,
        role="",
        style="",
        turns=("Before.", question),
        verdicts=(),
        facts=(),
        also=(),
        reasons=(),
        pair=None,
        aspects=(),
        split="dev",
    )


def of(question: str, corpus: Corpus, kind: Any = "choose") -> dict[str, str]:
    return dict(variants(made(question, kind), corpus))


def test_each_variant_does_what_it_is_called(corpus: Corpus) -> None:
    found = of("头发长的初学者,Alpha还是beta?", corpus)
    assert found["swapped"] == "头发长的初学者,beta还是Alpha?"
    assert found["traditional"] == "頭髮長的初學者,Alpha還是beta?"
    assert found["full-width"] == "头发长的初学者,Ａｌｐｈａ还是ｂｅｔａ?".replace(
        ",", "，"
    ).replace("?", "？")
    assert found["upper-case"] == "头发长的初学者,ALPHA还是BETA?"
    assert "typo" not in found, "no word is long enough"


def test_a_typo_swaps_two_letters_within_one_word(corpus: Corpus) -> None:
    question = "Deployment on telephones, please"
    (slipped,) = {of(question, corpus)["typo"] for _ in range(3)}
    differing = [at for at, (a, b) in enumerate(zip(question, slipped, strict=True)) if a != b]
    assert len(differing) == 2
    assert differing[1] == differing[0] + 1
    assert slipped[0] == question[0]


@pytest.mark.parametrize(
    "question",
    ["Alpha?", "Alpha or alpha?", "Alpha, Beta or Alpha?", "Alphabet or Beta?", "Which one?"],
)
def test_nothing_is_swapped_where_two_options_are_not_named_once(
    corpus: Corpus, question: str
) -> None:
    assert "swapped" not in of(question, corpus)


def test_the_longest_name_is_swapped(corpus: Corpus) -> None:
    options = (Option("alpha", "Alpha", ("Alpha Max",)), Option("beta", "Beta", ("B+",)))
    named = replace(corpus, options=options)
    assert of("b+ or ALPHA max?", named)["swapped"] == "ALPHA max or b+?"
    assert "swapped" not in of("Alpha 2.x or Beta?", named), "the version is of one of them"


@pytest.mark.parametrize("kind", KINDS)
def test_only_choices_and_comparisons_are_swapped(corpus: Corpus, kind: str) -> None:
    swappable = {"choose", "compare", "two_needs", "polarity"}
    assert ("swapped" in of("Alpha or Beta?", corpus, kind)) == (kind in swappable)


def test_what_changes_nothing_is_left_out(corpus: Corpus) -> None:
    assert of("好", corpus) == {}
    assert set(of("HI", corpus)) == {"full-width"}


@settings(max_examples=30)
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_a_variant_differs_and_says_the_same(corpus: Corpus, question: str) -> None:
    for name, changed in variants(made(question), corpus):
        assert changed != question
        if name == "full-width":
            # Folding brings back what folding makes of the question itself.
            same = unicodedata.normalize("NFKC", question)
            assert unicodedata.normalize("NFKC", changed) == same
        if name in {"typo", "swapped"}:
            assert Counter(changed.casefold()) == Counter(question.casefold())
