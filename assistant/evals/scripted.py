"""A chat model that says what it is told to, for tests of what is built around one."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatResult
from pydantic import Field

from ingest.errors import InputError


class ScriptedChatModel(GenericFakeChatModel):
    """Replies from a script, in order; streams a word at a time.

    Attributes:
        asked: The messages of each call so far.
    """

    asked: list[list[BaseMessage]] = Field(default_factory=list)

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        self.asked.append(messages)
        try:
            return super()._generate(messages, *args, **kwargs)
        except StopIteration:
            # Left as it is, it would end a caller's generator as if all were well.
            raise InputError(
                f"the script has {len(self.asked) - 1} replies, and one more was asked for.",
                hint="Give scripted_llm more of them.",
            ) from None


def scripted(*replies: str | AIMessage) -> ScriptedChatModel:
    """A model with this script.

    Raises:
        InputError: The script is empty.
    """
    if not replies:
        raise InputError("the script is empty.", hint="Give what the model shall reply.")
    return ScriptedChatModel(messages=iter(replies))
