"""The page: header, conversation, the article beside it, and the list of conversations."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.ui import article, conversation, session, sharing, sidebar
from assistant.ui.conversation import announce, trouble
from assistant.ui.inert import literal
from assistant.ui.services import Services
from assistant.ui.session import Pending, Session
from assistant.ui.wording import LANGUAGES, WORDS, Words
from ingest.records import Corpus, Language

_HERE = Path(__file__).parent


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
    header = _header(preferred, words)
    script = st.container(key="script")
    try:
        if services.visitor() is None:
            announce(script, language, words, 0)
            with st.container(key="trouble"):
                _sign_in(words)
            return
        corpora = services.corpora()
        current = session.current(services, _corpus(list(corpora)), words)
        sidebar.show(current, services, corpora, language, words)
        with header:
            sharing.menu(current, services, language, words)
        with st.spinner(words.preparing):
            assistant = services.assistant(current.recorder.corpus)
    except Exception as error:  # noqa: BLE001 - a visitor reads a sentence, the log has the rest
        announce(script, language, words, 0)
        with st.container(key="trouble"):
            trouble(session.problem_of(error, words), words)
            st.button(words.try_again, icon=":material/refresh:", key="retry")
        return
    pending = current.take_pending()
    with st.container(key="ask"):
        if current.link:
            _reader(words)
        elif typed := st.chat_input(words.placeholder, key="question", submit_mode="stop"):
            pending = Pending(typed, typed=True)
    with st.container(key="page", horizontal=True):
        with st.container(key="chat"):
            conversation.show(current, services, assistant, pending, script, language, words)
        _source(current, assistant.corpus, language, words)


def _preferred() -> Language:
    """The browser's language, where it is one of ours."""
    locale = st.context.locale or ""
    return "zh" if locale.lower().startswith("zh") else "en"


def _corpus(known: list[str]) -> str:
    """The corpus of a new conversation: the one that was chosen, or the default."""
    chosen = st.session_state.get("corpus")
    return chosen if chosen in known else known[0]


def _header(preferred: Language, words: Words) -> DeltaGenerator:
    """Draw it, and return the place in it for what depends on the conversation."""
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
            place = st.container(width="content")
            st.segmented_control(
                words.language,
                list(LANGUAGES),
                default=preferred,
                required=True,
                format_func=lambda code: LANGUAGES[code],
                key="lang",
                label_visibility="collapsed",
            )
    return place


def _reader(words: Words) -> None:
    """In place of the question box, where a conversation can only be read."""
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(f":material/visibility: {literal(words.reading_only)}")
        st.button(words.start_own, key="start-own", type="primary", on_click=session.restart)


def _sign_in(words: Words) -> None:
    st.markdown(literal(words.sign_in_first))
    st.button(words.sign_in, key="sign-in", type="primary", on_click=st.login)


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
