"""The page: header, conversation, and the article beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.ui import answer as answers
from assistant.ui import article, session
from assistant.ui.inert import clip, literal, visible
from assistant.ui.samples import samples, versus
from assistant.ui.session import Helper, Problem, Session, Turn
from assistant.ui.wording import LANGUAGES, WORDS, Words
from ingest.records import Corpus, Language

_HERE = Path(__file__).parent
_SHOWN = 2000
"""Characters of a question that are shown; the assistant itself decides what is too long."""


def page(load: Callable[[], Helper] | None = None) -> None:
    """Draw the page.

    Args:
        load: Where the assistant comes from; :func:`session.load_assistant` where not given.
    """
    preferred = _preferred()
    language = cast("Language", st.session_state.get("lang") or preferred)
    words = WORDS[language]
    st.set_page_config(
        page_title=words.name, page_icon=_HERE / "icon.svg", layout="wide", menu_items={}
    )
    st.html(_HERE / "page.css")
    _header(preferred, words)
    script = st.container(key="script")
    try:
        with st.spinner(words.preparing):
            assistant = (load or session.load_assistant)()
    except Exception as error:  # noqa: BLE001 - a visitor reads a sentence, the log has the rest
        _run(script, language, words, 0)
        _trouble(Problem.of(error, words))
        st.button(words.try_again, icon=":material/refresh:")
        return
    current = session.current(assistant)
    with st.container(key="ask"):
        typed = st.chat_input(words.placeholder, key="question", submit_mode="stop")
    asked = typed or current.take_asked()
    with st.container(key="page", horizontal=True):
        with st.container(key="chat"):
            opening = st.empty()  # so that it goes as soon as a question comes
            if not current.turns and asked is None:
                with opening.container():
                    _welcome(assistant, language, words)
            for number in range(len(current.turns)):
                last = asked is None and number == len(current.turns) - 1
                _turn(current, number, assistant, words, last=last)
            _run(script, language, words, len(current.turns) + (asked is not None))
            if asked is not None:
                _answer(current, asked, words)
        _source(current, assistant.corpus, language, words)


def _preferred() -> Language:
    """The browser's language, where it is one of ours."""
    locale = st.context.locale or ""
    return "zh" if locale.lower().startswith("zh") else "en"


def _header(preferred: Language, words: Words) -> None:
    with st.container(
        key="header",
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
    ):
        st.title(words.name, anchor=False, width="content")
        with st.container(
            key="tools", horizontal=True, width="content", vertical_alignment="center"
        ):
            st.button(
                words.new_conversation,
                key="new",
                type="tertiary",
                icon=":material/add_comment:",
                on_click=session.restart,
            )
            st.segmented_control(
                words.language,
                list(LANGUAGES),
                default=preferred,
                required=True,
                format_func=lambda code: LANGUAGES[code],
                key="lang",
                label_visibility="collapsed",
            )


def _run(place: DeltaGenerator, language: Language, words: Words, turns: int) -> None:
    """Lets the page's own script know the language, and how many questions there are."""
    with place:
        st.components.v2.component("xuanxing.page", js=_script())(
            key="page-script", data={"language": language, "label": words.name, "turns": turns}
        )


@cache
def _script() -> str:
    return (_HERE / "page.js").read_text(encoding="utf-8")


def _welcome(assistant: Helper, language: Language, words: Words) -> None:
    corpus = assistant.corpus
    intro = words.intro.format(options=versus(corpus, words))
    scope = words.scope.format(title=corpus.title, date=corpus.retrieved)
    st.markdown(f"## {literal(intro)}", anchors=False)
    st.markdown(literal(scope))
    for notice in assistant.notices:
        st.caption(f":material/info: {literal(notice)}")
    st.caption(literal(words.try_asking))
    with st.container(key="samples", gap="xsmall"):
        for number, sample in enumerate(samples(corpus, language)):
            st.button(
                f"**{literal(sample.who)}** {literal(sample.question)}",
                key=f"sample-{number}",
                width="stretch",
                wrap=True,
                on_click=session.ask,
                args=(sample.question,),
            )


def _turn(current: Session, number: int, assistant: Helper, words: Words, *, last: bool) -> None:
    turn = current.turns[number]
    _question(turn)
    with st.chat_message("assistant", avatar=":material/balance:"):
        if turn.answer is not None:
            answers.show(turn.answer, assistant.corpus, assistant.notices, words)
        elif turn.problem is not None:
            _trouble(turn.problem)
        else:
            st.markdown(literal(words.interrupted))
        _below(current, number, assistant.corpus, words, last=last)


def _answer(current: Session, asked: str, words: Words) -> None:
    """Answer a question. Its turn is kept first, so stopping midway loses nothing."""
    turn = Turn(asked if len(asked) <= _SHOWN else clip(asked, _SHOWN))
    current.turns.append(turn)
    _question(turn)
    with st.chat_message("assistant", avatar=":material/balance:"):
        try:
            turn.answer = answers.stream(current.talk.stream(asked), words)
        except Exception as error:  # noqa: BLE001 - as in page()
            turn.problem = Problem.of(error, words)
    current.settle(turn)
    st.rerun()  # so that a finished answer is drawn in one way only


def _question(turn: Turn) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.text(visible(turn.question))


def _below(current: Session, number: int, corpus: Corpus, words: Words, *, last: bool) -> None:
    turn = current.turns[number]
    if turn.answer is None:
        st.button(
            words.ask_again,
            key=f"again-{number}",
            icon=":material/refresh:",
            on_click=session.ask_again,
            args=(number,),
        )
        return
    chosen = current.chosen[1] if current.chosen and current.chosen[0] == number else None
    answers.evidence(turn.answer, number, chosen, corpus, words)
    if last:
        answers.follow_ups(turn.answer, number, corpus, words)


def _source(current: Session, corpus: Corpus, language: Language, words: Words) -> None:
    if current.chosen is None:
        return
    turn, number = current.chosen
    answer = current.turns[turn].answer
    if answer is None or not 0 < number <= len(answer.citations):
        return
    with st.container(key="source", gap="xsmall"):
        st.button(
            words.close,
            key="close",
            type="tertiary",
            icon=":material/close:",
            shortcut="Esc",
            on_click=session.close,
        )
        citation = answer.citations[number - 1]
        translated = "en" in (language, answer.language)
        article.show(corpus, citation, f"{turn}-{number}", language, words, translated=translated)


def _trouble(problem: Problem) -> None:
    text = literal(problem.message)
    if problem.hint:
        text += f"\n\n{literal(problem.hint)}"
    st.error(text, icon=":material/error:")
