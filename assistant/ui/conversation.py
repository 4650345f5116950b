"""The conversation: questions, answers, and what can be done with them."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.history.freshness import checked
from assistant.history.records import Problem, SavedTurn
from assistant.ui import actions, session, welcome
from assistant.ui import answer as answers
from assistant.ui.component import component
from assistant.ui.inert import clip, literal, visible
from assistant.ui.services import Helper, Services
from assistant.ui.session import Pending, Session
from assistant.ui.wording import Words
from ingest.records import Language

_SHOWN = 2000
"""Characters of a question that are kept and shown; the assistant decides what is too long."""


def show(
    current: Session,
    services: Services,
    assistant: Helper,
    pending: Pending | None,
    script: DeltaGenerator,
    language: Language,
    words: Words,
) -> None:
    """Draw every turn, and answer the question that is pending."""
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
    announce(script, language, words, len(turns) + (pending is not None))
    if pending is not None:
        _answer(current, pending, services, assistant, words)
    if current.notice is not None:
        trouble(current.notice, words)
        current.notice = None
    unsaved = current.recorder.problem
    if unsaved is not None:
        found = session.problem_of(unsaved, words)
        trouble(Problem(f"{words.unsaved} {found.message}", found.hint), words)


def _turn(
    current: Session,
    turn: SavedTurn,
    assistant: Helper,
    language: Language,
    words: Words,
    *,
    last: bool,
) -> None:
    turn = checked(turn, assistant.corpus)
    _question(current, turn, words)
    with st.chat_message("assistant", avatar=":material/balance:"):
        if turn.answer is None:
            if turn.problem is not None:
                trouble(turn.problem, words)
            else:
                st.markdown(literal(words.interrupted))
            _again(turn, words)
            return
        answers.show(turn.answer, turn.id, assistant, language, words)
        chosen = current.chosen
        if last and turn.answer.citations:
            answers.model_note(assistant, words)
        answers.evidence(turn.answer, turn.id, chosen, assistant.corpus, language, words)
        if current.link:
            return
        actions.show(current, turn, turn.answer, words)
        if last:
            answers.follow_ups(turn.answer, turn.id, assistant.corpus, words)


def _again(turn: SavedTurn, words: Words) -> None:
    st.button(
        words.ask_again,
        key=f"again-{turn.id}",
        icon=":material/refresh:",
        on_click=session.ask_again,
        args=(turn.id,),
    )


def _beneath(turn: SavedTurn, pending: Pending, words: Words) -> None:
    """What stands below half an answer.

    The question box has a button to stop with, but only for what was typed there; any other
    control stops a run as well. How to ask again is hidden until the run has ended.
    """
    if not pending.typed:
        st.button(words.stop, key=f"stop-{turn.id}", icon=":material/stop_circle:")
    with st.container(key=f"stopped-{turn.id}", gap="xsmall"):
        st.caption(literal(words.interrupted))
        _again(turn, words)


def _answer(
    current: Session, pending: Pending, services: Services, assistant: Helper, words: Words
) -> None:
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
            services.count()
            answer = answers.stream(
                talk.stream(asked), words, lambda: _beneath(turn, pending, words)
            )
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


def announce(place: DeltaGenerator, language: Language, words: Words, turns: int) -> None:
    """Lets the page's own script know the language, and how many questions there are."""
    with place:
        component("page")(
            key="page-script",
            data={
                "language": language,
                "label": words.name,
                "turns": turns,
                "names": {
                    "Feedback rating": words.rate,
                    "Thumbs up": words.thumb_up,
                    "Thumbs down": words.thumb_down,
                },
            },
        )


def trouble(problem: Problem, words: Words) -> None:
    """Draw what is wrong, and what to do."""
    hint, _, details = problem.hint.partition("\n")
    text = literal(problem.message)
    if hint:
        text += f"\n\n{literal(hint)}"
    st.error(text, icon=":material/error:")
    if details:
        with st.expander(words.details):
            st.text(visible(details))
