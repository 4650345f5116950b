"""What may be set from outside, with what a language model needs."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import Field, field_validator

from ingest.settings import IngestSettings, Text


class Settings(IngestSettings):
    """Where things come from and go to, and who words the answers.

    A key is no setting: each provider's own variable holds it, such as ``OPENAI_API_KEY``.

    Attributes:
        llm: A chat model as LangChain names it, ``provider:model`` (``XUANXING_LLM``); ``None``
            leaves the wording to us.
        llm_base_url: Where the model is served, for a server of one's own
            (``XUANXING_LLM_BASE_URL``).
        llm_timeout: Seconds that a model may be silent (``XUANXING_LLM_TIMEOUT``).
        llm_retries: How often a call that failed for a moment is made again
            (``XUANXING_LLM_RETRIES``).
        llm_deadline: Seconds after which an answer goes out with what there is
            (``XUANXING_LLM_DEADLINE``).
        llm_condense: Whether the model may put a follow-up as a question of its own first, which
            takes a quarter of the deadline at most; rules do it otherwise
            (``XUANXING_LLM_CONDENSE``).
    """

    llm: Text | None = None
    llm_base_url: Text | None = None
    llm_timeout: float = Field(default=15.0, gt=0, le=3600, allow_inf_nan=False)
    llm_retries: int = Field(default=2, ge=0, le=10)
    llm_condense: bool = False
    llm_deadline: float = Field(default=30.0, gt=0, le=3600, allow_inf_nan=False)

    @field_validator("llm_base_url", mode="before")
    @classmethod
    def _is_address(cls, value: object) -> object:
        """Refuses what is no address, and takes care that no password in one is repeated."""
        if value is None:
            return None
        try:
            parts = urlsplit(str(value))
            known = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            known = False
        if not known:
            raise ValueError("give an address that begins with http:// or https://")
        if "@" in parts.netloc:
            raise ValueError("leave out user and password; the provider's own variable has the key")
        return value
