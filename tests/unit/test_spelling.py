"""What is no typo stays, and what a typo was meant to be is found."""

from __future__ import annotations

import pytest

from assistant.opening import option_names
from assistant.spelling import corrected, is_swapped, is_word
from assistant.text import fold
from ingest.corpora import load_corpus

NAMES = option_names(load_corpus("tensorflow-vs-pytorch"))


@pytest.mark.parametrize("word", ["protect", "winter", "neighbour", "colour", "doesn't"])
def test_a_word_is_no_typo_of_another(word: str) -> None:
    assert is_word(word)
    assert NAMES.correct(f"we {word} it") == f"we {word} it"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wehther", "whether"),
        ("softwrae", "software"),
        ("runing", "running"),
        ("realy", "really"),
        ("commmand", "command"),
        ("govenment", "government"),
        ("sholudn't", "shouldn't"),
    ],
)
def test_a_slip_is_put_right(typed: str, meant: str) -> None:
    assert corrected(typed) == meant
    assert NAMES.correct(typed) == meant


@pytest.mark.parametrize(
    "name", ["jupyter", "gunicorn", "numpy", "kubernetes", "fastapi", "sklearn", "k8s"]
)
def test_a_name_is_no_slip(name: str) -> None:
    assert corrected(name) is None
    assert NAMES.correct(f"with {name} at work") == f"with {name} at work"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("公司的wnidows机器", "公司的windows机器"),  # between Han characters
        ("a step-trhough of it", "a step-through of it"),
        ("the neighbour's dog", "the neighbour's dog"),
        ("deploymnet and wehther", "deployment and whether"),
        ("ab_sotrage #sotrage sotrage2", "ab_sotrage #sotrage sotrage2"),
    ],
)
def test_what_is_a_word_of_its_own(typed: str, meant: str) -> None:
    assert NAMES.correct(fold(typed)) == meant


def test_letters_in_the_wrong_order() -> None:
    assert is_swapped("teh", "the")
    assert not is_swapped("the", "the")
    assert not is_swapped("eth", "the")


@pytest.mark.parametrize("typed", ["tnesorflow", "tensoflow", "pytoch", "pytroch"])
def test_an_option_is_found_across_a_slip(typed: str) -> None:
    assert len(NAMES.find(f"is {typed} easy").options) == 1
