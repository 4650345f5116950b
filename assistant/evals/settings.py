"""What the plugin's options and markers say, read without importing anything heavy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from assistant.evals.cases import Case
    from assistant.evals.outcomes import Outcome
    from ingest.records import Corpus

CASE: pytest.StashKey[Case] = pytest.StashKey()
"""On an item: the case that it runs."""
OUTCOME: pytest.StashKey[tuple[Outcome, Corpus]] = pytest.StashKey()
"""On an item: what became of it, until that is reported."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A marker's arguments; ``split`` is ``None`` for all, ``""`` for what the option says."""

    paths: tuple[str, ...]
    split: str | None


def marked(mark: pytest.Mark) -> Marked:
    """Reads a marker, refusing what it doesn't know."""
    given = dict(mark.kwargs)
    split = given.pop("split", "")
    usage = "Write @pytest.mark.xuanxing_cases('cases.yaml', split='dev'), 'test' or None."
    if given:
        refuse(f"xuanxing_cases has no argument {min(given)!r}. {usage}")
    if split not in {"", "dev", "test", None}:
        refuse(f"xuanxing_cases: split is {split!r}. {usage}")
    if not mark.args:
        refuse(f"xuanxing_cases names no file. {usage}")
    for path in mark.args:
        if not isinstance(path, str | Path):
            refuse(f"xuanxing_cases: {path!r} is no path. {usage}")
    return Marked(tuple(map(str, mark.args)), split)


def places(config: pytest.Config) -> dict[str, str | None]:
    """What the options say of ``corpus``, ``encoder`` and ``store``; ``None`` if left out."""
    found: dict[str, str | None] = {}
    for name in ("corpus", "encoder", "store"):
        value = config.getoption(f"xuanxing_{name}")
        if value is not None and not value.strip():
            raise pytest.UsageError(f"--xuanxing-{name} is empty. Give a value, or leave it out.")
        found[name] = value
    return {**found, "corpus": found["corpus"] or _corpus_around(case_files(config))}


def case_files(config: pytest.Config) -> list[Path]:
    """The files that ``--xuanxing-cases`` names, each once."""
    folder = config.invocation_params.dir
    return files_at([folder / Path(each).expanduser() for each in config.option.xuanxing_cases])


def files_at(paths: list[Path]) -> list[Path]:
    """Files as they are, folders as the YAML files in them."""
    found: dict[Path, None] = {}
    for path in paths:
        # A folder without any stays as it is, so that reading it tells what is wrong.
        inside = sorted(path.glob("*.yaml")) if path.is_dir() else []
        found |= dict.fromkeys(each.resolve() for each in inside or [path])
    return list(found)


def decided_by_figures(config: pytest.Config) -> bool:
    """Whether figures decide if the run passes, rather than each case."""
    return bool(config.option.xuanxing_min or config.option.xuanxing_baseline)


def _corpus_around(files: list[Path]) -> str | None:
    """The folder of the corpus that keeps these files in its folder of cases, if one does."""
    folders = {path.parent.parent for path in files}
    corpora = sorted(str(each) for each in folders if (each / "corpus.toml").is_file())
    if len(corpora) > 1:
        raise pytest.UsageError(
            f"the cases are of several corpora: {', '.join(corpora)}. Run them one by one."
        )
    return corpora[0] if corpora else None


def refuse(message: str) -> NoReturn:
    """Fails a test, or the collection of it, for a mistake of its author's."""
    pytest.fail(message, pytrace=False)
