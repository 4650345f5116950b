"""An answer as Markdown for other people's programs: its text, then the quotes by number.

Whoever shows it may render links, images and HTML, and part of it comes from articles. What
would become active is broken by a word joiner: it has no width, and unlike a backslash it
works whatever stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.records import Answer, Citation
from ingest.records import Language

_JOINER = "\u2060"
_ACTIVE = re.compile(
    r"<(?=[A-Za-z/!?])"  # HTML, <https://…>
    r"|\](?=[(:])"  # links, images, and definitions of either
    r"|:(?=//)|(?i:www)(?=\.)|@(?=\w)"  # bare addresses
)
# Controls, lone surrogates, and what reorders the text around it.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")
_WIDE = "\u2fff"
"""Characters above are words of their own, and nothing becomes active after one of them."""
_TRANSLATION = "Translation"
_QUOTES: dict[Language, str] = {"zh": "引文", "en": "Quotes"}
_NOTE: dict[Language, str] = {"zh": "注意", "en": "Note"}
_STALE: dict[Language, str] = {
    "zh": "索引建立之后,文章有改动。",
    "en": "the article has changed since its index was built.",
}


def inert(markdown: str) -> str:
    """Markdown without links, images, HTML or control characters; the rest of it still works."""
    return _ACTIVE.sub(rf"\g<0>{_JOINER}", _UNSEEN.sub("", markdown))


def inert_pieces(pieces: Iterator[str]) -> Iterator[str]:
    """The same for text that comes in pieces, wherever it was cut."""
    held = ""
    for piece in pieces:
        held += _UNSEEN.sub("", piece)  # first, or what stands around it would meet afterwards
        cut = len(held)
        while cut and not (held[cut - 1].isspace() or held[cut - 1] > _WIDE):
            cut -= 1  # what begins within a word may become active by the rest of it
        if cut:
            yield inert(held[:cut])
            held = held[cut:]
    if held:
        yield inert(held)


def readable(answer: Answer) -> str:
    """The whole answer: text, quotes, and what the reader should know of them."""
    return inert(answer.text) + footnotes(answer)


def footnotes(answer: Answer) -> str:
    """What goes below an answer's text, from its first line break on; empty if there is nothing.

    Numbers are those of the text. A translation stands beside a quote only for who may not
    read the original.
    """
    blocks = []
    if answer.citations:
        lines = [f"**{_QUOTES[answer.language]}**", ""]
        lines += [_line(each, answer.language) for each in answer.citations]
        blocks.append("\n".join(lines))
    notes = [*answer.warnings, *([_STALE[answer.language]] if answer.stale else [])]
    blocks += [f"*{_NOTE[answer.language]}: {_flat(note)}*" for note in dict.fromkeys(notes)]
    return "".join(f"\n\n{block}" for block in blocks)


def _line(cited: Citation, language: Language) -> str:
    line = f"- [{cited.number}] “{_flat(cited.quote)}”"
    if cited.gloss and language == "en":
        line += f" ({_TRANSLATION}: {_flat(cited.gloss)})"
    places = [_flat(place) for place in (cited.document, cited.heading) if place]
    return f"{line}, {' › '.join(places)}"


def _flat(text: str) -> str:
    return inert(_SPACES.sub(" ", text).strip())
