"""One visitor's conversation on a page: saved as it goes, taken up again, never in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.history.errors import HistoryError, NotFoundError
from assistant.history.freshness import checked
from assistant.history.memory import MemoryHistory
from assistant.history.recorder import Recorder
from assistant.history.records import Feedback, Problem, SavedConversation, SavedTurn
from assistant.history.store import History
from assistant.resolve import Memory
from tests.history.conftest import Clock
from tests.history.test_history_contract import answer

if TYPE_CHECKING:
    from assistant import Assistant

ANN = "ann"


class Unwilling(MemoryHistory):
    """Fails as long as it is told to."""

    failing = False

    def _fail(self) -> None:
        if self.failing:
            raise HistoryError("the server is away.", hint="Start it.")

    def save(
        self,
        owner: str,
        conversation: str,
        corpus: str,
        turn: SavedTurn,
        *,
        replaces: Sequence[str] = (),
    ) -> None:
        self._fail()
        super().save(owner, conversation, corpus, turn, replaces=replaces)

    def load(self, owner: str, conversation: str) -> SavedConversation:
        self._fail()
        return super().load(owner, conversation)

    def rate(self, owner: str, conversation: str, turn: str, feedback: Feedback | None) -> None:
        self._fail()
        super().rate(owner, conversation, turn, feedback)


def told(recorder: Recorder) -> str:
    return recorder.problem.message if recorder.problem else ""


def test_a_question_is_safe_before_it_is_answered(history: History) -> None:
    recorder = Recorder(history, ANN, "c")
    asked = recorder.ask("哪个好?")
    assert history.load(ANN, recorder.conversation).turns == (asked,)
    recorder.settle(asked.id, answer=answer(), memory=Memory(verdict="a"))
    assert history.load(ANN, recorder.conversation).turns == recorder.turns
    assert recorder.turns[0].answer == answer()
    assert recorder.problem is None


def test_a_conversation_is_taken_up_again(history: History) -> None:
    first = Recorder(history, ANN, "c")
    for number in range(3):
        asked = first.ask(f"{number}")
        first.settle(asked.id, answer=answer(), memory=Memory(verdict=f"{number}"))
    again = Recorder.resume(history, ANN, first.conversation)
    assert (again.turns, again.corpus, again.memory) == (first.turns, "c", Memory(verdict="2"))
    assert not again.refresh()
    with pytest.raises(NotFoundError):
        Recorder.resume(history, "bob", first.conversation)


def test_an_edited_question_starts_from_what_was_remembered_before_it(history: History) -> None:
    recorder = Recorder(history, ANN, "c")
    for number in range(3):
        asked = recorder.ask(f"{number}")
        recorder.settle(asked.id, answer=answer(), memory=Memory(verdict=f"{number}"))
    second = recorder.turns[1].id
    assert recorder.memory_before(second) == Memory(verdict="0")
    assert recorder.memory_before(recorder.turns[0].id) is None
    edited = recorder.ask("1 edited", instead_of=second)
    assert [each.question for each in recorder.turns] == ["0", "1 edited"]
    assert recorder.memory_before(edited.id) == recorder.memory == Memory(verdict="0")
    assert history.load(ANN, recorder.conversation).turns == recorder.turns


def test_a_failed_turn_leaves_the_memory_as_it_was(history: History) -> None:
    recorder = Recorder(history, ANN, "c")
    one = recorder.ask("1")
    recorder.settle(one.id, answer=answer(), memory=Memory(verdict="a"))
    two = recorder.ask("2")
    recorder.settle(two.id, problem=Problem("no", "again"))
    assert recorder.memory == Memory(verdict="a")
    assert history.load(ANN, recorder.conversation).turns[1].problem == Problem("no", "again")


def test_two_tabs_lose_nothing_and_meet_again(history: History) -> None:
    one = Recorder(history, ANN, "c")
    one.ask("1")
    two = Recorder.resume(history, ANN, one.conversation)
    two.ask("2 of tab two")
    one.ask("2 of tab one")
    assert one.refresh()
    assert two.refresh()
    assert one.turns == two.turns
    assert [each.question for each in one.turns] == ["1", "2 of tab two", "2 of tab one"]


def test_what_can_not_be_saved_now_is_saved_later() -> None:
    history = Unwilling()
    recorder = Recorder(history, ANN, "c")
    one = recorder.ask("1")
    history.failing = True
    recorder.settle(one.id, answer=answer(), memory=Memory())
    two = recorder.ask("2")
    assert told(recorder) == "the server is away."
    assert not recorder.refresh()
    assert not recorder.rate(one.id, Feedback("up"))
    assert [each.question for each in recorder.turns] == ["1", "2"]
    history.failing = False
    recorder.settle(two.id, answer=answer(), memory=Memory())
    assert told(recorder) == ""
    assert history.load(ANN, recorder.conversation).turns == recorder.turns


def test_an_edit_that_can_not_be_saved_replaces_the_old_turn_later() -> None:
    history = Unwilling()
    recorder = Recorder(history, ANN, "c")
    one = recorder.ask("1")
    history.failing = True
    edited = recorder.ask("1 edited", instead_of=one.id)
    recorder.ask("1 edited twice", instead_of=edited.id)
    history.failing = False
    assert not recorder.refresh()
    found = history.load(ANN, recorder.conversation).turns
    assert [each.question for each in found] == ["1 edited twice"] == [recorder.turns[0].question]


def test_a_rating_is_shown_once_it_is_kept(history: History) -> None:
    recorder = Recorder(history, ANN, "c")
    asked = recorder.ask("1")
    assert not recorder.rate("unknown", Feedback("up"))
    assert recorder.rate(asked.id, Feedback("up"))
    assert recorder.turns[0].feedback is not None
    assert recorder.rate(asked.id, None)
    assert recorder.turns[0].feedback is None


def test_a_conversation_that_nobody_began_is_nowhere(history: History) -> None:
    recorder = Recorder(history, ANN, "c")
    assert not recorder.refresh()
    assert recorder.memory is None
    assert history.list(ANN).items == ()


def test_a_page_goes_on_with_what_it_has_while_the_history_is_away() -> None:
    history = Unwilling()
    recorder = Recorder(history, ANN, "c")
    recorder.ask("1")
    history.failing = True
    assert not recorder.refresh()
    assert told(recorder) == "the server is away."
    history.failing = False
    assert not recorder.refresh()
    assert told(recorder) == ""


def test_a_page_goes_on_with_a_conversation_that_is_gone_elsewhere(
    history: History, clock: Clock
) -> None:
    recorder = Recorder(history, ANN, "c")
    recorder.ask("1")
    history.delete(ANN, recorder.conversation)
    clock.pass_by(days=31)
    Recorder(history, ANN, "c").ask("another")
    assert not recorder.refresh()
    recorder.ask("2")
    assert [each.question for each in recorder.turns] == ["1", "2"]
    assert recorder.problem is None


def test_a_real_conversation_goes_on_after_a_restart_as_if_there_had_been_none(
    database_assistant: Assistant, history: History
) -> None:
    first, second = "Which one for a small team?", "And for geographic data?"
    talk = database_assistant.conversation()
    recorder = Recorder(history, ANN, database_assistant.corpus.id)
    for question in (first, second):
        asked = recorder.ask(question)
        found = talk.ask(question)
        recorder.settle(asked.id, answer=found, memory=talk.memory)

    again = Recorder.resume(history, ANN, recorder.conversation)
    answers = tuple(each.answer for each in again.turns if each.answer)
    assert answers == talk.turns
    resumed = database_assistant.conversation(answers, again.memory)
    assert resumed.turns == talk.turns
    for question in ("why?", "and both together?"):
        assert resumed.ask(question) == talk.ask(question)

    last = again.turns[-1].id
    edited = database_assistant.conversation(memory=again.memory_before(last))
    assert edited.ask(second) == talk.turns[1]


def test_a_kept_answer_is_stale_once_its_quotes_stand_no_longer(
    database_assistant: Assistant,
) -> None:
    corpus = database_assistant.corpus
    given = database_assistant.ask("Which one for a small team?")
    assert given.citations
    kept = SavedTurn("q", answer=given)
    assert checked(kept, corpus) == kept
    unanswered = SavedTurn("q")
    assert checked(unanswered, corpus) is unanswered
    one = given.citations[0]
    for forged in (
        replace(one, start=one.start + 1),
        replace(one, start=-1),
        replace(one, end=10**9),
        replace(one, quote="made up"),
        replace(one, sha256="0" * 64),
    ):
        turn = SavedTurn("q", answer=replace(given, citations=(forged,)))
        found = checked(turn, corpus).answer
        assert found is not None
        assert found.stale
