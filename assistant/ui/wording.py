"""Every word of the interface, in each of its languages."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.ui.words import Words
from assistant.ui.words_en import EN
from assistant.ui.words_zh import ZH
from ingest.records import Language

__all__ = ["LANGUAGES", "WORDS", "Words"]

LANGUAGES: Mapping[Language, str] = {"zh": "中文", "en": "English"}
"""The languages of the interface, each by its own name."""
WORDS: Mapping[Language, Words] = {"zh": ZH, "en": EN}
