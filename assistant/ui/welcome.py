"""The first screen: what this is, what it knows, and what could be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from assistant.records import Answer
from assistant.ui import session
from assistant.ui.answer import model_note
from assistant.ui.inert import literal
from assistant.ui.samples import Topic, overview, samples, versus
from assistant.ui.services import Helper
from assistant.ui.wording import Words
from ingest.records import Corpus, Language


def answered(assistant: Helper, questions: Iterable[str]) -> frozenset[str]:
    """Those of the questions that are not refused: nothing else is offered."""
    found = set()
    for question in questions:
        *_, answer = assistant.conversation().stream(question)
        if isinstance(answer, Answer) and not answer.abstained:
            found.add(question)
    return frozenset(found)


@st.cache_resource(show_spinner=False)
def _answered(_assistant: Helper, _sha256: str, questions: tuple[str, ...]) -> frozenset[str]:
    return answered(_assistant, questions)


def show(assistant: Helper, language: Language, words: Words) -> None:
    """Draw it."""
    corpus = assistant.corpus
    intro = words.intro.format(options=versus(corpus, words))
    scope = words.scope.format(title=corpus.title, date=corpus.retrieved)
    st.markdown(f"## {literal(intro)}", anchors=False)
    st.markdown(literal(scope))
    for notice in assistant.notices:
        st.caption(f":material/info: {literal(notice)}")
    model_note(assistant, words)
    offers, topics = samples(corpus, language), overview(corpus, language)
    asked = (*(o.question for o in offers), *(t.question for ts in topics.values() for t in ts))
    fine = _answered(assistant, corpus.article.sha256, asked)
    st.caption(literal(words.try_asking))
    with st.container(key="samples", gap="xsmall"):
        for number, sample in enumerate(offers):
            if sample.question not in fine:
                continue
            st.button(
                f"**{literal(sample.who)}** {literal(sample.question)}",
                key=f"sample-{number}",
                width="stretch",
                wrap=True,
                on_click=session.ask,
                args=(sample.question,),
            )
    _overview(topics, fine, corpus, words)


def _overview(
    found: Mapping[str, tuple[Topic, ...]], fine: frozenset[str], corpus: Corpus, words: Words
) -> None:
    """What the article covers, by the side that it speaks for; each asks its own question."""
    st.caption(literal(words.overview))
    with st.container(key="overview", gap="xsmall"):
        for side, topics in found.items():
            with st.container(horizontal=True, gap="xxsmall", vertical_alignment="center"):
                st.markdown(f"**{literal(_side(side, corpus, words))}**", width="content")
                for topic in topics:
                    if topic.question not in fine:
                        continue
                    st.button(
                        literal(topic.label),
                        key=f"topic-{topic.point}",
                        type="tertiary",
                        on_click=session.ask,
                        args=(topic.question,),
                    )


def _side(side: str, corpus: Corpus, words: Words) -> str:
    names = {option.id: words.overview_for.format(option=option.name) for option in corpus.options}
    return names.get(side, words.overview_level)
