"""What can be done with an answer: copy it, ask again, change the question, rate it."""

from __future__ import annotations

import re

import streamlit as st

from assistant.history.records import COMPLAINTS, Complaint, Feedback, SavedTurn
from assistant.records import Answer
from assistant.ui import session
from assistant.ui.component import component
from assistant.ui.inert import literal, visible
from assistant.ui.session import Session
from assistant.ui.wording import Words

_MARKUP = re.compile(r"\\([!-/:-@\[-`{-~])|\*{1,2}")


def show(current: Session, turn: SavedTurn, answer: Answer, words: Words) -> None:
    """Draw the row of actions under an answer."""
    with st.container(
        horizontal=True, gap=None, vertical_alignment="center", key=f"actions-{turn.id}"
    ):
        copied = {"label": words.copy, "done": words.copied, "text": plain(answer)}
        component("copy")(key=f"copy-{turn.id}", data=copied, width="content")
        _icon("refresh", words.regenerate, f"icon-again-{turn.id}", session.ask_again, turn.id)
        _icon("edit", words.edit, f"icon-edit-{turn.id}", session.edit, turn.id)
        _thumbs(current, turn)
    if turn.feedback is not None and turn.feedback.rating == "down":
        _complain(current, turn, turn.feedback, words)


def _icon(name: str, label: str, key: str, act: object, turn: str) -> None:
    st.button(
        label,
        key=key,
        type="tertiary",
        icon=f":material/{name}:",
        on_click=act,  # type: ignore[arg-type]
        args=(turn,),
    )


def _thumbs(current: Session, turn: SavedTurn) -> None:
    key = f"rated-{turn.id}"
    saved = None if turn.feedback is None else int(turn.feedback.rating == "up")
    st.feedback("thumbs", key=key, default=saved, on_change=_rate, args=(current, turn.id, key))


def _rate(current: Session, turn: str, key: str) -> None:
    value = st.session_state.get(key)
    feedback = None if value is None else Feedback("up" if value else "down")
    current.recorder.rate(turn, feedback)


def _complain(current: Session, turn: SavedTurn, given: Feedback, words: Words) -> None:
    if given.reason is not None or given.comment:
        st.caption(f":material/check: {literal(words.thanks)}")
        return
    with st.form(key=f"complaint-{turn.id}", border=True):
        reason: Complaint | None = st.pills(
            words.complaint,
            COMPLAINTS,
            format_func=lambda each: words.complaints[each],
            key=f"reason-{turn.id}",
        )
        comment = st.text_input(words.comment, key=f"comment-{turn.id}", max_chars=500)
        if st.form_submit_button(words.send) and (reason or comment):
            current.recorder.rate(turn.id, Feedback("down", reason, comment))
            st.rerun()


def plain(answer: Answer) -> str:
    """An answer as plain text, its quotes listed below."""
    lines = [visible(_MARKUP.sub(lambda match: match[1] or "", answer.text))]
    if answer.citations:
        lines.append("")
    lines += [f"[{c.number}] {c.heading}: {visible(c.quote)}" for c in answer.citations]
    return "\n".join(lines)
