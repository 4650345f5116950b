"""How a question leans is told by its nearest line, and only where nothing else is nearer."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.discourse import load_discourse
from assistant.text import fold


def lean(assistant: Assistant, question: str) -> str | None:
    discourse = assistant._ready().engine._discourse
    assert discourse is not None
    return discourse.lean_of(fold(question))


def test_lines_are_there_for_both_languages_and_none_twice() -> None:
    records = load_discourse()
    assert len({record.text for record in records}) == len(records)
    for kind in {record.target for record in records}:
        of_kind = [record for record in records if record.target == kind]
        for language in ("zh", "en"):
            assert sum(record.language == language for record in of_kind) >= 5


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("so neither wins?", "again"),
        ("打成平手了?", "again"),
        ("反过来说呢?", "reverse"),
        ("what do you base that on?", "why"),
        ("依据在哪儿?", "why"),
        ("which speaks Python more naturally", None),
        ("which one for phones?", None),
        ("手机上部署呢", None),
        ("how much does it cost", None),
        ("今天天气怎么样", None),
    ],
)
def test_kinds(assistant: Assistant, question: str, kind: str | None) -> None:
    assert lean(assistant, question) == kind


def test_a_draw_is_confirmed_rather_than_refused(assistant: Assistant) -> None:
    talk = assistant.conversation()
    first = talk.ask("Which has the bigger community?")
    second = talk.ask("so it's a tie?")
    assert not second.abstained
    assert [c.quote for c in second.citations] == [c.quote for c in first.citations]


def test_by_itself_it_leans_on_nothing(assistant: Assistant) -> None:
    assert assistant.ask("so it's a tie?").abstained


def test_what_is_taken_back_leaves_the_rest(assistant: Assistant) -> None:
    talk = assistant.conversation()
    assert talk.ask("I do vision research and ship to phones. Which?").verdict == "depends"
    assert talk.ask("and if the phones were dropped?").verdict == "pytorch"


def test_what_is_all_there_is_is_not_forgotten(assistant: Assistant) -> None:
    talk = assistant.conversation()
    first = talk.ask("Our team trains vision models for a drone. Which?")
    assert not first.abstained
    assert not talk.ask("and if the drone part were dropped?").abstained


def test_the_other_side_is_asked_about(assistant: Assistant) -> None:
    talk = assistant.conversation()
    assert talk.ask("做视觉研究选哪个").verdict == "pytorch"
    answer = talk.ask("另一家有啥好")
    assert answer.kind == "fact"
    assert "tensorflow" in {citation.option for citation in answer.citations}
