"""Whether a model answers at all, for whoever wants to know before they ask."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.writer.models import ChatModel
from assistant.writer.reading import Patience, ReadingError, read
from assistant.writer.remedies import REMEDIES
from ingest.errors import ModelError
from ingest.records import Language

_PATIENCE = Patience(silence=8.0, whole=8.0, retries=0)
_ASKED = "Reply with the word OK."


_TOLD: Mapping[Language, str] = {
    "zh": "{model} 没有给出回答({reason})。",
    "en": "{model} gave no answer ({reason}).",
}


def try_out(model: ChatModel, language: Language, patience: Patience = _PATIENCE) -> None:
    """Asks a model for one word.

    Raises:
        ModelError: None came; said in that language.
    """
    from langchain_core.messages import HumanMessage

    failure = ReadingError("no text")
    try:
        if any(piece.strip() for piece in read(model.model, [HumanMessage(_ASKED)], patience)):
            return
    except ReadingError as error:
        failure = error
    told = _TOLD[language].format(model=model.name, reason=failure)
    raise ModelError(told, hint=REMEDIES[language][failure.trouble]) from failure
