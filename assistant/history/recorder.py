"""Saves one visitor's conversation while it goes on, and never stands in its way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from assistant.history.errors import DamagedHistoryError, HistoryError, NotFoundError
from assistant.history.records import Feedback, Problem, SavedTurn, new_id, now
from assistant.history.store import History
from assistant.records import Answer
from assistant.resolve import Memory


class Recorder:
    """One conversation as a page holds it. What can't be saved now is saved with the next call.

    Args:
        history: Where it is kept.
        owner: The visitor.
        corpus: The id of the corpus that is asked.
        clock: Tells the time, in UTC.

    Attributes:
        conversation: The conversation's id.
        turns: What the page shows, oldest first.
        problem: Why the last attempt to save failed; ``None`` while everything is saved.
    """

    def __init__(
        self,
        history: History,
        owner: str,
        corpus: str,
        *,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.conversation = new_id()
        self.corpus = corpus
        self.turns: tuple[SavedTurn, ...] = ()
        self.problem: HistoryError | None = None
        self._history = history
        self._owner = owner
        self._clock = clock
        self._unsaved: dict[str, tuple[str, ...]] = {}  # turn -> the turns that it replaces
        self._lock = threading.RLock()

    @classmethod
    def resume(cls, history: History, owner: str, conversation: str) -> Recorder:
        """Takes a kept conversation up again.

        Raises:
            HistoryError: It can't be read.
            NotFoundError: There is none, or it is somebody else's.
        """
        saved = history.load(owner, conversation)
        recorder = cls(history, owner, saved.corpus)
        recorder.conversation = saved.id
        recorder.turns = saved.turns
        return recorder

    @property
    def memory(self) -> Memory | None:
        """What the next question may lean on."""
        return self.memory_before(None)

    def memory_before(self, turn: str | None) -> Memory | None:
        """What the conversation remembered before a turn; ``None`` means after the last one."""
        memory = None
        for each in self.turns:
            if each.id == turn:
                break
            memory = each.memory or memory
        return memory

    def ask(self, question: str, *, instead_of: str | None = None) -> SavedTurn:
        """Begins a turn, and saves the question before it is answered.

        Args:
            question: As typed.
            instead_of: The turn whose place it takes: that one and all after it go.
        """
        with self._lock:
            ids = [each.id for each in self.turns]
            keep = ids.index(instead_of) if instead_of in ids else len(ids)
            turn = SavedTurn(question, created=self._clock())
            # What an unsaved turn was to replace, the one in its place replaces.
            earlier = [old for gone in ids[keep:] for old in self._unsaved.pop(gone, ())]
            self._unsaved[turn.id] = (*ids[keep:], *earlier)
            self.turns = (*self.turns[:keep], turn)
            self._flush()
            return turn

    def settle(
        self,
        turn: str,
        *,
        answer: Answer | None = None,
        problem: Problem | None = None,
        memory: Memory | None = None,
    ) -> None:
        """Keeps what came of a question.

        Args:
            turn: The id of the turn.
            answer: The answer, or
            problem: why there is none.
            memory: The conversation's memory after it.
        """
        with self._lock:
            self.turns = tuple(
                replace(each, answer=answer, problem=problem, memory=memory)
                if each.id == turn
                else each
                for each in self.turns
            )
            self._unsaved.setdefault(turn, ())
            self._flush()

    def rate(self, turn: str, feedback: Feedback | None) -> bool:
        """Keeps what the visitor thinks of an answer; whether that worked."""
        with self._lock:
            self._flush()
            try:
                self._history.rate(self._owner, self.conversation, turn, feedback)
            except NotFoundError:
                return False
            except HistoryError as error:
                self.problem = error
                return False
            self.turns = tuple(
                replace(each, feedback=feedback) if each.id == turn else each for each in self.turns
            )
            return True

    def refresh(self) -> bool:
        """Takes over what another tab has changed; whether there was anything.

        Saves first what is still unsaved. While that fails, the page goes on with what it has.
        """
        with self._lock:
            self._flush()
            if self._unsaved or not self.turns:
                return False
            try:
                saved = self._history.load(self._owner, self.conversation)
            except NotFoundError:
                return False
            except HistoryError as error:
                self.problem = error
                return False
            changed = saved.turns != self.turns
            self.turns = saved.turns
            return changed

    def _flush(self) -> None:
        """Saves what is unsaved, oldest first, as far as it goes."""
        self.problem = None
        try:
            try:
                self._save()
            except DamagedHistoryError:
                self._unsaved = {each.id: self._unsaved.get(each.id, ()) for each in self.turns}
                self._save()
        except HistoryError as error:
            self.problem = error

    def _save(self) -> None:
        known = {each.id: each for each in self.turns}
        for turn, replaced in list(self._unsaved.items()):
            if turn in known:
                self._history.save(
                    self._owner, self.conversation, self.corpus, known[turn], replaces=replaced
                )
            del self._unsaved[turn]
