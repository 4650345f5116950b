"""Refusals say what is missing, in the asker's language, and claim nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest

from assistant.analyse import MAX_QUESTION, analyse
from assistant.background import load_background, ordinary_words
from assistant.options import OptionNames
from assistant.records import Reason
from assistant.refuse import refuse
from assistant.retrieve import Finding, Match
from ingest.corpora import load_corpus
from ingest.records import EITHER, Language

CORPUS = load_corpus("tensorflow-vs-pytorch")
NAMES = OptionNames(CORPUS, ordinary_words(load_background()))
LANGUAGES: list[Language] = ["zh", "en"]
REASONS: tuple[Reason, ...] = get_args(Reason)


def found(score: float) -> Finding:
    match = Match(CORPUS.points[0], score, 0.5)
    return Finding("need", (match,), "filler", 0.1, 0.5)


def text(
    reason: Reason, language: Language, question: str = "JAX or PyTorch?", score: float = 0.0
) -> str:
    return refuse(CORPUS, language, reason, analyse(question, NAMES), [found(score)])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_worded(reason: Reason, language: Language) -> None:
    said = text(reason, language)
    assert said == said.strip()
    assert "{" not in said
    assert not re.search(r"\[\d", said), "it claims nothing, so it cites nothing"
    assert (re.search(r"[\u4e00-\u9fff]", said) is not None) == (language == "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_named(language: Language) -> None:
    assert "JAX" in text("unknown_option", language)
    assert str(MAX_QUESTION) in text("too_long", language)
    for option in CORPUS.options:
        assert option.name in text("off_topic", language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["off_topic", "not_in_article", "unsafe"])
def test_what_could_be_asked_instead_is_named(reason: Reason, language: Language) -> None:
    labels = [point.label[language] for point in CORPUS.points]
    assert any(label in text(reason, language) for label in labels)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_article_says_of_the_known_one_is_offered(language: Language) -> None:
    label = CORPUS.points[0].label[language]
    assert label in text("unknown_option", language, score=1.0)
    assert label not in text("unknown_option", language, score=0.0)
    assert label not in text("unknown_option", language, "should I use JAX?", score=1.0)


def test_without_findings() -> None:
    assert refuse(CORPUS, "en", "unknown_option", analyse("JAX or PyTorch?", NAMES), ())


def test_an_article_that_favours_nobody_still_has_something_to_ask() -> None:
    shared = tuple(point for point in CORPUS.points if point.favours == EITHER)
    said = refuse(replace(CORPUS, points=shared), "en", "empty", analyse("", NAMES), ())
    assert any(point.label["en"] in said for point in shared)
