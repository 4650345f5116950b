"""The model's words in place of ours, sentence by sentence, as far as they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.records import Answer
from assistant.settings import Settings
from assistant.stream import deltas
from assistant.writer.models import ChatModel
from ingest.records import Corpus


class Writer:
    """Words answers with a chat model; safe to share between threads.

    Args:
        model: Who writes.
        corpus: What is answered from.
        settings: How long it may take.
    """

    def __init__(self, model: ChatModel, corpus: Corpus, settings: Settings) -> None:
        self._model = model
        self._corpus = corpus
        self._settings = settings

    def __repr__(self) -> str:
        return f"Writer({self._model.name!r})"

    def write(self, answer: Answer, turns: Sequence[Answer] = ()) -> Answer:
        """The answer in the model's words, as far as they hold."""
        for piece in self.stream(answer, turns):
            if isinstance(piece, Answer):
                answer = piece
        return answer

    def stream(self, answer: Answer, turns: Sequence[Answer] = ()) -> Iterator[str | Answer]:
        """The same in small pieces, of checked sentences only; the whole Answer last.

        Args:
            answer: What was settled; a refusal goes out as it is.
            turns: The answers before it in the conversation.
        """
        del turns
        yield from deltas(answer)
