"""The model's words in place of ours, sentence by sentence, as far as they hold.

The verdict and the notes stay ours. What the model leaves unsaid is said in our words, and if
too little of its own holds, all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.cite import verify
from assistant.records import Answer
from assistant.settings import Settings
from assistant.stream import deltas, pieces
from assistant.text import fold
from assistant.writer.grounds import Context
from assistant.writer.models import ChatModel
from assistant.writer.nearness import Nearness
from assistant.writer.outline import Outline, is_enough, joined, missing, outline
from assistant.writer.prompts import messages
from assistant.writer.reading import Patience, ReadingError, read
from assistant.writer.remedies import REMEDIES
from assistant.writer.sentences import Sentence, Sentences
from assistant.writer.verify import Verifier
from ingest.encoders import Encoder
from ingest.records import Corpus, Language

_MOST = 24
"""Sentences that are taken; a reply that goes on has lost its thread."""
_KEPT = 50
_SHOWN = 300
_TOLD: dict[Language, dict[str, str]] = {
    "zh": {
        "failed": "语言模型没有给出回答({reason}),这里是我们自己的措辞。{remedy}",
        "cut": "语言模型的回答中断了({reason}),其余部分是我们自己的措辞。{remedy}",
        "little": "语言模型写的内容里,有引文支持的太少,这里是我们自己的措辞。",
    },
    "en": {
        "failed": "The language model gave no answer ({reason}); the wording is our own. {remedy}",
        "cut": "The language model broke off ({reason}); what was missing is worded by us. "
        "{remedy}",
        "little": "Too little of what the language model wrote is in the quotes; "
        "the wording is our own.",
    },
}


@dataclass(slots=True)
class _Written:
    """What has come of a reply so far."""

    shown: list[Sentence] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    covered: set[int] = field(default_factory=set)
    failure: ReadingError | None = None


class Writer:
    """Words answers with a chat model; safe to share between threads.

    Args:
        model: Who writes.
        corpus: What is answered from.
        settings: How long it may take.
        encoder: Tells whether what is put in other words is near to what it cites; without one,
            more of such sentences are left out.
    """

    def __init__(
        self,
        model: ChatModel,
        corpus: Corpus,
        settings: Settings,
        encoder: Encoder | None = None,
        *,
        patience: Patience | None = None,
    ) -> None:
        self._model = model
        self._corpus = corpus
        self._patience = patience or Patience(
            silence=settings.llm_timeout,
            whole=settings.llm_deadline,
            retries=settings.llm_retries,
        )
        self._verifier = Verifier(corpus, Nearness(corpus, encoder) if encoder else None)

    def __repr__(self) -> str:
        return f"Writer({self._model.name!r})"

    @property
    def model(self) -> ChatModel:
        """Who writes."""
        return self._model

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
        if answer.abstained or not answer.citations:
            yield from deltas(answer)
            return
        plan = outline(answer)
        written = _Written()
        text = ""
        for addition in self._text(answer, turns, plan, written):
            text += addition
            yield from pieces(addition)
        yield verify(self._finished(answer, text, written), self._corpus)

    def _text(
        self, answer: Answer, turns: Sequence[Answer], plan: Outline, written: _Written
    ) -> Iterator[str]:
        """The text, growing; joined it is all of it."""
        if plan.headline:
            yield f"{plan.headline}\n\n"
        out: list[Sentence] = []
        begun = False
        for sentence in self._checked(answer, turns, plan, written):
            out.append(sentence)
            # Nothing is shown that might have to be taken back for our own wording.
            if begun:
                yield joined([*out[-2:]], answer.language)[len(out[-2].text) :]
            elif is_enough(answer, written.covered):
                begun = True
                yield joined(out, answer.language)
        if not begun:
            yield plan.body
            return
        ours = [*missing(answer, plan, out, self._corpus), *plan.closing]
        yield joined([out[-1], *ours], answer.language)[len(out[-1].text) :]

    def _checked(
        self, answer: Answer, turns: Sequence[Answer], plan: Outline, written: _Written
    ) -> Iterator[Sentence]:
        """The model's sentences that hold, as they come."""
        grounds, context = self._verifier.grounds(answer), Context()
        for sentence in self._sentences(answer, turns, written):
            if fold(sentence.text).strip("*.。 ") == fold(plan.headline).strip("*.。 "):
                continue
            if any(sentence.text == other.text for other in written.shown):
                continue
            fault = self._verifier.check(sentence, grounds, context)
            if fault:
                if len(written.rejected) < _KEPT:
                    written.rejected.append((sentence.text[:_SHOWN], fault))
                continue
            written.covered.update(sentence.numbers)
            written.shown.append(sentence)
            yield sentence
            if len(written.shown) == _MOST:
                return

    def _sentences(
        self, answer: Answer, turns: Sequence[Answer], written: _Written
    ) -> Iterator[Sentence]:
        """The model's sentences, whole ones only."""
        stream = Sentences()
        asked = messages(answer, turns, self._corpus)
        try:
            for piece in read(self._model.model, asked, self._patience):
                yield from stream.feed(piece)
        except ReadingError as error:
            written.failure = error
        else:
            yield from stream.close()

    def _finished(self, answer: Answer, text: str, written: _Written) -> Answer:
        """The answer with its new text, and with how that came about."""
        told = _TOLD[answer.language]
        stands = text != answer.text and is_enough(answer, written.covered)
        warnings = list(answer.warnings)
        if written.failure:
            kind = "cut" if stands else "failed"
            remedy = REMEDIES[answer.language][written.failure.trouble]
            warnings.append(told[kind].format(reason=written.failure, remedy=remedy))
        elif not stands:
            warnings.append(told["little"])
        return replace(
            answer,
            text=text,
            generated_by=self._model.name if stands else answer.generated_by,
            rejected=tuple(written.rejected),
            warnings=tuple(warnings),
        )
