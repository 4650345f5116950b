"""Beside the chat: the article to answer from, kept conversations, settings."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assistant.history.gate import SIGN_OUT
from assistant.history.records import Summary
from assistant.history.store import History
from assistant.settings import Settings
from assistant.ui import session
from assistant.ui.checks import Check, checks
from assistant.ui.component import component
from assistant.ui.inert import clip, literal
from assistant.ui.services import Services
from assistant.ui.session import Session
from assistant.ui.wording import Words
from ingest.errors import XuanxingError
from ingest.records import Language

_PAGE = 20
_TITLE = 40


def show(
    current: Session,
    services: Services,
    corpora: Mapping[str, str],
    language: Language,
    words: Words,
) -> None:
    """Draw it."""
    with st.sidebar:
        if len(corpora) > 1 and current.recorder.corpus in corpora:
            st.session_state["corpus"] = current.recorder.corpus
            st.selectbox(
                words.corpus,
                list(corpora),
                format_func=lambda corpus: clip(corpora[corpus], _TITLE),
                key="corpus",
                on_change=session.restart,
            )
        _conversations(current, services, words)
        _sign_out(services, words)
        if st.button(words.settings, key="settings", icon=":material/tune:", type="tertiary"):
            st.dialog(words.settings)(_settings)(services, current.recorder.corpus, language, words)


def _sign_out(services: Services, words: Words) -> None:
    visitor = services.visitor()
    if visitor is None:
        return
    if visitor.owner.startswith("oidc:"):
        name = f"{words.sign_out} ({clip(visitor.name, _TITLE)})"
        icon = ":material/logout:"
        st.button(literal(name), key="sign-out", icon=icon, type="tertiary", on_click=st.logout)
    elif visitor.owner.startswith("password:"):
        component("sign_out")(key="sign-out", data={"label": words.sign_out, "path": SIGN_OUT})


def _conversations(current: Session, services: Services, words: Words) -> None:
    st.markdown(f"**{literal(words.conversations)}**")
    query = st.text_input(
        words.search,
        key="search",
        placeholder=words.search,
        icon=":material/search:",
        label_visibility="collapsed",
    )
    history, owner = services.history(), services.owner()
    _undo(history, owner, words)
    shown = int(st.session_state.get("shown", _PAGE))
    try:
        listing = history.list(owner, query=query, limit=min(shown, 200))
    except XuanxingError as error:
        problem = session.problem_of(error, words)
        st.caption(literal(f"{problem.message} {problem.hint}"))
        return
    if not listing.items:
        nothing = words.no_match.format(query=query) if query else words.no_conversations
        st.caption(literal(nothing))
    with st.container(key="conversations", gap=None):
        for summary in listing.items:
            _entry(current, summary, history, owner, words)
    if listing.following is not None and shown < 200:
        st.button(words.older, key="older", type="tertiary", on_click=_more, args=(shown,))


def _more(shown: int) -> None:
    st.session_state["shown"] = shown + _PAGE


def _entry(current: Session, summary: Summary, history: History, owner: str, words: Words) -> None:
    identity = summary.id
    if st.session_state.get("renaming") == identity:
        key = f"title-{identity}"
        st.text_input(
            words.title,
            value=summary.title,
            key=key,
            max_chars=80,
            on_change=_rename,
            args=(history, owner, identity, key),
        )
        return
    open_now = identity == current.recorder.conversation
    with st.container(
        horizontal=True,
        gap=None,
        vertical_alignment="center",
        key=f"entry-{'open-' if open_now else ''}{identity}",
    ):
        st.button(
            literal(clip(summary.title, _TITLE)),
            key=f"open-{identity}",
            type="tertiary",
            width="stretch",
            on_click=session.open_conversation,
            args=(identity,),
        )
        key = f"manage-{identity}"
        st.menu_button(
            words.manage.format(title=clip(summary.title, _TITLE)),
            ("rename", "delete"),
            format_func=lambda action: {"rename": words.rename, "delete": words.delete}[action],
            key=key,
            icon=":material/more_horiz:",
            type="tertiary",
            on_click=_manage,
            args=(current, summary, history, owner, key, words),
        )


def _manage(
    current: Session, summary: Summary, history: History, owner: str, key: str, words: Words
) -> None:
    if st.session_state.get(key) == "rename":
        st.session_state["renaming"] = summary.id
        return
    try:
        history.delete(owner, summary.id)
    except XuanxingError as error:
        current.notice = session.problem_of(error, words)
        return
    st.session_state["deleted"] = (summary.id, summary.title)
    if summary.id == current.recorder.conversation:
        session.restart()


def _rename(history: History, owner: str, identity: str, key: str) -> None:
    st.session_state.pop("renaming", None)
    title = str(st.session_state.get(key) or "")
    if title.strip():
        history.rename(owner, identity, title)


def _undo(history: History, owner: str, words: Words) -> None:
    deleted = st.session_state.get("deleted")
    if deleted is None:
        return
    identity, title = deleted
    with st.container(
        horizontal=True, key="undo", vertical_alignment="center", gap="xsmall", border=True
    ):
        st.caption(literal(words.deleted.format(title=clip(title, _TITLE // 2))))
        st.button(
            words.undo,
            key="restore",
            type="tertiary",
            icon=":material/undo:",
            on_click=_restore,
            args=(history, owner, identity),
        )


def _restore(history: History, owner: str, identity: str) -> None:
    st.session_state.pop("deleted", None)
    history.restore(owner, identity)


def _settings(services: Services, corpus: str, language: Language, words: Words) -> None:
    """What the page stands on, each part with its state and, if need be, its remedy."""
    with st.spinner(words.trying):
        found = checks(
            lambda: services.assistant(corpus),
            lambda helper: services.check_llm(helper, language),
            services.history(),
            Settings.from_env(),
            services.unusable(),
            lambda error: session.problem_of(error, words),
        )
    for check in found:
        value = check.value or words.no_model
        st.markdown(f"**{literal(words.facts[check.part])}**")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text(value, width="stretch")
            if check.value:
                _state(check, words)
        said = f"{check.problem.message} {check.problem.hint}" if check.problem else check.note
        for line in filter(None, said.split("\n")):
            st.caption(literal(line))


def _state(check: Check, words: Words) -> None:
    if check.problem is not None:
        st.badge(words.fails, icon=":material/error:", color="orange")
    elif check.tried:
        st.badge(words.works, icon=":material/check_circle:", color="green")
    else:
        st.badge(words.untried, icon=":material/help:", color="gray")
