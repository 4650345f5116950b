"""Lets a chat model word an answer, and shows nothing of it that the article doesn't carry.

What is answered, on what evidence, is settled before. The model gets it and writes; each of its
sentences is checked before anybody sees it.

    condense    a follow-up as a question of its own, optional
    models      a chat model by name; what of its failures may be tried again
    write       the Writer: prompt, stream, check, and what stands in for what was left out
    trial       whether a model answers at all
"""

from assistant.writer.condense import Condenser
from assistant.writer.models import ChatModel, load_model
from assistant.writer.trial import try_out
from assistant.writer.write import Writer

__all__ = ["ChatModel", "Condenser", "Writer", "load_model", "try_out"]
