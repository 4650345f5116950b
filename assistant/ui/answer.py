"""How an answer is drawn: verdict, text, citations, ledger, and what to ask next."""

from __future__ import annotations

import time
from collections.abc import Iterable

import streamlit as st

from assistant.records import Answer, Citation, LedgerRow
from assistant.ui import session
from assistant.ui.inert import clip, inert, literal
from assistant.ui.wording import Words
from ingest.records import EITHER, Corpus, Language

_PAUSE = 0.03
"""Seconds between two drawings of an answer that streams in; the eye sees no more."""
_CHIP = {"zh": 24, "en": 48}


def stream(parts: Iterable[str | Answer], words: Words) -> Answer:
    """Draw text as it arrives, and return the answer that ends it.

    The verdict's and the text's places are those of :func:`show`, so nothing moves when the
    finished answer takes over.
    """
    head, body = st.empty(), st.empty()
    head.badge(literal(words.reading), icon=":material/hourglass_top:", color="gray")
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


def show(answer: Answer, corpus: Corpus, known: tuple[str, ...], words: Words) -> None:
    """Draw the verdict, the text and the warnings, but for those the reader knows already."""
    label, icon, color = verdict(answer, corpus, words)
    st.badge(literal(label), icon=f":material/{icon}:", color=color)  # type: ignore[arg-type]
    st.markdown(inert(answer.text))
    if answer.stale:
        st.warning(literal(words.stale), icon=":material/history:")
    for warning in answer.warnings:
        if warning in known:
            continue
        st.caption(f":material/info: {literal(warning)}")


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


def evidence(answer: Answer, turn: int, chosen: int | None, corpus: Corpus, words: Words) -> None:
    """Draw the citations as buttons, and the ledger."""
    if answer.citations:
        with st.container(horizontal=True, gap="xsmall", key=f"cites-{turn}"):
            for citation in answer.citations:
                number = citation.number or 0
                text = clip(_in(answer.language, citation), _CHIP[answer.language])
                label = words.citation.format(number=number, quote=text)
                st.button(
                    literal(label),
                    key=f"cite-{turn}-{number}",
                    type="primary" if number == chosen else "secondary",
                    icon=":material/visibility:" if number == chosen else None,
                    on_click=session.choose,
                    args=(turn, number),
                )
    if answer.ledger:
        with st.expander(words.ledger, icon=":material/table_rows:", key=f"ledger-{turn}"):
            st.table(
                ledger(answer, corpus, words),
                border="horizontal",
                hide_index=True,
                alt=words.ledger,
            )
            st.caption(literal(words.favours))


def ledger(answer: Answer, corpus: Corpus, words: Words) -> dict[str, list[str]]:
    """The columns of the two-sided table, as inert Markdown."""
    columns = {words.criterion: [literal(row.label) for row in answer.ledger]}
    for option in corpus.options:
        columns[literal(option.name)] = [
            _cell(row, option.id, answer.language, words) for row in answer.ledger
        ]
    return columns


def _cell(row: LedgerRow, option: str, language: Language, words: Words) -> str:
    found = row.citations.get(option, ()) or row.citations.get(EITHER, ())
    if not found:
        return f":gray[{literal(words.silent)}]"
    quotes = " ".join(_quoted(citation, language, words) for citation in found)
    return words.favoured.format(quotes=quotes) if row.favours == option else quotes


def _quoted(citation: Citation, language: Language, words: Words) -> str:
    text = literal(words.quote.format(text=_in(language, citation)))
    if citation.number is not None:
        text += rf" \[{citation.number}\]"
    if language == "en" and citation.gloss:
        text += f" :gray[{literal(citation.quote)}]"
    return text


def _in(language: Language, citation: Citation) -> str:
    return citation.gloss if language == "en" and citation.gloss else citation.quote


def follow_ups(answer: Answer, turn: int, corpus: Corpus, words: Words) -> None:
    """Draw what would change the verdict, and what to ask next, as buttons that ask it."""
    if answer.flips:
        st.caption(literal(words.flips))
        with st.container(key=f"flips-{turn}", gap="xsmall"):
            for number, flip in enumerate(answer.flips):
                label = words.flip.format(
                    condition=flip.condition, verdict=option_name(flip.verdict, corpus, words)
                )
                question = words.flip_question.format(condition=flip.condition)
                _asks(label, question, f"flip-{turn}-{number}", ":material/swap_horiz:")
    if answer.suggestions:
        st.caption(literal(words.suggestions))
        with st.container(key=f"suggestions-{turn}", gap="xsmall"):
            for number, question in enumerate(answer.suggestions):
                _asks(question, question, f"suggestion-{turn}-{number}", ":material/arrow_forward:")


def _asks(label: str, question: str, key: str, icon: str) -> None:
    st.button(literal(label), key=key, icon=icon, wrap=True, on_click=session.ask, args=(question,))
