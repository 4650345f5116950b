"""Corpora from strings, for tests of an assistant's own behaviour."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ingest.corpora import load_corpus
from ingest.errors import CorpusError

_HAN = re.compile(r"[\u4e00-\u9fff]")
_NOT_KEBAB = re.compile(r"[^a-z0-9]+")
Options = Iterable[str] | Mapping[str, Sequence[str]]
Points = str | Sequence[Mapping[str, Any]]


def write_corpus(
    folder: Path,
    article: str,
    options: Options,
    points: Points,
    *,
    outsiders: Sequence[str] = (),
    cases: Sequence[Mapping[str, Any]] = (),
) -> Path:
    """Writes a corpus into a new folder below ``folder``, and checks it.

    The new folder is named by what is in it, so that two corpora never share an index.

    Args:
        folder: Where to put it.
        article: The article's text. It counts as Chinese if it has Chinese characters.
        options: What is compared: names, or by id the name and aliases.
        points: As in ``points.yaml``: its text, or a list of mappings in which ``id``,
            ``aspect`` and ``label`` may be left out.
        outsiders: Alternatives that the article doesn't cover.
        cases: Cases to keep beside it, as in a file of cases.

    Returns:
        The new folder, for ``Assistant(corpus=…)``.

    Raises:
        CorpusError: It doesn't fit the schema.
    """
    import yaml

    files = {
        "article.txt": article,
        "corpus.toml": _toml("zh" if _HAN.search(article) else "en", options, outsiders),
        "points.yaml": points if isinstance(points, str) else _points(points),
    }
    if cases:
        files["cases/cases.yaml"] = yaml.safe_dump(
            list(map(dict, cases)), allow_unicode=True, sort_keys=False
        )
    digest = hashlib.sha256(json.dumps(files).encode()).hexdigest()
    made = folder / f"made-{digest[:12]}"
    for name, text in files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    load_corpus(made)
    return made


def _toml(language: str, options: Options, outsiders: Sequence[str]) -> str:
    """Strings are written as JSON, which TOML reads alike."""
    lines = [
        'title = "made"',
        f'language = "{language}"',
        'source = "made for a test"',
        'retrieved = "2026-01-01"',
        'note = "made for a test"',
        f"outsiders = {_quoted(outsiders)}",
    ]
    for identity, names in _named(options).items():
        lines += [
            "[[options]]",
            f"id = {_quoted(identity)}",
            f"name = {_quoted(names[0])}",
            f"aliases = {_quoted(names[1:])}",
        ]
    return "\n".join(lines) + "\n"


def _named(options: Options) -> dict[str, list[str]]:
    if isinstance(options, Mapping):
        return {identity: list(names) or [identity] for identity, names in options.items()}
    named = {_NOT_KEBAB.sub("-", name.lower()).strip("-"): [name] for name in options}
    if "" in named:
        raise CorpusError(
            f"no id can be made of the option {named[''][0]!r}.",
            hint="Give a mapping of ids to names.",
        )
    return named


def _points(points: Sequence[Mapping[str, Any]]) -> str:
    import yaml

    full = []
    for number, given in enumerate(points, start=1):
        identity = given.get("id", f"point-{number}")
        label = {"zh": identity, "en": identity}
        full.append({"id": identity, "aspect": identity, "label": label, **given})
    return yaml.safe_dump(full, allow_unicode=True, sort_keys=False)


def _quoted(value: str | Sequence[str]) -> str:
    return json.dumps(value if isinstance(value, str) else list(value), ensure_ascii=False)
