"""Cases: a question, and what people who read the article hold to be the right answer.

A corpus keeps its cases beside its points, as ``cases/*.yaml``. Each file is a list::

    - id: en-choose-001
      language: en
      kind: choose            # what is asked for, see KINDS
      role: student           # who asks
      style: plain            # how it is written
      turns: ["Which one runs well on a small server?"]   # the last one is judged
      verdict: a              # an option's id, either, depends or null; or a list of these
      avoid: null             # the option to keep away from, where that is what is asked for
      facts:                  # of each list one clause of the article must be cited
        - ["A starts on the smallest servers"]
      also: []                # clauses that may be cited besides
      reason: null            # of a refusal; with facts too, answering and refusing are both right
      pair: small-server      # the case in the other language that asks the same
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from assistant.records import Reason
from ingest.corpora import locate
from ingest.errors import InputError
from ingest.records import EITHER, Article, Corpus, Language
from ingest.yamlnodes import closest

CaseKind = Literal[
    "choose",
    "compare",
    "fact",
    "why",
    "polarity",
    "two_needs",
    "follow_up",
    "false_premise",
    "refusal",
]
KINDS: tuple[CaseKind, ...] = get_args(CaseKind)
Split = Literal["dev", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)
_MAX_BYTES = 4 * 1024 * 1024


class CaseError(InputError):
    """A file of cases doesn't fit its schema, its corpus or its article."""


@dataclass(frozen=True, slots=True)
class Span:
    """``article.text[start:end]``."""

    start: int
    end: int

    def meets(self, other: Span) -> bool:
        """Whether they share half of the shorter one, or more.

        So a clause counts that is part of a longer quote, and a quote that is part of a clause.
        """
        shared = min(self.end, other.end) - max(self.start, other.start)
        return 2 * shared >= min(self.end - self.start, other.end - other.start)


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its gold labels.

    Attributes:
        verdicts: The verdicts that are right; ``None`` where no choice is asked for.
        facts: For each fact that the answer must hold the places that say it.
        also: Places that may be cited besides.
        reasons: The reasons for refusing that are right; empty where it must be answered.
        aspects: Aspects of the corpus that the facts belong to.
        split: ``dev`` may be looked at, ``test`` may not; decided by a hash of the pair.
        avoid: The option that the answer must name as the one to avoid, if that is asked for.
    """

    id: str
    language: Language
    kind: CaseKind
    role: str
    style: str
    turns: tuple[str, ...]
    verdicts: tuple[str | None, ...]
    facts: tuple[tuple[Span, ...], ...]
    also: tuple[Span, ...]
    reasons: tuple[Reason, ...]
    pair: str | None
    aspects: tuple[str, ...]
    split: Split
    avoid: str | None = None

    @property
    def question(self) -> str:
        """The question that is judged."""
        return self.turns[-1]

    @property
    def refusable(self) -> bool:
        """Whether refusing is right."""
        return bool(self.reasons)

    @property
    def answerable(self) -> bool:
        """Whether answering is right."""
        return bool(self.facts)


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Verdict = str | None


class _Case(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][\w.-]*$")]
    language: Language
    kind: CaseKind
    turns: list[str] = Field(min_length=1)
    role: str = ""
    style: str = "plain"
    verdict: _Verdict | list[_Verdict] = None
    avoid: _Text | None = None
    facts: list[list[_Text]] = Field(default_factory=list)
    also: list[_Text] = Field(default_factory=list)
    reason: Reason | list[Reason] | None = None
    pair: _Text | None = None


def load_cases(paths: Iterable[str | PathLike[str]], corpus: Corpus) -> tuple[Case, ...]:
    """Reads cases and checks them against their corpus.

    Args:
        paths: Files, or folders with ``*.yaml`` in them.
        corpus: What the cases are about.

    Raises:
        CaseError: A file is missing or no YAML, has an unknown key or no case, an id stands
            twice, a clause is not in the article, or a verdict is none of the corpus's.
    """
    cases: dict[str, Case] = {}
    for path in _files(paths):
        for number, item in enumerate(_read(path), start=1):
            case = _case(path, number, item, corpus)
            if case.id in cases:
                raise CaseError(
                    f"{path.name}: the id {case.id!r} stands twice.", hint="Rename one of them."
                )
            cases[case.id] = case
    return tuple(cases.values())


def cases_of(corpus: str | PathLike[str]) -> Path:
    """The folder in which a corpus keeps its cases."""
    return locate(corpus).parent / "cases"


def _files(paths: Iterable[str | PathLike[str]]) -> list[Path]:
    files: list[Path] = []
    for given in paths:
        path = Path(given)
        found = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not found:
            raise CaseError(f"no *.yaml is in {path}.", hint="Name a file or folder with cases.")
        files.extend(found)
    return list(dict.fromkeys(files))


def _read(path: Path) -> Sequence[Any]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise CaseError(f"{path} is larger than 4 MiB.", hint="Split it into several files.")
        # The same in C, where there is one, reads a thousand cases in a tenth of the time.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        items = yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506 - a safe one
    except OSError as error:
        raise CaseError(
            f"{path} can't be read: {error.strerror or error}.", hint="Name a file with cases."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CaseError(f"{path} is no YAML: {error}.", hint="Mend the file.") from error
    if not isinstance(items, list) or not items:
        raise CaseError(f"{path.name} has no cases.", hint="It should be a list: - id: …")
    return items


def _case(path: Path, number: int, item: Any, corpus: Corpus) -> Case:
    try:
        read = _Case.model_validate(item)
    except ValidationError as error:
        raise _explain(path, number, item, error) from error
    where = f"{path.name}: {read.id}"
    facts = tuple(
        tuple(span for clause in fact for span in _spans(where, clause, corpus.article))
        for fact in read.facts
    )
    if not all(facts):
        raise CaseError(f"{where}: a fact is empty.", hint="Give a clause, or remove the fact.")
    if not facts and read.reason is None:
        raise CaseError(
            f"{where}: it has neither facts nor a reason.",
            hint="Give the facts that an answer must cite, or the reason for refusing.",
        )
    key = hashlib.sha256((read.pair or read.id).encode()).digest()[0]
    return Case(
        id=read.id,
        language=read.language,
        kind=read.kind,
        role=read.role,
        style=read.style,
        turns=tuple(read.turns),
        verdicts=_verdicts(where, read, corpus),
        avoid=_avoid(where, read, corpus),
        facts=facts,
        also=tuple(span for clause in read.also for span in _spans(where, clause, corpus.article)),
        reasons=tuple(_listed(read.reason)) if read.reason is not None else (),
        pair=read.pair,
        aspects=_aspects(facts, corpus),
        split="test" if key % 2 else "dev",
    )


def _explain(path: Path, number: int, item: Any, error: ValidationError) -> CaseError:
    first = error.errors(include_url=False)[0]
    name = item.get("id") if isinstance(item, dict) else None
    where = f"{path.name}: {name or f'case {number}'}"
    place = [str(part) for part in first["loc"]]
    if first["type"] == "extra_forbidden":
        return CaseError(
            f"{where}: there is no key {place[-1]!r}.", hint=closest(place[-1], _Case.model_fields)
        )
    if first["type"] == "missing":
        return CaseError(f"{where}: the key {place[-1]!r} is missing.", hint="Add it.")
    value = repr(first["input"])[:100]
    return CaseError(f"{where}: {place[0] if place else 'it'} is {value}.", hint=first["msg"] + ".")


def _verdicts(where: str, read: _Case, corpus: Corpus) -> tuple[str | None, ...]:
    known = [*(option.id for option in corpus.options), EITHER, "depends"]
    verdicts = tuple(_listed(read.verdict))
    for verdict in verdicts:
        if verdict is not None and verdict not in known:
            raise CaseError(
                f"{where}: the verdict is {verdict!r}.", hint=f"Give {', '.join(known)} or null."
            )
    return verdicts


def _avoid(where: str, read: _Case, corpus: Corpus) -> str | None:
    options = [option.id for option in corpus.options]
    if read.avoid is not None and read.avoid not in options:
        raise CaseError(f"{where}: avoid is {read.avoid!r}.", hint=f"Give {', '.join(options)}.")
    return read.avoid


def _spans(where: str, clause: str, article: Article) -> list[Span]:
    """Everywhere that the article says it, clutter left out."""
    spans = []
    at = article.text.find(clause)
    while at >= 0:
        if not any(each.start < at + len(clause) and at < each.end for each in article.dropped):
            spans.append(Span(at, at + len(clause)))
        at = article.text.find(clause, at + 1)
    if not spans:
        raise CaseError(
            f"{where}: not in {article.document}: {clause[:100]!r}.",
            hint="Copy the clause exactly, full-width commas included.",
        )
    return spans


def _aspects(facts: Sequence[Sequence[Span]], corpus: Corpus) -> tuple[str, ...]:
    spans = [span for fact in facts for span in fact]
    return tuple(
        dict.fromkeys(
            point.aspect
            for point in corpus.points
            for evidence in point.evidence
            if any(span.meets(Span(evidence.start, evidence.end)) for span in spans)
        )
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
