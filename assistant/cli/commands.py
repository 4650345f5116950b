"""What each command does. Each loads only what it needs, so that a first answer comes soon."""

from __future__ import annotations

import dataclasses
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from assistant.cli import show
from assistant.cli.terminal import emit, look, progress_bar, tell, to_json
from assistant.threads import share_cores
from ingest.errors import InputError

if TYPE_CHECKING:
    from assistant.chain import Assistant
    from ingest.records import Corpus
    from ingest.settings import IngestSettings

_MAX_BYTES = 1 << 21
"""Of a question on standard input; it is far too long to be answered by then."""


def run(options: Namespace) -> int:
    """Runs the command; returns its exit code."""
    return _COMMANDS[options.command](options)


def _ask(options: Namespace) -> int:
    if options.jsonl:
        return _ask_lines(options)
    question = _question(options)
    answer = _open(options).ask(question)
    if options.json:
        emit(to_json(answer.to_dict(), indent=2))
        return 0
    for notice in dict.fromkeys(answer.warnings):
        tell(notice)
    if answer.stale:
        tell("the article has changed since its index was built. Start again to use the new one.")
    emit(show.answer(answer, look()))
    return 0


def _ask_lines(options: Namespace) -> int:
    if options.question not in ([], ["-"]):
        raise InputError(
            "--jsonl reads its questions from standard input.",
            hint="Leave out the question, or --jsonl.",
        )
    assistant = _open(options)
    for question in _lines(sys.stdin.buffer):
        emit(to_json(assistant.ask(question).to_dict()))
    return 0


def _search(options: Namespace) -> int:
    query = _question(options)
    assistant = _open(options)
    found = assistant.search(query, options.limit)
    if options.json:
        emit(to_json([dataclasses.asdict(hit) for hit in found], indent=2))
    else:
        for notice in assistant.notices:
            tell(notice)
        emit(show.hits(found, look()))
    return 0


def _ingest(options: Namespace) -> int:
    from assistant.cli.indexing import ingest

    return ingest(options, _settings(options))


def _corpus(options: Namespace) -> int:
    from ingest.corpora import known_corpora, load_corpus

    if options.corpus_command == "show":
        corpus = load_corpus(_settings(options).corpus)
        text = to_json(_plain(corpus), indent=2) if options.json else show.corpus(corpus, look())
        emit(text)
        return 0
    rows = [_row(load_corpus(each)) for each in known_corpora(_settings(options).corpora)]
    emit(to_json(rows, indent=2) if options.json else show.corpora(rows))
    return 0


def _row(corpus: Corpus) -> dict[str, Any]:
    return {
        "id": corpus.id,
        "title": corpus.title,
        "language": corpus.language,
        "options": [option.name for option in corpus.options],
        "points": len(corpus.points),
    }


def _plain(corpus: Corpus) -> dict[str, Any]:
    """A corpus as JSON; of the article what describes it, not its text, part of which is none."""
    data = dataclasses.asdict(corpus)
    del data["article"]["text"]
    return data


def _chat(options: Namespace) -> int:
    from importlib import import_module

    from ingest.corpora import load_corpus

    load_corpus(_settings(options).corpus)  # a mistake shows here rather than in the page
    share_cores()
    # By name: the edges of the package start each other, but never import each other.
    launch: Callable[..., int] = import_module("assistant.ui").launch
    environment = {f"XUANXING_{name.upper()}": value for name, value in _given(options).items()}
    return launch(
        options.port,
        headless=options.headless,
        environment=environment,
        address=options.address,
    )


def _eval(options: Namespace) -> int:
    from assistant.cli.evaluating import evaluate

    return evaluate(options, _settings(options))


def _history(options: Namespace) -> int:
    from assistant.cli.conversations import history

    return history(options)


def _mcp(options: Namespace) -> int:
    from assistant.chain import Assistant
    from assistant.cli.serving import serve_mcp
    from ingest.corpora import load_corpus

    corpus = load_corpus(_settings(options).corpus)  # a mistake shows here, before any client
    return serve_mcp(options, Assistant(*_places(options)), corpus)


def _serve(options: Namespace) -> int:
    from assistant.cli.serving import serve_openai

    return serve_openai(options, lambda: _open(options))


def _open(options: Namespace) -> Assistant:
    """An assistant with its index, which is built if need be, with a bar on a terminal."""
    from assistant.chain import Assistant

    with progress_bar("Building the index") as progress:
        model = _given(options).get("llm")
        return Assistant(*_places(options), llm=model, progress=progress).open()


def _places(options: Namespace) -> Sequence[str | None]:
    """Corpus, encoder and store, as they were typed."""
    given = _checked(_given(options))
    return [given.get(name) for name in ("corpus", "encoder", "store")]


def _checked(given: dict[str, str]) -> dict[str, Any]:
    """What was given, refused as a mistake where it is empty rather than taken for left out."""
    for name, value in given.items():
        if not value.strip():
            raise InputError(f"--{name} is empty.", hint="Give a value, or leave it out.")
    return dict(given)


def _settings(options: Namespace) -> IngestSettings:
    from assistant.settings import Settings

    return Settings.from_env(**_checked(_given(options)))


def _given(options: Namespace) -> dict[str, str]:
    """What was typed of where things come from and go to, and who words the answers."""
    typed = {name: getattr(options, name, None) for name in ("corpus", "encoder", "store", "llm")}
    return {name: value for name, value in typed.items() if value is not None}


def _question(options: Namespace) -> str:
    """The question of the command line, or of standard input."""
    if options.question not in ([], ["-"]):
        return " ".join(options.question)
    if sys.stdin.isatty():
        tell("type the question and press Enter.")
        return _decoded(sys.stdin.buffer.readline(_MAX_BYTES))
    return _decoded(sys.stdin.buffer.read(_MAX_BYTES))


def _lines(stream: BinaryIO) -> Iterator[str]:
    """A question a line, as they come; of an endless line its beginning."""
    number = 0
    while line := stream.readline(_MAX_BYTES):
        number += 1
        yield _decoded(line, f"line {number} of ").rstrip("\r\n")
        while not line.endswith(b"\n") and (line := stream.readline(_MAX_BYTES)):
            pass


def _decoded(read: bytes, where: str = "") -> str:
    try:
        return read.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(read) == _MAX_BYTES and error.reason == "unexpected end of data":
            return read[: error.start].decode("utf-8-sig")  # a character was cut in two
        raise InputError(
            f"{where}standard input is not UTF-8: byte {error.start} is 0x{read[error.start]:02x}.",
            hint="Convert it, as with iconv -t UTF-8.",
        ) from error


_COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "ask": _ask,
    "chat": _chat,
    "corpus": _corpus,
    "eval": _eval,
    "history": _history,
    "ingest": _ingest,
    "mcp": _mcp,
    "search": _search,
    "serve": _serve,
}
