"""What can be typed after ``xuanxing``."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import Any, NoReturn

from assistant.cli.terminal import emit
from ingest.errors import InputError

_ONE_OF_OURS = "id of a corpus that comes along, or a folder of your own"


class Parser(argparse.ArgumentParser):
    """A parser that raises what is wrong, so that it is told like any other mistake."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        """Raises the message, with where to read on."""
        if message.endswith("required: COMMAND"):
            message = "the command is missing"
        raise InputError(f"{message}.", hint=f"See {self.prog} --help.")

    def print_help(self, _file: Any = None) -> None:
        """Prints the help as any other result is printed."""
        emit(self.format_help().rstrip())


class _Version(argparse.Action):
    """Prints the version; looking it up is left until somebody asks."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(nargs=0, **settings)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from importlib.metadata import version

        emit(f"{parser.prog} {version('xuanxing')}")
        parser.exit()


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command and its options.

    Raises:
        InputError: They don't fit.
    """
    return _parser().parse_args(arguments)


def _parser() -> Parser:
    parser = Parser(
        prog="xuanxing",
        description="Answers questions on which option to choose from one article, and quotes it.",
        epilog="Exit codes: 0 answered (a refusal is an answer), 2 your mistake, 1 anything else.",
    )
    parser.add_argument("--version", action=_Version, help="show the version and leave")
    common = _common()
    placed = Parser(add_help=False, parents=[common])
    placed.add_argument("--corpus", metavar="ID", help=f"{_ONE_OF_OURS} ($XUANXING_CORPUS)")
    _add_places(placed)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    chat = commands.add_parser("chat", parents=[placed], help="open the chat page")
    _add_model(chat)
    chat.add_argument("--port", type=_port, metavar="N", help="the port to listen on")
    chat.add_argument(
        "--address",
        default="127.0.0.1",
        metavar="HOST",
        help="serve others too, who must sign in ($XUANXING_PASSWORD)",
    )
    chat.add_argument("--headless", action="store_true", help="don't open a browser")

    ask = commands.add_parser("ask", parents=[placed], help="answer a question")
    _add_question(ask)
    _add_model(ask)
    form = ask.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="all of the answer, as JSON")
    form.add_argument(
        "--jsonl", action="store_true", help="read a question a line, write an answer a line"
    )

    search = commands.add_parser("search", parents=[placed], help="find passages of the article")
    _add_question(search)
    search.add_argument("--limit", type=_count, default=5, metavar="N", help="how many at most (5)")
    search.add_argument("--json", action="store_true", help="a list, as JSON")

    ingest = commands.add_parser("ingest", parents=[common], help="build or check the index")
    ingest.add_argument("corpus", nargs="?", metavar="FOLDER", help=_ONE_OF_OURS)
    _add_places(ingest)
    action = ingest.add_mutually_exclusive_group()
    action.add_argument("--rebuild", action="store_true", help="build it even if it is right")
    action.add_argument("--check", action="store_true", help="build nothing, tell what is wrong")
    ingest.add_argument(
        "--show-dropped", action="store_true", help="list what was left out of the article"
    )

    mcp = commands.add_parser(
        "mcp", parents=[placed], help="serve clients of the Model Context Protocol"
    )
    mcp.add_argument(
        "--http", action="store_true", help="listen on an address, not on standard input"
    )
    _add_address(mcp, 8001)
    serve = commands.add_parser("serve", parents=[placed], help="serve OpenAI's protocol")
    _add_address(serve, 8000)

    _add_eval(
        commands.add_parser("eval", parents=[placed], help="measure how good the answers are")
    )

    _add_history(commands.add_parser("history", help="list, show and export conversations"), common)

    corpus = commands.add_parser("corpus", help="list and show corpora")
    corpora = corpus.add_subparsers(dest="corpus_command", metavar="COMMAND", required=True)
    listed = corpora.add_parser(
        "list", parents=[common], help="those that come along, and yours ($XUANXING_CORPORA)"
    )
    listed.add_argument("--json", action="store_true", help="as JSON")
    show = corpora.add_parser("show", parents=[common], help="a corpus with all its points")
    show.add_argument("corpus", nargs="?", metavar="ID", help=_ONE_OF_OURS)
    show.add_argument("--json", action="store_true", help="as JSON")
    return parser


def _add_history(parser: Parser, common: Parser) -> None:
    commands = parser.add_subparsers(dest="history_command", metavar="COMMAND", required=True)
    listed = commands.add_parser("list", parents=[common], help="your conversations, newest first")
    listed.add_argument("words", nargs="*", metavar="WORD", help="only those with these words")
    listed.add_argument(
        "--limit", type=_conversations, default=50, metavar="N", help="how many at most (50)"
    )
    listed.add_argument("--json", action="store_true", help="as JSON")
    show = commands.add_parser("show", parents=[common], help="a conversation, to read")
    export = commands.add_parser("export", parents=[common], help="a conversation, as a file")
    export.add_argument(
        "--form",
        choices=("markdown", "json", "html"),
        default="json",
        help="json can be imported again, html printed (json)",
    )
    for each in (show, export):
        each.add_argument("id", metavar="ID", help="as list shows it")
        each.add_argument(
            "--language", choices=("zh", "en"), default="en", help="of the words around it (en)"
        )
    imported = commands.add_parser("import", parents=[common], help="add an exported conversation")
    imported.add_argument("file", metavar="FILE", help="exported as json")
    feedback = commands.add_parser(
        "feedback", parents=[common], help="rated answers as cases for eval, in YAML"
    )
    feedback.add_argument("--corpus", metavar="ID", help=f"{_ONE_OF_OURS} ($XUANXING_CORPUS)")


def _add_eval(parser: Parser) -> None:
    parser.add_argument(
        "cases", nargs="*", metavar="CASES", help="files or folders (the corpus's own cases)"
    )
    parser.add_argument(
        "--split",
        choices=("dev", "test", "all"),
        default="dev",
        help="dev may be looked at while tuning, test only at the end (dev)",
    )
    parser.add_argument(
        "--min",
        action="append",
        default=[],
        dest="minimums",
        metavar="METRIC=VALUE",
        help="fail below it, or above where low is better; also METRIC:SLICE=VALUE; repeatable",
    )
    parser.add_argument("--report", metavar="DIR", help="write HTML, Markdown and JSON there")
    parser.add_argument(
        "--baseline",
        metavar="FILE",
        help="an earlier run, also its report.json: show what changed, fail on a significant loss",
    )
    parser.add_argument(
        "--update-baseline", action="store_true", help="write this run to the baseline"
    )
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    parser.add_argument(
        "--no-variants",
        action="store_false",
        dest="variants",
        help="don't ask every question in other clothes too",
    )
    parser.add_argument(
        "--workers",
        type=_workers,
        default=min(4, os.cpu_count() or 1),
        metavar="N",
        help="threads (one for each core, at most 4); with one, times are an answer's own",
    )


def _common() -> Parser:
    common = Parser(add_help=False)
    common.add_argument(
        "--verbose", action="store_true", help="say more; after an error, where it came from"
    )
    return common


def _add_places(parser: Parser) -> None:
    parser.add_argument(
        "--encoder",
        metavar="NAME",
        help="bundled, or a sentence-transformers model ($XUANXING_ENCODER)",
    )
    parser.add_argument(
        "--store", metavar="PLACE", help="folder or http://host:port ($XUANXING_STORE)"
    )


def _add_address(parser: Parser, port: int) -> None:
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="where to listen (127.0.0.1); elsewhere $XUANXING_TOKEN must be set",
    )
    parser.add_argument("--port", type=_port, default=port, metavar="N", help=f"({port})")


def _add_model(parser: Parser) -> None:
    parser.add_argument(
        "--llm",
        metavar="MODEL",
        help="a chat model that words the answers, such as ollama:qwen3 ($XUANXING_LLM)",
    )


def _add_question(parser: Parser) -> None:
    parser.add_argument(
        "question", nargs="*", metavar="QUESTION", help="what to ask; - or none reads it from stdin"
    )


def _port(text: str) -> int:
    return _number(text, "a port", 1, 65_535)


def _count(text: str) -> int:
    return _number(text, "a number of passages", 1, 100)


def _conversations(text: str) -> int:
    return _number(text, "a number of conversations", 1, 200)


def _workers(text: str) -> int:
    return _number(text, "a number of workers", 1, 64)


def _number(text: str, what: str, least: int, most: int) -> int:
    if text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text[:40]!r} is not {what} ({least} to {most})")
