"""The page: header, conversation, the article beside it, and the list of conversations."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.history.records import Problem, SavedTurn
from assistant.ui import actions, article, session, sidebar, welcome
from assistant.ui import answer as answers
from assistant.ui.component import component
from assistant.ui.inert import clip, literal, visible
from assistant.ui.services import Helper, Services
from assistant.ui.session import Pending, Session
from assistant.ui.wording import LANGUAGES, WORDS, Words
from ingest.records import Corpus, Language

_HERE = Path(__file__).parent
_SHOWN = 2000
"""Characters of a question that are kept and shown; the assistant decides what is too long."""


def page(services: Services | None = None) -> None:
    """Draw the page.

    Args:
        services: What it stands on; the real ones where not given.
    """
    services = services or Services()
    preferred = _preferred()
    language = cast("Language", st.session_state.get("lang") or preferred)
    words = WORDS[language]
    st.set_page_config(
        page_title=words.name,
        page_icon=_HERE / "icon.svg",
        layout="wide",
        menu_items={},
        initial_sidebar_state="auto",
    )
    st.html(_HERE / "page.css")
    _header(preferred, words)
    script = st.container(key="script")
    try:
        corpora = services.corpora()
        current = session.current(services, _corpus(list(corpora)), words)
        sidebar.show(current, services, corpora, words)
        with st.spinner(words.preparing):
            assistant = services.assistant(current.recorder.corpus)
    except Exception as error:  # noqa: BLE001 - a visitor reads a sentence, the log has the rest
        _run(script, language, words, 0)
        _trouble(session.problem_of(error, words))
        st.button(words.try_again, icon=":material/refresh:", key="retry")
        return
    with st.container(key="ask"):
        typed = st.chat_input(words.placeholder, key="question", submit_mode="stop")
    pending = Pending(typed) if typed else current.take_pending()
    with st.container(key="page", horizontal=True):
        with st.container(key="chat"):
            _chat(current, assistant, pending, script, language, words)
        _source(current, assistant.corpus, language, words)


def _preferred() -> Language:
    """The browser's language, where it is one of ours."""
    locale = st.context.locale or ""
    return "zh" if locale.lower().startswith("zh") else "en"


def _corpus(known: list[str]) -> str:
    """The corpus of a new conversation: the one that was chosen, or the default."""
    chosen = st.session_state.get("corpus")
    return chosen if chosen in known else known[0]


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
        component("page")(
            key="page-script", data={"language": language, "label": words.name, "turns": turns}
        )


def _chat(
    current: Session,
    assistant: Helper,
    pending: Pending | None,
    script: DeltaGenerator,
    language: Language,
    words: Words,
) -> None:
    opening = st.empty()  # so that it goes as soon as a question comes
    turns = current.recorder.turns
    if pending is not None and pending.instead_of is not None:
        ids = [turn.id for turn in turns]
        if pending.instead_of in ids:
            turns = turns[: ids.index(pending.instead_of)]
    if not turns and pending is None:
        with opening.container():
            welcome.show(assistant, language, words)
    for number, turn in enumerate(turns, start=1):
        last = pending is None and number == len(turns)
        _turn(current, turn, assistant, language, words, last=last)
    _run(script, language, words, len(turns) + (pending is not None))
    if pending is not None:
        _answer(current, pending, assistant, words)
    if current.notice is not None:
        _trouble(current.notice)
        current.notice = None
    unsaved = current.recorder.problem
    if unsaved is not None:
        _trouble(Problem(f"{words.unsaved} {unsaved.message}", unsaved.hint))


def _turn(
    current: Session,
    turn: SavedTurn,
    assistant: Helper,
    language: Language,
    words: Words,
    *,
    last: bool,
) -> None:
    _question(current, turn, words)
    with st.chat_message("assistant", avatar=":material/balance:"):
        if turn.answer is None:
            if turn.problem is not None:
                _trouble(turn.problem)
            else:
                st.markdown(literal(words.interrupted))
            st.button(
                words.ask_again,
                key=f"again-{turn.id}",
                icon=":material/refresh:",
                on_click=session.ask_again,
                args=(turn.id,),
            )
            return
        answers.show(turn.answer, turn.id, assistant, language, words)
        chosen = current.chosen
        answers.evidence(turn.answer, turn.id, chosen, assistant.corpus, language, words)
        actions.show(current, turn, turn.answer, words)
        if last:
            answers.follow_ups(turn.answer, turn.id, assistant.corpus, words)


def _answer(current: Session, pending: Pending, assistant: Helper, words: Words) -> None:
    """Answer a question. Its turn is kept first, so stopping midway loses nothing."""
    asked = pending.question
    recorder = current.recorder
    shown = visible(asked if len(asked) <= _SHOWN else clip(asked, _SHOWN))
    turn = recorder.ask(shown, instead_of=pending.instead_of)
    session.name_in_address(current)
    _question(current, turn, words)
    with st.chat_message("assistant", avatar=":material/balance:"):
        talk = assistant.conversation(memory=recorder.memory_before(turn.id))
        try:
            answer = answers.stream(talk.stream(asked), words)
        except Exception as error:  # noqa: BLE001 - as in page()
            recorder.settle(turn.id, problem=session.problem_of(error, words))
        else:
            recorder.settle(turn.id, answer=answer, memory=talk.memory)
    current.follow(turn.id)
    st.rerun()  # so that a finished answer is drawn in one way only


def _question(current: Session, turn: SavedTurn, words: Words) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        if current.editing != turn.id:
            st.text(turn.question)
            return
        key = f"edited-{turn.id}"
        st.text_area(words.edited, value=turn.question, key=key, max_chars=_SHOWN, height="content")
        with st.container(horizontal=True, gap="small"):
            st.button(
                words.send_edited,
                key=f"send-{turn.id}",
                type="primary",
                on_click=session.ask_edited,
                args=(turn.id, key),
            )
            st.button(words.cancel, key=f"cancel-{turn.id}", on_click=session.edit, args=(None,))


def _source(current: Session, corpus: Corpus, language: Language, words: Words) -> None:
    chosen = current.chosen
    turn = current.turn(chosen.turn) if chosen else None
    if chosen is None or turn is None or turn.answer is None:
        return
    span = (chosen.start, chosen.end)
    quoted = {(each.start, each.end): each for each in session.cited(turn.answer)}
    if span not in quoted:
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
        article.show(
            corpus,
            quoted[span],
            f"{turn.id}-{chosen.start}-{chosen.end}",
            language,
            words,
            translated="en" in (language, turn.answer.language),
            cited=session.cited_by(current, corpus),
            close=session.close,
        )


def _trouble(problem: Problem) -> None:
    text = literal(problem.message)
    if problem.hint:
        text += f"\n\n{literal(problem.hint)}"
    st.error(text, icon=":material/error:")
