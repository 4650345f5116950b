import dataclasses
import re
import string
from typing import get_args

import pytest

from assistant.records import Reason
from assistant.ui import _OPTIONS, APP
from assistant.ui.samples import samples
from assistant.ui.wording import LANGUAGES, WORDS
from ingest.corpora import list_corpora, load_corpus


def test_each_language_has_every_word_with_the_same_blanks():
    zh, en = (dataclasses.asdict(WORDS[language]) for language in ("zh", "en"))
    for name, text in zh.items():
        assert text, name
        assert en[name], name
        if isinstance(text, str) and name != "not_a_need":
            assert blanks(text) == blanks(en[name]), name


def blanks(text: str) -> set[str | None]:
    return {field for _, field, _, _ in string.Formatter().parse(text)} - {None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_to_refuse_has_words(language):
    assert set(WORDS[language].refused) == set(get_args(Reason))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", list_corpora())
def test_a_question_for_each_role(name, language):
    found = samples(load_corpus(name), language)
    roles = [who for who, _ in WORDS[language].role_questions]
    assert [sample.who for sample in found] == roles
    assert len({sample.question for sample in found}) == len(roles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_comparison_brings_its_own_questions(corpus_folder, language):
    found = samples(load_corpus(corpus_folder), language)
    assert len(found) >= 3
    assert all("PostgreSQL" in sample.question for sample in found)


def test_the_stylesheet_repeats_the_theme():
    css = (APP.parent / "page.css").read_text(encoding="utf-8")
    for variable, option in (("background", "backgroundColor"), ("text", "textColor")):
        match = re.search(rf"--{variable}: light-dark\((#\w+), (#\w+)\)", css)
        assert match
        assert match.groups() == (
            _OPTIONS[f"theme.light.{option}"],
            _OPTIONS[f"theme.dark.{option}"],
        )


def test_no_word_of_what_is_compared_in_the_code():
    options = [option for name in list_corpora() for option in load_corpus(name).options]
    for path in APP.parent.glob("*.*"):
        code = path.read_text(encoding="utf-8").casefold()
        assert not [option.name for option in options if option.name.casefold() in code]
