"""The Model Context Protocol: tools, the article as a resource, and a prompt."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, Field, RootModel

import assistant as package
from assistant.chain import Assistant
from assistant.footnotes import inert, readable
from assistant.plugins.web import Place, run
from assistant.records import Answer, SearchResult
from ingest.errors import XuanxingError
from ingest.records import Corpus

_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_INSTRUCTIONS = (
    "Answers questions on {options} from one article, “{title}”, and from nothing else. Claims "
    "carry numbers; each stands for an exact quote of the article. Repeat numbers and quotes as "
    "they are. What it refuses, the article doesn't say: tell the person so instead of answering "
    "from elsewhere."
)
_ASK = (
    "Answers which of {options} to choose for a need, how they compare, why, or what the article "
    "says of them. The result holds the verdict, each quote with its place in the article, the "
    "evidence for and against, and what would change the verdict."
)
_SEARCH = "Finds passages of the article on {options}, best first, each with its place."
_PROMPT = (
    "Use the tool `ask` to find out which of {options} fits this need, put in my own words: "
    "{need}\n\nAnswer in the language of the need. Give the verdict first, then the reasons, each "
    "with its number, and below them the quotes exactly as the tool returned them. Add nothing "
    "that isn't in them. If the tool refuses, say what the article doesn't cover."
)

Earlier = Annotated[
    list[str],
    Field(
        max_length=20,
        description="What the person asked before, oldest first, if this question leans on it.",
    ),
]
Question = Annotated[str, Field(description="In the person's own words, Chinese or English.")]
Query = Annotated[str, Field(description="A few words, Chinese or English.")]
Limit = Annotated[int, Field(ge=1, le=100, description="How many passages at most.")]


class FullAnswer(RootModel[Answer]):
    """What ``ask`` returns: ``Answer.to_dict()``, which ``Answer.from_dict`` reads again."""


class Passages(BaseModel):
    """What a search found, best first."""

    results: tuple[SearchResult, ...]


def build_server(assistant: Assistant, corpus: Corpus) -> MCPServer:
    """The server for one corpus.

    Args:
        assistant: Is opened by the first question, if nobody has opened it before.
        corpus: What it answers from; known before the index is.
    """
    options = " / ".join(option.name for option in corpus.options)
    server = MCPServer(
        "xuanxing",
        title=corpus.title,
        instructions=_INSTRUCTIONS.format(options=options, title=corpus.title),
        version=package.__version__,
        log_level="WARNING",
    )

    @server.tool(
        title=f"Ask: {options}",
        description=_ASK.format(options=options),
        annotations=_READS,
        structured_output=True,
    )
    def ask(
        question: Question,
        earlier: Earlier = [],  # noqa: B006 - the schema shows it, and nobody changes it
    ) -> Annotated[CallToolResult, FullAnswer]:
        with _told(ToolError):
            answer = assistant.conversation(earlier=earlier).ask(question)
        return _result(readable(answer), answer.to_dict())

    @server.tool(
        title=f"Search: {options}",
        description=_SEARCH.format(options=options),
        annotations=_READS,
        structured_output=True,
    )
    def search(query: Query, limit: Limit = 5) -> Annotated[CallToolResult, Passages]:
        with _told(ToolError):
            found = assistant.search(query, limit)
        lines = [
            f"{each.rank}. “{inert(each.text)}” ({each.heading or each.document}, "
            f"{each.start}–{each.end})"
            for each in found
        ]
        return _result("\n".join(lines), {"results": [dataclasses.asdict(each) for each in found]})

    article = corpus.article

    @server.resource(
        f"article://{article.document}",
        name=article.document,
        title=corpus.title,
        description=f"The article that is quoted: {corpus.source}, retrieved {corpus.retrieved}. "
        "Offsets of citations count its characters; what is no part of the article is blank.",
        mime_type="text/plain",
        meta={"sha256": article.sha256} | ({"url": corpus.url} if corpus.url else {}),
    )
    def read_article() -> str:
        with _told(ResourceError):
            return _blanked(assistant.corpus)

    @server.prompt(title=f"Choose: {options}")
    def choose(need: Annotated[str, Field(description="What it is for.")]) -> str:
        """Asks which one fits a need, with the quotes that say so."""
        return _PROMPT.format(options=options, need=need)

    return server


def serve_stdio(assistant: Assistant, corpus: Corpus) -> int:
    """Serves the process that started this one until it closes standard input."""
    _open_ahead(assistant)
    build_server(assistant, corpus).run("stdio")
    return 0


def serve_http(
    assistant: Assistant, corpus: Corpus, place: Place, ready: Callable[[], None], *, verbose: bool
) -> int:
    """Serves whoever calls ``/mcp``; each request stands on its own."""
    _open_ahead(assistant)
    server = build_server(assistant, corpus)
    app = server.streamable_http_app(stateless_http=True, host=place.host)
    return run(app, place, ready, verbose=verbose)


def _open_ahead(assistant: Assistant) -> None:
    """Opens, or builds, the index while the client still says hello."""

    def opening() -> None:
        with suppress(Exception):  # the first question meets the same error, and tells it
            assistant.open()

    threading.Thread(target=opening, daemon=True).start()


def _result(text: str, data: dict[str, Any]) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=text)], structured_content=data)


@contextmanager
def _told(kind: type[Exception]) -> Iterator[None]:
    """Our own errors are told to the model, which may mend them; others stay in the log."""
    try:
        yield
    except XuanxingError as error:
        raise kind(str(error)) from error


def _blanked(corpus: Corpus) -> str:
    """The article's text; blanks in place of what is none, so that offsets hold."""
    text = corpus.article.text
    for dropped in corpus.article.dropped:
        blank = "".join("\n" if c == "\n" else " " for c in text[dropped.start : dropped.end])
        text = text[: dropped.start] + blank + text[dropped.end :]
    return text.rstrip()
