"""What may be set from outside, by argument or by an environment variable ``XUANXING_…``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from corpus import DEFAULT_CORPUS
from ingest.errors import SettingsError

PREFIX = "XUANXING_"
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]


class IngestSettings(BaseModel):
    """Where things come from and go to.

    Attributes:
        corpus: The id of a corpus, or a folder (``XUANXING_CORPUS``).
        corpora: A folder with further corpora, each a folder of its own, to choose among on the
            page (``XUANXING_CORPORA``).
        encoder: ``bundled``, or a sentence-transformers model (``XUANXING_ENCODER``).
        store: A folder or ``http://host:port``; ``None`` is the user's data folder
            (``XUANXING_STORE``).
        lock_wait: Seconds to wait while another process builds (``XUANXING_LOCK_WAIT``).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    corpus: Text = DEFAULT_CORPUS
    corpora: Text | None = None
    encoder: Text = "bundled"
    store: Text | None = None
    lock_wait: float = Field(default=120.0, ge=0, le=86_400, allow_inf_nan=False)

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None, **given: Any) -> Self:
        """Read the environment; arguments that are not ``None`` go before it.

        Raises:
            SettingsError: A value doesn't fit; the message names the variable.
        """
        source = os.environ if env is None else env
        values: dict[str, Any] = {}
        for name in cls.model_fields:
            if value := source.get(PREFIX + name.upper(), "").strip():
                values[name] = value
        values.update({name: value for name, value in given.items() if value is not None})
        try:
            return cls(**values)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = str(first["loc"][0])
            shown = name if name in given else PREFIX + name.upper()
            hint = f"{first['msg'].removeprefix('Value error, ')}."
            if "://" in str(first["input"]) and "@" in str(first["input"]):
                # Not even as the cause: pydantic's own message repeats the value.
                raise SettingsError(f"{shown} holds a password.", hint=hint) from None
            raise SettingsError(f"{shown} is {str(first['input'])[:100]!r}.", hint=hint) from error
