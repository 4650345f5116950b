"""How an answer is drawn: verdict, needs, text, citations, ledger, and what to ask next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import streamlit as st

from assistant.records import Answer, Citation
from assistant.ui import ledger, needs, session
from assistant.ui.inert import clip, inert, literal
from assistant.ui.services import Helper, WithoutModel
from assistant.ui.session import Chosen
from assistant.ui.wording import Words
from ingest.records import EITHER, Corpus, Language

_PAUSE = 0.03
"""Seconds between two drawings of an answer that streams in; the eye sees no more."""
_CHIP = {"zh": 24, "en": 48}


def stream(parts: Iterable[str | Answer], words: Words, beneath: Callable[[], None]) -> Answer:
    """Draw text as it arrives, and return the answer that ends it.

    Args:
        parts: The text, and at last the answer.
        words: The reader's words.
        beneath: Draws what stands below the text.

    The verdict's and the text's places are those of :func:`show`, so nothing moves when the
    finished answer takes over.
    """
    with st.container(key="reading"):
        st.badge(literal(words.reading), icon=":material/hourglass_top:", color="gray")
    body = st.empty()
    beneath()
    text = ""
    drawn = 0.0
    for part in parts:
        if isinstance(part, Answer):
            return part
        text += part
        if time.monotonic() - drawn > _PAUSE:
            body.markdown(inert(text))
            drawn = time.monotonic()
    raise RuntimeError("the stream ended without an answer")


def show(answer: Answer, turn: str, assistant: Helper, language: Language, words: Words) -> None:
    """Draw the verdict, the needs, the text, and those warnings that the reader doesn't know."""
    label, icon, color = verdict(answer, assistant.corpus, words)
    st.badge(literal(label), icon=f":material/{icon}:", color=color)  # type: ignore[arg-type]

    def weigh(need: str, weight: float) -> None:
        session.weigh(assistant, turn, need, weight, words)

    needs.show(answer, turn, label, language, words, weigh)
    st.markdown(inert(answer.text))
    if answer.generated_by != "deterministic":
        said = words.worded_by.format(model=answer.generated_by)
        if answer.rejected:
            said += f" {words.left_out.format(count=len(answer.rejected))}"
        st.caption(f":material/edit_note: {literal(said)}")
    if answer.stale:
        st.warning(literal(words.stale), icon=":material/history:")
    for warning in answer.warnings:
        if warning in assistant.notices:
            continue
        st.caption(f":material/info: {literal(warning)}")


def model_note(assistant: Helper, words: Words) -> None:
    """Draw why no language model words the answers, where one was meant to."""
    if isinstance(assistant, WithoutModel):
        said = words.not_worded.format(model=assistant.llm)
        st.caption(f":material/info: {literal(said)} {literal(str(assistant.problem))}")


def verdict(answer: Answer, corpus: Corpus, words: Words) -> tuple[str, str, str]:
    """The verdict as words, icon and colour; none of them says it alone."""
    if answer.abstained:
        return words.refused[answer.reason or "not_in_article"], "block", "gray"
    if answer.verdict is None:
        return words.from_article, "menu_book", "blue"
    if answer.verdict in (EITHER, "depends"):
        icon = "balance" if answer.verdict == EITHER else "alt_route"
        return option_name(answer.verdict, corpus, words), icon, "orange"
    name = option_name(answer.verdict, corpus, words)
    return words.verdict.format(option=name), "check_circle", "green"


def option_name(verdict: str, corpus: Corpus, words: Words) -> str:
    """A verdict's own name, without the advice to choose it."""
    names = {EITHER: words.either, "depends": words.depends}
    names |= {option.id: option.name for option in corpus.options}
    return names.get(verdict, verdict)


def evidence(
    answer: Answer,
    turn: str,
    chosen: Chosen | None,
    corpus: Corpus,
    language: Language,
    words: Words,
) -> None:
    """Draw the citations as buttons, and the ledger."""
    if answer.citations:
        with st.container(horizontal=True, gap="xsmall", key=f"cites-{turn}"):
            for citation in answer.citations:
                _citation(citation, turn, chosen, answer.language, words)
    if answer.ledger:
        title = words.aspects.format(title=words.ledger, count=len(answer.ledger))
        with st.expander(title, icon=":material/balance:", key=f"ledger-{turn}"):
            ledger.show(answer, turn, chosen, corpus, language, words)
            st.caption(literal(words.favours))


def _citation(
    citation: Citation, turn: str, chosen: Chosen | None, language: Language, words: Words
) -> None:
    number = citation.number or 0
    shown = citation.gloss if language == "en" and citation.gloss else citation.quote
    label = words.citation.format(number=number, quote=clip(shown, _CHIP[language]))
    active = chosen == Chosen(turn, citation.start, citation.end)
    st.button(
        literal(label),
        key=f"cite-{turn}-{number}",
        type="primary" if active else "secondary",
        icon=":material/visibility:" if active else None,
        on_click=session.choose,
        args=(turn, citation.start, citation.end),
    )


def follow_ups(answer: Answer, turn: str, corpus: Corpus, words: Words) -> None:
    """Draw what would change the verdict, and what to ask next, as buttons that ask it."""
    if answer.flips:
        st.caption(literal(words.flips))
        with st.container(key=f"flips-{turn}", horizontal=True, gap="xsmall"):
            for number, flip in enumerate(answer.flips):
                label = words.flip.format(
                    condition=flip.condition, verdict=option_name(flip.verdict, corpus, words)
                )
                question = words.flip_question.format(condition=flip.condition)
                _asks(label, question, f"flip-{turn}-{number}", ":material/swap_horiz:")
    if answer.suggestions:
        st.caption(literal(words.suggestions))
        with st.container(key=f"suggestions-{turn}", horizontal=True, gap="xsmall"):
            for number, question in enumerate(answer.suggestions):
                _asks(question, question, f"suggestion-{turn}-{number}", None)


def _asks(label: str, question: str, key: str, icon: str | None) -> None:
    st.button(literal(label), key=key, icon=icon, wrap=True, on_click=session.ask, args=(question,))
