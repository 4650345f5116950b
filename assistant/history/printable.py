"""A conversation as one HTML page to print: no script, no request, everything in it escaped."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markdown_it import MarkdownIt
from markupsafe import Markup

from assistant.history.export import visible
from assistant.history.records import SavedConversation
from assistant.history.wording import WORDING
from assistant.records import Answer
from ingest.records import Language

_NUMBER = re.compile(r"\[(\d{1,3})\]")


def to_html(conversation: SavedConversation, language: Language) -> str:
    """The page, with every quote beside its translation.

    Args:
        conversation: What to print.
        language: Of the words around it.
    """
    return _template().render(
        conversation=conversation,
        language=language,
        words=WORDING[language],
        formatted=_formatted,
        visible=visible,
    )


def _formatted(answer: Answer, turn: int) -> Markup:
    """An answer's Markdown as HTML, its citation numbers leading to the quotes below it."""
    known = {citation.number for citation in answer.citations}

    def linked(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in known:
            return match.group()
        return f'<a href="#t{turn}-c{number}">[{number}]</a>'

    # The parser escapes all text, and only the rules named below make an element.
    return Markup(_NUMBER.sub(linked, _parser().render(visible(answer.text))))  # noqa: S704


@cache
def _parser() -> MarkdownIt:
    """Paragraphs, lists and emphasis; no link, image, HTML or code."""
    rules = ["list", "emphasis", "escape", "newline", "balance_pairs", "fragments_join"]
    return MarkdownIt("zero", {"html": False, "breaks": True}).enable(rules, ignoreInvalid=True)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("assistant.history", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("printable.html.jinja")
