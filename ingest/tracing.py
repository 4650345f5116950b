"""OpenTelemetry spans around the steps of an answer, for whoever asks for them.

``XUANXING_TRACING`` is ``off`` (the default), ``on``, or ``content``: then spans also hold what
was asked and answered. They go to the process's own tracer provider, such as that of
``opentelemetry-instrument``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from ingest.errors import SettingsError

VARIABLE = "XUANXING_TRACING"
_MODES = {"": "off", "0": "off", "off": "off", "1": "on", "on": "on", "content": "content"}

Attributes = Mapping[str, str | bool | int | float]
_P = ParamSpec("_P")
_R = TypeVar("_R")


def tracing() -> str:
    """What is wanted: ``off``, ``on`` or ``content``.

    Raises:
        SettingsError: The variable says something else.
    """
    value = os.environ.get(VARIABLE, "").strip().lower()
    if value not in _MODES:
        raise SettingsError(f"{VARIABLE} is {value[:40]!r}.", hint="Set it to off, on or content.")
    return _MODES[value]


def traced(
    name: str,
    describe: Callable[[Any], Attributes] | None = None,
    content: Callable[[Any], Attributes] | None = None,
) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """A decorator that makes each call a span ``xuanxing.<name>``.

    Args:
        name: Of the step.
        describe: The span's attributes, from what the call returned; nothing that anybody wrote.
        content: More of them, added only where content was asked for.
    """

    def decorate(step: Callable[_P, _R]) -> Callable[_P, _R]:
        @wraps(step)
        def run(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            wanted = tracing()
            if wanted == "off":
                return step(*args, **kwargs)
            from opentelemetry import trace

            # An exception's message may hold content, so only its type is recorded.
            with trace.get_tracer("xuanxing").start_as_current_span(
                f"xuanxing.{name}", record_exception=False, set_status_on_exception=False
            ) as span:
                try:
                    result = step(*args, **kwargs)
                except BaseException as error:
                    span.set_attribute("error.type", type(error).__qualname__)
                    span.set_status(trace.StatusCode.ERROR)
                    raise
                if describe is not None:
                    span.set_attributes(describe(result))
                if content is not None and wanted == "content":
                    span.set_attributes(content(result))
                return result

        return run

    return decorate
