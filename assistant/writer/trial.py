"""Whether a model answers at all, for whoever wants to know before they ask."""

from __future__ import annotations

from assistant.writer.models import ChatModel
from assistant.writer.reading import Patience, ReadingError, read
from assistant.writer.remedies import REMEDIES
from ingest.errors import ModelError

_PATIENCE = Patience(silence=8.0, whole=8.0, retries=0)
_ASKED = "Reply with the word OK."


def try_out(model: ChatModel, patience: Patience = _PATIENCE) -> None:
    """Asks a model for one word.

    Raises:
        ModelError: None came.
    """
    from langchain_core.messages import HumanMessage

    try:
        words = any(piece.strip() for piece in read(model.model, [HumanMessage(_ASKED)], patience))
    except ReadingError as error:
        hint = REMEDIES["en"][error.trouble]
        raise ModelError(f"{model.name} gave no answer ({error}).", hint=hint) from error
    if not words:
        hint = REMEDIES["en"]["other"]
        raise ModelError(f"{model.name} answered nothing.", hint=hint)
