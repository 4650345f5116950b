"""How a fault is seeded: one function, method or constant of the product, replaced for a while."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ingest.corpora import load_corpus
from ingest.records import Corpus, Evidence, Point
from ingest.settings import IngestSettings

Seed = Callable[[Any], Any]
"""From what stands in the product to what stands there while the fault is seeded."""


class MissingTargetError(LookupError):
    """What a fault is seeded in is no longer there: the fault must be written anew."""


@dataclass(frozen=True)
class Fault:
    """One way in which the pipeline could be broken.

    Attributes:
        id: Such as ``swapped-verdict``.
        group: The step it breaks.
        about: What is wrong while it is seeded.
        targets: ``module:name`` or ``module:Class.name``, all replaced by ``seed``.
    """

    id: str
    group: str
    about: str
    targets: tuple[str, ...]
    seed: Seed

    @contextmanager
    def seeded(self) -> Iterator[None]:
        """Breaks the product until the block ends.

        Raises:
            MissingTargetError: A target doesn't exist.
        """
        with ExitStack() as stack:
            for owner, name, original in self.places():
                stack.callback(setattr, owner, name, original)
                setattr(owner, name, self.seed(original))
            yield

    def places(self) -> list[tuple[Any, str, Any]]:
        """For each target where it stands, its name there, and what it is now."""
        found = []
        for target in self.targets:
            module, _, path = target.partition(":")
            *outer, name = path.split(".")
            try:
                owner: Any = importlib.import_module(module)
                for part in outer:
                    owner = getattr(owner, part)
                found.append((owner, name, vars(owner)[name]))
            except (ImportError, AttributeError, KeyError) as error:
                raise MissingTargetError(f"{self.id}: there is no {target}") from error
        return found


FAULTS: dict[str, Fault] = {}


def fault(group: str, *targets: str) -> Callable[[Seed], Seed]:
    """Makes a fault of a seed: its name is the id, its docstring says what is wrong."""

    def register(seed: Seed) -> Seed:
        _add(Fault(seed.__name__.replace("_", "-"), group, str(seed.__doc__), targets, seed))
        return seed

    return register


def constant(group: str, target: str, value: Any, name: str, about: str) -> None:
    """A fault that only gives a constant another value."""
    _add(Fault(name, group, about, (target,), lambda _: value))


def _add(each: Fault) -> None:
    if each.id in FAULTS:
        raise ValueError(f"two faults have the id {each.id!r}")
    FAULTS[each.id] = each


@cache
def _pairs() -> dict[str, str]:
    first, second = (option.id for option in load_corpus(IngestSettings.from_env().corpus).options)
    return {first: second, second: first}


def other(option: Any) -> Any:
    """The other option; whatever is none (``either``, ``depends``, ``None``) stays."""
    return _pairs().get(option, option)


def sides() -> list[str]:
    """The ids of both options."""
    return list(_pairs())


def with_points(corpus: Corpus, change: Callable[[Point], Point]) -> Corpus:
    """The corpus with every point changed."""
    return replace(corpus, points=tuple(map(change, corpus.points)))


def with_evidence(corpus: Corpus, change: Callable[[Evidence], Evidence]) -> Corpus:
    """The corpus with every quote changed."""
    return with_points(corpus, lambda p: replace(p, evidence=tuple(map(change, p.evidence))))
