"""Read a corpus: the folder with ``corpus.toml``, the article and ``points.yaml``."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ingest.clean import clean
from ingest.errors import CorpusError
from ingest.injections import injections
from ingest.load import load_article
from ingest.points import load_points
from ingest.records import EITHER, Corpus, Language, Option
from ingest.split import split
from ingest.yamlnodes import closest

CORPORA = Path(__file__).resolve().parent.parent / "corpus"
"""The folder of the ``corpus`` package, which is installed beside this one."""

_MAX_TOML = 256 * 1024
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class _Option(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    id: Annotated[str, StringConstraints(pattern=rf"^{_ID.pattern}$", max_length=60)]
    name: _Text
    aliases: list[_Text] = Field(default_factory=list)


class _Toml(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    title: _Text
    language: Language
    source: _Text
    retrieved: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    note: _Text
    options: list[_Option] = Field(min_length=2)
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    article: Annotated[str, StringConstraints(pattern=r"^[^/\\]+$")] = "article.txt"
    outsiders: list[_Text] = Field(default_factory=list)


def list_corpora(folder: Path = CORPORA) -> list[str]:
    """The ids of the corpora in a folder, in alphabetical order."""
    if not folder.is_dir():
        return []
    return sorted(path.parent.name for path in folder.glob("*/corpus.toml"))


def known_corpora(folder: str | PathLike[str] | None) -> list[str]:
    """The ids of those that come with the product, and the paths of those in the user's folder."""
    if folder is None:
        return list_corpora()
    place = Path(folder).expanduser().resolve()
    return [*list_corpora(), *(str(place / name) for name in list_corpora(place))]


def load_corpus(corpus: str | PathLike[str]) -> Corpus:
    """Read a corpus and check all of it.

    Args:
        corpus: The id of one that comes with the product, or a folder.

    Raises:
        CorpusError: There is no such corpus, or a file of it is wrong.
        ArticleError: Its article can't be read.
    """
    folder = _folder(corpus)
    meta = _read_toml(folder / "corpus.toml")
    options = tuple(
        Option(id=each.id, name=each.name, aliases=tuple(dict.fromkeys(each.aliases)))
        for each in meta.options
    )
    _check_names(options, meta.outsiders)
    identity = folder.name
    article = load_article(folder / meta.article, f"{identity}/{meta.article}")
    furniture = clean(article.text)
    orders = injections(article.text, furniture)
    dropped = sorted((*furniture, *orders), key=lambda part: part.start)
    article = replace(article, dropped=tuple(dropped))
    passages = split(article.text, article.dropped)
    return Corpus(
        id=identity,
        title=meta.title,
        language=meta.language,
        source=meta.source,
        retrieved=meta.retrieved,
        note=meta.note,
        url=meta.url,
        options=options,
        outsiders=tuple(dict.fromkeys(meta.outsiders)),
        article=article,
        passages=passages,
        points=load_points(folder / "points.yaml", article, passages, options, meta.language),
    )


def locate(corpus: str | PathLike[str]) -> Path:
    """The file of a corpus's article.

    Raises:
        CorpusError: There is no such corpus, or its ``corpus.toml`` is wrong.
    """
    folder = _folder(corpus)
    return folder / _read_toml(folder / "corpus.toml").article


def _folder(corpus: str | PathLike[str]) -> Path:
    name = os.fspath(corpus)
    if isinstance(corpus, str) and name in list_corpora():
        return CORPORA / name
    try:
        folder = Path(name).expanduser().resolve()
        found = bool(name) and (folder / "corpus.toml").is_file()
        exists = bool(name) and folder.is_dir()
    except (OSError, ValueError, RuntimeError):  # a NUL, far too long, "~nobody"
        found = exists = False
    if found:
        return folder
    if exists:
        raise CorpusError(f"the folder {name} has no corpus.toml.", hint="Write one there.")
    raise CorpusError(
        f"there is no corpus {name[:200]!r}.",
        hint=f"{closest(name, list_corpora())} Or give the folder of your own.",
    )


def _read_toml(path: Path) -> _Toml:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_TOML + 1)
        if len(data) > _MAX_TOML:
            raise CorpusError(f"{path.name} is too large: more than {_MAX_TOML:,} bytes.")
        values: dict[str, Any] = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{path.name}: the byte at offset {error.start} is not UTF-8.",
            hint="Save the file as UTF-8.",
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(
            f"{path.name} is not TOML: {error}.", hint="Check the quotes there."
        ) from error
    except OSError as error:
        raise CorpusError(f"{path} can't be read: {error.strerror or error}.") from error
    try:
        return _Toml.model_validate(values)
    except ValidationError as error:
        raise _explain(path.name, error) from error


def _explain(name: str, error: ValidationError) -> CorpusError:
    first = error.errors(include_url=False)[0]
    place = [str(part) for part in first["loc"]]
    key = ".".join(place)
    model = _Option if place[0] == "options" and len(place) > 1 else _Toml
    if first["type"] == "extra_forbidden":
        return CorpusError(
            f"{name}: there is no key {key!r}.", hint=closest(place[-1], model.model_fields)
        )
    if first["type"] == "missing":
        return CorpusError(f"{name}: the key {key!r} is missing.", hint=f"Add {place[-1]} = …")
    hint = f"{first['msg']}."
    if key == "retrieved":
        hint = 'Write the day the article was fetched, in quotes, like "2026-11-23".'
    elif key == "language":
        hint = 'The language of the article is "zh" or "en".'
    value = repr(first["input"])
    return CorpusError(f"{name}: {key} is {value[:100]}.", hint=hint)


def _check_names(options: tuple[Option, ...], outsiders: list[str]) -> None:
    """No name may stand for two things."""
    owners: dict[str, str] = {EITHER: "the word for no side in particular"}
    for option in options:
        for name in dict.fromkeys([option.id, option.name, *option.aliases]):
            folded = name.casefold()
            if owners.setdefault(folded, option.id) != option.id:
                raise CorpusError(
                    f"corpus.toml: {name!r} is a name of {option.id!r}, and of "
                    f"{owners[folded]!r} too.",
                    hint="Give each option names of its own.",
                )
    if len({option.id for option in options}) != len(options):
        raise CorpusError("corpus.toml: two options have the same id.", hint="Rename one of them.")
    for name in outsiders:
        if name.casefold() in owners:
            raise CorpusError(
                f"corpus.toml: {name!r} is an outsider, and a name of "
                f"{owners[name.casefold()]!r} too.",
                hint="Remove it from outsiders.",
            )
