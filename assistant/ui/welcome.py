"""The first screen: what this is, what it knows, and what could be asked."""

from __future__ import annotations

import streamlit as st

from assistant.ui import session
from assistant.ui.inert import literal
from assistant.ui.samples import overview, samples, versus
from assistant.ui.services import Helper
from assistant.ui.wording import Words
from ingest.records import Corpus, Language


def show(assistant: Helper, language: Language, words: Words) -> None:
    """Draw it."""
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
    _overview(corpus, language, words)


def _overview(corpus: Corpus, language: Language, words: Words) -> None:
    """What the article covers, by the side that it speaks for; each asks its own question."""
    st.caption(literal(words.overview))
    with st.container(key="overview", gap="xsmall"):
        for side, topics in overview(corpus, language).items():
            with st.container(horizontal=True, gap="xxsmall", vertical_alignment="center"):
                st.markdown(f"**{literal(_side(side, corpus, words))}**", width="content")
                for topic in topics:
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
