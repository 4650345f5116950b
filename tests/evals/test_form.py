"""What every answer must have, judged without knowing what is right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.evals.cases import Case, Span
from assistant.evals.form import FORM, form
from assistant.records import Answer
from ingest.corpora import load_corpus
from ingest.records import Corpus

WHY = Case(
    id="en-1",
    language="en",
    kind="why",
    role="",
    style="",
    turns=("Why is Alpha quicker?",),
    verdicts=(None,),
    facts=((Span(0, 5),),),
    also=(),
    reasons=(),
    pair=None,
    aspects=(),
    split="dev",
)
AGREES = Answer("q", None, "The article's grounds: it is.", "en", kind="why")
DENIES = replace(AGREES, text="The article says the opposite.")


@pytest.fixture
def corpus(garden_folder: Path) -> Corpus:
    return load_corpus(garden_folder)


def test_every_judgement_has_a_name(corpus: Corpus) -> None:
    assert set(form(WHY, AGREES, None, corpus)) <= set(FORM)


@pytest.mark.parametrize(
    ("asked", "answer", "right"),
    [
        ({}, AGREES, 1),
        ({}, DENIES, 0),
        ({"verdicts": (None, "alpha")}, AGREES, 0),
        ({"verdicts": (None, "alpha")}, DENIES, 1),
        ({"verdicts": (None, "alpha")}, replace(DENIES, text="文章的说法正好相反。"), 1),
        ({"kind": "false_premise"}, AGREES, 0),
        ({"kind": "false_premise"}, DENIES, 1),
        ({"kind": "false_premise"}, replace(AGREES, abstained=True, reason="off_topic"), None),
        ({"kind": "choose"}, AGREES, None),
        ({}, replace(AGREES, kind="fact"), None),
    ],
)
def test_a_premise_is_denied_if_the_article_sees_it_otherwise(
    asked: dict[str, Any], answer: Answer, right: float | None, corpus: Corpus
) -> None:
    assert form(replace(WHY, **asked), answer, None, corpus).get("premise") == right
