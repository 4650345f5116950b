"""Cases become tests: by the marker, or from files that are no tests themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from assistant.evals.settings import CASE, Marked, case_files, files_at, places, refuse
from ingest.corpora import load_corpus
from ingest.errors import InputError
from ingest.records import Corpus
from ingest.settings import IngestSettings

if TYPE_CHECKING:
    from assistant.evals.cases import Case
    from assistant.evals.outcomes import Outcome

_CORPUS: pytest.StashKey[Corpus] = pytest.StashKey()
_FILES: pytest.StashKey[dict[str, Path]] = pytest.StashKey()


def corpus_of(config: pytest.Config) -> Corpus:
    """The corpus that the cases are about, read once."""
    if _CORPUS not in config.stash:
        settings = IngestSettings.from_env(corpus=places(config)["corpus"])
        config.stash[_CORPUS] = load_corpus(settings.corpus)
    return config.stash[_CORPUS]


def check_corpus(config: pytest.Config, corpus: Corpus) -> None:
    """Refuses an assistant that answers from another article than the cases are about.

    Raises:
        InputError: It does.
    """
    about = corpus_of(config)
    if corpus.article.sha256 != about.article.sha256:
        raise InputError(
            f"the cases are about {about.article.document}, and the assistant answers from "
            f"{corpus.article.document}.",
            hint="Name the assistant's corpus with --xuanxing-corpus.",
        )


def parametrise(metafunc: pytest.Metafunc, markers: Iterable[Marked]) -> None:
    """Gives the fixture ``case`` the cases that markers name."""
    if "case" not in metafunc.fixturenames:
        refuse("a test marked with xuanxing_cases asks for the fixture case, or outcome.")
    here = metafunc.definition.path.parent
    found: dict[str, Case] = {}
    for marker in markers:
        paths = files_at([here / path for path in marker.paths])
        split = metafunc.config.option.xuanxing_split if marker.split == "" else marker.split
        for case in _cases(metafunc.config, paths, split):
            if found.setdefault(case.id, case) != case:
                refuse(f"xuanxing_cases: two cases have the id {case.id!r}. Rename one of them.")
    if not found:
        refuse("xuanxing_cases: there is no case of this split in the files.")
    metafunc.parametrize(
        "case", [pytest.param(each, id=_name(each)) for each in found.values()], indirect=True
    )


def collectors(session: pytest.Session) -> Iterator[CaseFile]:
    """A collector for each file of ``--xuanxing-cases``."""
    session.config.stash[_FILES] = {}
    for path in case_files(session.config):
        file: CaseFile = CaseFile.from_parent(session, path=path)
        file.obj = ModuleType(path.stem)
        yield file


class CaseFile(pytest.Module):
    """A file of cases.

    It is a module to pytest so that fixtures of every scope, autouse ones too, work in it.
    """

    def collect(self) -> Iterator[pytest.Item]:
        """One test of each case."""
        known = self.config.stash[_FILES]
        for case in _cases(self.config, [self.path], self.config.option.xuanxing_split):
            if (other := known.setdefault(case.id, self.path)) != self.path:
                refuse(
                    f"{self.path.name}: the id {case.id!r} stands in {other.name} too. "
                    "Rename one of them."
                )
            item: CaseItem = CaseItem.from_parent(self, name=_name(case), callobj=_passes)
            item.stash[CASE] = case
            yield item


class CaseItem(pytest.Function):
    """A case as a test."""

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands; its function is the same for all."""
        return self.path, None, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any) -> Any:
        """Of a missed case the message alone; its code is nobody's test."""
        if isinstance(excinfo.value, AssertionError):
            shown: Any = excinfo.getrepr(style="value", tbfilter=_innermost)
            # The short summary takes its line from here.
            shown.reprcrash = excinfo.getrepr(style="short", tbfilter=_innermost).reprcrash
            return shown
        return super().repr_failure(excinfo)


def _innermost(excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
    """The frames above are pytest's own, and it would read the source of each."""
    return excinfo.traceback[-1:]


def _passes(outcome: Outcome, assert_outcome: Callable[[Outcome], None]) -> None:
    assert_outcome(outcome)


def _cases(config: pytest.Config, paths: list[Path], split: str | None) -> list[Case]:
    from assistant.evals.cases import load_cases

    chosen = {"dev", "test"} if split in {None, "all"} else {split}
    try:
        return [case for case in load_cases(paths, corpus_of(config)) if case.split in chosen]
    except InputError as error:
        refuse(str(error))


def _name(case: Case) -> str:
    return f"{case.kind}-{case.language}-{case.id}"
