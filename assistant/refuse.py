"""Refusals: what is missing, in the asker's language, and what could be asked instead."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.analyse import MAX_QUESTION, Analysis
from assistant.records import Reason
from assistant.retrieve import Finding
from assistant.suggest import suggestions, topics
from assistant.wording import WORDING
from ingest.records import Corpus, Language

_NEAR = 0.3
"""The score from which a refusal offers what the article does say about the need."""


def refuse(
    corpus: Corpus,
    language: Language,
    reason: Reason,
    analysis: Analysis,
    findings: Sequence[Finding],
) -> str:
    """The text of a refusal; it makes no claim about any option, so it cites nothing."""
    wording = WORDING[language]
    options = wording.join([option.name for option in corpus.options])
    template = wording.welcome if analysis.thanks else wording.refusals[reason]
    first = template.format(
        example=suggestions(corpus, language, ())[0],
        limit=MAX_QUESTION,
        options=options,
        strangers=wording.join(list(analysis.strangers or analysis.subjects)),
    )
    second = ""
    if reason == "unknown_option":
        second = _offer(corpus, language, analysis, findings)
    elif reason in {"off_topic", "not_in_article", "unsafe"}:
        second = wording.topics.format(labels=wording.join(topics(corpus, language)))
    return f"{first}{' ' if language == 'en' and second else ''}{second}"


def _offer(
    corpus: Corpus, language: Language, analysis: Analysis, findings: Sequence[Finding]
) -> str:
    best = max((f.best for f in findings), key=lambda match: match.score, default=None)
    if best is None or best.score < _NEAR or not analysis.options:
        return ""
    names = [option.name for option in corpus.options if option.id in analysis.options]
    wording = WORDING[language]
    return wording.offer.format(option=wording.join(names), label=best.point.label[language])
