"""The page with an assistant of the tests' own: answers that no real one would give.

Run by AppTest and by ``streamlit run``. What the assistant says depends on the question.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import streamlit as st

from assistant.history.errors import HistoryError, RateLimitError
from assistant.history.memory import MemoryHistory
from assistant.history.visitor import Visitor
from assistant.records import Answer, Citation, Flip, LedgerRow
from assistant.resolve import Memory
from assistant.ui.services import Services
from assistant.ui.view import page
from corpus import DEFAULT_CORPUS
from ingest.corpora import load_corpus
from ingest.errors import StoreBusyError
from ingest.records import EITHER, Corpus, Evidence, Language, Point
from tests.ui.kept import kept

HOSTILE = (
    "<script>window.hit=1</script><img src=x onerror='window.hit=1'> "
    "[a](https://evil.example/a) ![b](https://evil.example/b.png) <https://evil.example/c> "
    "https://evil.example/d www.evil.example mail@evil.example javascript:alert(1) "
    ":smile: :material/home: :streamlit: :red[x] :blue-badge[y] $e=mc^2$ $$z$$ `code` "
    "~~gone~~ _under_ a -> b <- c -- d >= e &amp; &lt; | x | [^1] #tag"
)

NEEDS = ("cheap", "easy")


def _cited(point: Point, corpus: Corpus) -> Iterator[Citation]:
    for evidence in point.evidence:
        yield _citation(evidence, corpus)


def _citation(evidence: Evidence, corpus: Corpus) -> Citation:
    return Citation(
        number=None,
        quote=evidence.quote,
        document=corpus.article.document,
        sha256=corpus.article.sha256,
        start=evidence.start,
        end=evidence.end,
        heading=evidence.heading,
        gloss=evidence.gloss,
        option=evidence.option,
    )


@dataclass
class FakeTalk:
    """Answers from the first point that favours an option and has evidence for each."""

    corpus: Corpus
    memory: Memory | None = None

    def stream(self, question: str) -> Iterator[str | Answer]:
        if "busy" in question:
            raise StoreBusyError("the index is being built.", hint="Ask again in a minute.")
        if "crash" in question:
            raise ZeroDivisionError("secret detail")
        if "slow" in question:
            yield "**Half an answer"
            time.sleep(1)
        if "cut" in question:
            return
        answer = self.answer(question)
        if "pause" in question or "hold" in question:
            yield answer.text[: len(answer.text) // 2]
        if "pause" in question:
            st.stop()  # as the stop button does
        until = time.monotonic() + 240
        while "hold" in question and time.monotonic() < until:
            time.sleep(0.1)
            yield ""
        self.memory = Memory(needs=answer.needs, every=answer.needs)
        for start in range(0, len(answer.text), 7):
            yield answer.text[start : start + 7]
        yield answer

    def answer(self, question: str) -> Answer:
        zh = any("\u4e00" <= letter <= "\u9fff" for letter in question)
        corpus = self.corpus
        if "weather" in question or "天气" in question:
            text = "这篇文章不谈天气。" if zh else "The article says nothing about the weather."
            return Answer(question, None, text, "zh" if zh else "en", (), True, "off_topic")
        point = next(p for p in corpus.points if p.favours != EITHER and len(p.evidence) > 1)
        cited = tuple(
            replace(citation, number=number)
            for number, citation in enumerate(_cited(point, corpus), start=1)
        )
        name = next(o.name for o in corpus.options if o.id == point.favours)
        said = [c.quote if zh else (c.gloss or c.quote) for c in cited]
        text = f"**{name}。**\n\n" if zh else f"**{name}.**\n\n"
        text += " ".join(f"“{quote}” [{number}]" for number, quote in enumerate(said, start=1))
        if "hostile" in question:
            text = (
                f"**{name}.** {HOSTILE} [1]\n\n- {HOSTILE}\n1. {HOSTILE}\n> {HOSTILE}\n# {HOSTILE}"
            )
        if "moved" in question:
            cited = tuple(replace(c, sha256="0" * 64) for c in cited)
        label = HOSTILE if "hostile" in question else point.label["zh" if zh else "en"]
        cells = {
            option.id: tuple(c for c in cited if c.option == option.id) for option in corpus.options
        }
        verdict: str | None = point.favours
        for word in ("either", "depends", "fact"):
            if word in question:
                verdict = None if word == "fact" else word
        return Answer(
            question=question,
            verdict=verdict,
            text=text,
            language="zh" if zh else "en",
            citations=cited,
            corpus=corpus.id,
            needs=() if verdict is None else ("cheap", HOSTILE) if "hostile" in question else NEEDS,
            ledger=()
            if "brief" in question
            else (
                LedgerRow(point.aspect, point.id, label, label, 0.9, point.favours, cells, 1.0),
                LedgerRow("x", "y", label, label, 0.2, EITHER, {o.id: () for o in corpus.options}),
            ),
            flips=(Flip(label, "depends", ()),),
            stale="moved" in question,
            warnings=(HOSTILE,) if "hostile" in question else (),
            suggestions=(HOSTILE if "hostile" in question else "天气如何?",),
        )


@dataclass
class FakeAssistant:
    """As much of an assistant as the page uses."""

    corpus: Corpus
    notices: tuple[str, ...] = ("The index has been rebuilt.",)
    llm: str | None = None

    def check_llm(self, language: Language = "en") -> None:
        pass

    def conversation(self, turns: Sequence[Answer] = (), memory: Memory | None = None) -> FakeTalk:
        return FakeTalk(self.corpus, memory)

    def reweigh(self, answer: Answer, weights: Mapping[str, float]) -> Answer:
        """The other option, once its first need is left out."""
        weighed = dict.fromkeys(answer.needs, 1.0) | {**answer.weights, **weights}
        if any(weight == 0.5 for weight in weighed.values()):
            raise StoreBusyError("the index is being built.", hint="Weigh again in a minute.")
        first, *_ = weighed
        verdicts = [option.id for option in self.corpus.options]
        return replace(
            answer,
            verdict=verdicts[0] if weighed[first] == 0 else verdicts[1],
            needs=tuple(need for need, weight in weighed.items() if weight),
            weights=weighed,
        )


class FullHistory(MemoryHistory):
    """A history on a full disk."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise HistoryError("the disk is full.", hint="Make room.")


class SlowHistory(MemoryHistory):
    """A history on a slow disk."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        time.sleep(0.3)
        super().save(*args, **kwargs)


class FakeServices(Services):
    """Assistants and a history of the tests' own, shared by all visitors like the real ones.

    ``?corpus=`` names another corpus, ``?also=`` a second one, ``?history=`` a ``full`` disk or
    a ``slow`` one, ``?owner=`` a visitor.
    """

    def corpora(self) -> Mapping[str, str]:
        return {each.corpus.id: each.corpus.title for each in map(load, self._given())}

    def assistant(self, corpus: str) -> FakeAssistant:
        return next(each for each in map(load, self._given()) if each.corpus.id == corpus)

    def history(self) -> MemoryHistory:
        match st.query_params.get("history"):
            case "full":
                return FullHistory()
            case "slow":
                return slow()
        return kept()

    def visitor(self) -> Visitor | None:
        owner = st.query_params.get("owner", "local")
        return None if owner == "nobody" else Visitor(owner, counted=owner)

    def count(self) -> None:
        if (visitor := self.visitor()) and visitor.owner == "hasty":
            raise RateLimitError("you ask faster than is allowed here.", seconds=7)

    def _given(self) -> list[str]:
        given = [st.query_params.get("corpus", DEFAULT_CORPUS), st.query_params.get("also", "")]
        return list(filter(None, given))


@cache
def slow() -> SlowHistory:
    return SlowHistory()


@cache
def load(corpus: str) -> FakeAssistant:
    if corpus == "broken":
        raise StoreBusyError("another process is building the index.", hint="Try again soon.")
    return FakeAssistant(load_corpus(corpus))


if __name__ == "__main__":
    page(FakeServices())
