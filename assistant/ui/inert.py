"""Text of others (questions, articles, models) as Markdown that stays what it says.

Streamlit's Markdown has links, images, formulas, HTML, ``:emoji:``, ``:material/icons:`` and
``:red[directives]``. Backslashes stop what the parser sees. Some things are found only
afterwards, in the text that is left (bare addresses, emoji, arrows); those are broken by a
word joiner, which has no width.
"""

from __future__ import annotations

import re

WORD_JOINER = "\u2060"

_SPACES = re.compile(r"\s+")
# Controls, lone surrogates, and what reorders the text around it. Joiners that emoji and
# scripts are written with stay.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_FOUND_LATER = re.compile(
    r":(?=[A-Za-z0-9_+/\\\-]+:|\\?/)"  # :emoji:, :material/icon:, https://
    r"|(?i:\bwww)(?=\\?\.)"
    r"|@(?=\w)"  # an address
    r"|[<>~\-](?=\\?[\-=>])"  # arrows, dashes, comparisons
)
_SPECIAL = re.compile(r"[!#$&()*+\-.:<=>@\[\\\]^_`{|}~]")
# In Markdown that the assistant wrote: emphasis, what it escaped itself, and everything else.
_TOKEN = re.compile(r"\\[!-/:-@\[-`{-~]|\*{1,2}|(?P<special>[!#$&()+\-.:<=>@\[\\\]^_`{|}~])")
_MARKER = re.compile(r"(?:[-*]|\d{1,3}\.)[ \t]+|>[ \t]?")
_NUMBER = re.compile(r"\\\[(\d{1,3})\\\]")


def visible(text: str) -> str:
    """The text without control characters and overrides of its direction."""
    return _UNSEEN.sub("", text)


def clip(text: str, length: int) -> str:
    """At most ``length`` characters on one line, with an ellipsis where something is cut."""
    line = _SPACES.sub(" ", text).strip()
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def literal(text: str) -> str:
    """Markdown that shows ``text`` on one line, character for character."""
    line = _SPACES.sub(" ", visible(text)).strip()
    return _SPECIAL.sub(r"\\\g<0>", _broken(line))


def inert(markdown: str) -> str:
    """An answer's Markdown with paragraphs, lists, emphasis and escapes, and nothing else.

    Citation numbers are set apart by colour; they stay plain text.
    """
    lines = [_inert_line(line) for line in visible(markdown).split("\n")]
    paragraphs = "\n".join(lines).split("\n\n")
    return "\n\n".join(map(_closed, paragraphs))


def _inert_line(line: str) -> str:
    line = line.strip()
    match = _MARKER.match(line)
    marker = match.group() if match else ""
    rest = _TOKEN.sub(
        lambda token: f"\\{token.group()}" if token["special"] else token.group(),
        _broken(line[len(marker) :]),
    )
    return marker + _NUMBER.sub(r":blue[\\[\1\\]]", rest)


def _closed(paragraph: str) -> str:
    """While an answer streams in, its last emphasis may not have ended yet."""
    return paragraph + "**" if paragraph.count("**") % 2 else paragraph


def _broken(text: str) -> str:
    return _FOUND_LATER.sub(rf"\g<0>{WORD_JOINER}", text)
