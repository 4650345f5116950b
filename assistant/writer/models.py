"""Chat models by name, through LangChain.

What a provider's error says is never repeated: it may hold a key, or part of one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assistant.settings import Settings
from ingest.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_EXTRAS = ("anthropic", "ollama", "openai")
"""Providers whose package is an extra of ours."""
_KEYLESS = "none"
"""In place of the key that a server of one's own doesn't want, but its client does."""


@dataclass(frozen=True, slots=True)
class ChatModel:
    """A chat model with the name that answers carry."""

    name: str
    model: BaseChatModel = field(repr=False)


def load_model(llm: str | BaseChatModel, settings: Settings) -> ChatModel:
    """A chat model as LangChain knows it.

    Args:
        llm: ``provider:model``, or a chat model, which keeps its own settings.
        settings: Where it is served, and how long it may be silent.

    Raises:
        SettingsError: The name is not understood.
        ModelError: Its package or its key is missing.
    """
    if not isinstance(llm, str):
        return ChatModel(_name_of(llm), _checked(llm))
    from langchain.chat_models import init_chat_model

    name = llm.strip()
    provider, colon, model = name.partition(":")
    if not name or (colon and not model):
        raise _unknown(name)
    try:
        loaded = init_chat_model(name, **_parameters(provider, settings))
    except ImportError as error:
        package = _package(error)
        if provider in _EXTRAS:
            package = f'"xuanxing[{provider}]"'
        raise ModelError(
            f"{name!r} needs a package that is not installed.",
            hint=f"Install it: pip install {package}",
        ) from error
    except Exception as error:  # noqa: BLE001 - each provider has errors of its own
        if "infer model provider" in str(error) or "Unsupported" in str(error):
            raise _unknown(name) from None
        # Not even as the cause: such messages repeat what they were given.
        raise ModelError(
            f"{name[:100]!r} could not be set up ({type(error).__name__}).",
            hint="Its key belongs into the provider's own variable, such as OPENAI_API_KEY.",
        ) from None
    return ChatModel(name, loaded)


def _unknown(name: str) -> SettingsError:
    return SettingsError(
        f"there is no chat model {name[:100]!r}.",
        hint="Give provider:model, such as ollama:qwen3 or openai:gpt-5-mini.",
    )


def _checked(llm: Any) -> BaseChatModel:
    from langchain_core.language_models import BaseChatModel

    if not isinstance(llm, BaseChatModel):
        raise SettingsError(
            f"llm is of type {type(llm).__name__}.",
            hint="Give provider:model, or a chat model of LangChain's.",
        )
    return llm


def _parameters(provider: str, settings: Settings) -> dict[str, Any]:
    """Each attempt is made once by its client; the retries are ours, within the deadline."""
    found: dict[str, Any] = {"temperature": 0}
    if settings.llm_base_url:
        found["base_url"] = settings.llm_base_url
    if provider == "ollama":
        return {**found, "client_kwargs": {"timeout": settings.llm_timeout}}
    if provider == "openai" and settings.llm_base_url and not os.environ.get("OPENAI_API_KEY"):
        found["api_key"] = _KEYLESS
    return {**found, "timeout": settings.llm_timeout, "max_retries": 0}


def _package(error: ImportError) -> str:
    """The package that LangChain's message names."""
    return str(error).rpartition("pip install ")[2].strip("`'\". ") or "langchain"


def _name_of(llm: Any) -> str:
    """What a chat model object is called, without anything that it was set up with."""
    for attribute in ("model_name", "model"):
        if isinstance(value := getattr(llm, attribute, None), str) and value:
            return value
    return type(llm).__name__
