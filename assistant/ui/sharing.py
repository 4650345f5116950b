"""Taking a conversation elsewhere: a link to a read-only view, and files."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

from assistant.history.export import to_json, to_markdown
from assistant.history.printable import to_html
from assistant.history.records import SavedConversation
from assistant.ui import session
from assistant.ui.inert import clip, literal
from assistant.ui.services import Services
from assistant.ui.session import Session
from assistant.ui.wording import Words
from ingest.errors import XuanxingError
from ingest.records import Language

_NAME = re.compile(r"[^\w-]+")


def menu(current: Session, services: Services, language: Language, words: Words) -> None:
    """Draw the menu, once there is something to share."""
    if current.link or not current.recorder.turns or current.recorder.problem is not None:
        return
    try:
        saved = services.history().load(services.owner(), current.recorder.conversation)
    except XuanxingError:
        return  # not kept, which the page says elsewhere
    with st.popover(words.share, icon=":material/ios_share:", key="share", type="tertiary"):
        _link(current, saved, services, words)
        st.divider()
        name = _NAME.sub("-", clip(saved.title, 40)).strip("-") or "conversation"
        for kind, mime, write in (
            ("md", "text/markdown", lambda: to_markdown(saved, language)),
            ("html", "text/html", lambda: to_html(saved, language)),
            ("json", "application/json", lambda: to_json(saved)),
        ):
            st.download_button(
                words.export[kind],
                _bytes(write),
                file_name=f"{name}.{kind}",
                mime=mime,
                key=f"export-{kind}",
                type="tertiary",
                icon=":material/download:",
                on_click="ignore",
            )


def _bytes(write: Callable[[], str]) -> Callable[[], bytes]:
    """Written only when it is downloaded."""
    return lambda: write().encode("utf-8")


def _link(current: Session, saved: SavedConversation, services: Services, words: Words) -> None:
    st.caption(literal(words.share_note))
    arguments = (current, services, saved.id, words)
    if saved.link is None:
        st.button(
            words.share_link,
            key="share-link",
            icon=":material/link:",
            on_click=_share,
            args=arguments,
        )
        return
    st.code(_address(saved.link), language=None, wrap_lines=True)
    with st.container(horizontal=True, gap="small"):
        st.button(words.share_again, key="share-again", on_click=_share, args=arguments)
        st.button(words.unshare, key="unshare", on_click=_unshare, args=arguments)


def _address(token: str) -> str:
    base = (st.context.url or "").split("?")[0].rstrip("/")
    return f"{base}/?{session.SHARED}={token}"


def _share(current: Session, services: Services, conversation: str, words: Words) -> None:
    _try(current, words, lambda: services.history().share(services.owner(), conversation))


def _unshare(current: Session, services: Services, conversation: str, words: Words) -> None:
    _try(current, words, lambda: services.history().unshare(services.owner(), conversation))


def _try(current: Session, words: Words, act: Callable[[], object]) -> None:
    try:
        act()
    except XuanxingError as error:
        current.notice = session.problem_of(error, words)
