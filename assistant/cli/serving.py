"""``xuanxing mcp`` and ``xuanxing serve``: doors for other chat assistants."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from assistant.cli.terminal import tell
from assistant.threads import share_cores

if TYPE_CHECKING:
    from assistant.chain import Assistant
    from ingest.records import Corpus


def serve_mcp(options: Namespace, assistant: Assistant, corpus: Corpus) -> int:
    """Serves one client over standard input and output, or with ``--http`` many."""
    share_cores()
    server = _plugin("mcp_server", "mcp")
    if not options.http:
        return int(server.serve_stdio(assistant, corpus))
    place = _plugin("web", "mcp").make_place(options.host, options.port)
    told = f"serving {corpus.id} on {place.url}/mcp until Ctrl-C."
    return int(
        server.serve_http(assistant, corpus, place, lambda: tell(told), verbose=options.verbose)
    )


def serve_openai(options: Namespace, open_assistant: Callable[[], Assistant]) -> int:
    """Serves programs that speak OpenAI's protocol."""
    share_cores()
    place = _plugin("web", "serve").make_place(options.host, options.port)
    server = _plugin("openai_api", "serve")
    limits = server.Limits.from_env()
    assistant = open_assistant()
    told = f"serving {assistant.corpus.id} on {place.url}/v1 until Ctrl-C."
    return int(server.serve(assistant, place, limits, lambda: tell(told), verbose=options.verbose))


def _plugin(name: str, extra: str) -> Any:
    # By name: the edges of the package start each other, but never import each other.
    plugins: Any = import_module("assistant.plugins")
    try:
        return import_module(f"assistant.plugins.{name}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] in {"assistant", "ingest"}:
            raise
        raise plugins.missing(error.name, extra) from error
