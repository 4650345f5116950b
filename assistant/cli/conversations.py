"""What ``xuanxing history`` does: the conversations of this machine's own user."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.terminal import emit, look, tame, tell, to_json, wrap
from ingest.errors import InputError

if TYPE_CHECKING:
    from assistant.history.store import History


def history(options: Namespace) -> int:
    """Runs the command."""
    from assistant.history.store import open_history

    opened = open_history()
    try:
        text = _COMMANDS[options.history_command](options, opened)
    finally:
        opened.close()
    for notice in opened.notices:
        tell(notice)
    if text:
        emit(text.rstrip("\n"))
    return 0


def _list(options: Namespace, opened: History) -> str:
    from assistant.history.visitor import LOCAL

    found = opened.list(LOCAL, query=" ".join(options.words), limit=options.limit).items
    if options.json:
        return to_json(
            [
                {
                    **asdict(each),
                    "created": each.created.isoformat(),
                    "updated": each.updated.isoformat(),
                }
                for each in found
            ],
            indent=2,
        )
    return "\n".join(
        f"{each.id}  {each.updated:%Y-%m-%d %H:%M}  {tame(each.title)}" for each in found
    )


def _show(options: Namespace, opened: History) -> str:
    from assistant.history.export import to_markdown
    from assistant.history.visitor import LOCAL

    conversation = opened.load(LOCAL, options.id)
    return wrap(tame(to_markdown(conversation, options.language)), look().width)


def _export(options: Namespace, opened: History) -> str:
    from assistant.history import export
    from assistant.history.printable import to_html
    from assistant.history.visitor import LOCAL

    conversation = opened.load(LOCAL, options.id)
    if options.form == "json":
        return to_json(json.loads(export.to_json(conversation)), indent=2)
    write = to_html if options.form == "html" else export.to_markdown
    return tame(write(conversation, options.language))


def _import(options: Namespace, opened: History) -> str:
    from assistant.history.export import from_json
    from assistant.history.visitor import LOCAL

    try:
        text = Path(options.file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{options.file} is not UTF-8.", hint="Give an exported file.") from error
    except OSError as error:
        raise InputError(f"{options.file} can't be read: {error.strerror}.") from error
    return opened.add(LOCAL, from_json(text))


def _feedback(options: Namespace, opened: History) -> str:
    from assistant.history.feedback import to_cases
    from ingest.corpora import load_corpus
    from ingest.settings import IngestSettings

    corpus = load_corpus(options.corpus or IngestSettings.from_env().corpus).id
    return tame(to_cases(each for each in opened.rated() if each.corpus == corpus))


_COMMANDS: dict[str, Callable[[Namespace, History], str]] = {
    "export": _export,
    "feedback": _feedback,
    "import": _import,
    "list": _list,
    "show": _show,
}
