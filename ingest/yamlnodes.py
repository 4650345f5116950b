"""YAML read as nodes that know their line, so that every complaint can name one.

Safe by construction: no tags are obeyed, no aliases are followed (a "billion laughs" file is
refused at its first alias), and the size is capped before anything is parsed.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from ingest.errors import CorpusError

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A node and the file it stands in."""

    file: str
    node: yaml.Node

    @property
    def where(self) -> str:
        """``file:line`` as editors understand it."""
        return f"{self.file}:{self.node.start_mark.line + 1}"

    @property
    def is_map(self) -> bool:
        """Whether it has keys and values."""
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """Whether it has items."""
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def kind(self) -> str:
        """What it is, in a person's words."""
        return "keys and values" if self.is_map else "a list" if self.is_list else "text"

    def error(self, message: str, hint: str = "") -> CorpusError:
        """An error at this place; raise it."""
        return CorpusError(f"{self.where}: {message}", hint=hint)

    def text(self, what: str) -> str:
        """The text of a scalar, trimmed and not empty."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error(f"{what} must be text, not {self.kind}.")
        value = str(self.node.value).strip()
        if self.node.tag == "tag:yaml.org,2002:null" or not value:
            raise self.error(f"{what} is empty.", "Fill it in, or remove the line.")
        if self.node.tag != "tag:yaml.org,2002:str":
            raise self.error(
                f"{what} must be text, but YAML reads {value!r} as something else.",
                f'Write it in quotes: "{value}".',
            )
        return value

    def flag(self, what: str) -> bool:
        """The value of a ``true`` or ``false``."""
        if self.node.tag != "tag:yaml.org,2002:bool":
            raise self.error(f"{what} is {self.node.value!r}.", "Write true or false.")
        return str(self.node.value).lower() in {"true", "yes", "on"}

    def number(self, what: str) -> int:
        """A whole number of at least 1."""
        if self.node.tag == "tag:yaml.org,2002:int" and str(self.node.value).isdecimal():
            value = int(self.node.value)
            if value >= 1:
                return value
        raise self.error(f"{what} is {self.node.value!r}.", "Write a whole number, from 1.")

    def items(self, what: str) -> list[Entry]:
        """The entries of a list, which mustn't be empty."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error(f"{what} must be a list, not {self.kind}.")
        if not self.node.value:
            raise self.error(f"{what} is empty.", "Add an entry, or remove the key.")
        return [Entry(self.file, node) for node in self.node.value]

    def fields(self, what: str, allowed: Iterable[str]) -> dict[str, Entry]:
        """The values of a mapping by key; keys that aren't allowed or come twice are errors."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(f"{what} must be keys and values, not {self.kind}.")
        known = tuple(allowed)
        found: dict[str, Entry] = {}
        for key_node, value_node in self.node.value:
            entry = Entry(self.file, key_node)
            key = entry.text(f"a key of {what}")
            if key not in known:
                raise entry.error(f"{what} has no key {key!r}.", closest(key, known))
            if key in found:
                raise entry.error(f"{what} has {key!r} twice.", "Remove one of them.")
            found[key] = Entry(self.file, value_node)
        return found


def closest(value: str, known: Iterable[str]) -> str:
    """A remedy for a value that isn't among the known ones."""
    names = list(known)
    near = difflib.get_close_matches(value[:100].lower(), names, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"It is one of: {', '.join(names)}."


def read(path: Path) -> Entry:
    """Parse a file into its root node.

    Raises:
        CorpusError: It is missing, too large, not UTF-8, not YAML, empty, or uses aliases.
    """
    name = path.name
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise CorpusError(f"there is no file {path}.", hint=f"Write a {name} there.") from error
    except OSError as error:
        raise CorpusError(f"{path} can't be read: {error.strerror or error}.") from error
    if len(data) > MAX_BYTES:
        raise CorpusError(f"{name} is too large: more than {MAX_BYTES:,} bytes.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{name}: byte 0x{data[error.start]:02x} at offset {error.start} is not UTF-8.",
            hint="Save the file as UTF-8.",
        ) from error
    root = _compose(text, name)
    if root is None:
        raise CorpusError(f"{name}:1: the file is empty.", hint="Write at least one point.")
    return Entry(name, root)


def _compose(text: str, name: str) -> yaml.Node | None:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _refuse_tricks(yaml.parse(text, Loader=loader), name)
        root: yaml.Node | None = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise CorpusError(
            f"{name}:{line}: not YAML: {error.problem or error.context}.",
            hint="Check the indentation and quotes there; put a text with ': ' or '#' in quotes.",
        ) from error
    except yaml.YAMLError as error:
        raise CorpusError(f"{name}: not YAML: {str(error)[:200]}.") from error
    return root


def _refuse_tricks(events: Iterable[yaml.Event], name: str) -> None:
    """Refuse aliases, and nesting so deep that the C parser would crash the process."""
    depth = 0
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise CorpusError(
                f"{name}:{line}: an alias (*) isn't allowed here.", hint="Write the value out."
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise CorpusError(
                f"{name}:{line}: nested more than {MAX_DEPTH} deep.", hint="Close the brackets."
            )
