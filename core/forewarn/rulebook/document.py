"""A YAML file as plain values, each with the line it stands on."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from forewarn.errors import ConfigError
from forewarn.rulebook.syntax import in_plain_words

At = tuple[str | int, ...]
"""Where in a file a value stands: keys and positions in lists, from the top."""

_TAG = "tag:yaml.org,2002:"
_TYPED = {f"{_TAG}{name}" for name in ("null", "bool", "int", "float")}


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, as people are told of it."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Document:
    """One file that could be read."""

    name: str
    """What to call it in messages: its path as given, or the name of a pack."""
    data: dict[str, Any]
    """Plain values. Dates stay text, for the model that expects one reads it better than YAML does."""
    lines: dict[At, int]
    text: str = field(default="", repr=False)
    starts: dict[At, int] = field(default_factory=dict, repr=False)
    """Where in `text` each word that is a value begins."""

    def place(self, at: At) -> Place:
        """The line of `at`, or of the nearest thing around it that is in the file."""
        return Place(self.name, next(self.lines[at[:end]] for end in range(len(at), -1, -1) if at[:end] in self.lines))

    def within(self, at: At, value: str, offset: int) -> tuple[Place, int]:
        """The line, and the column from 1, of a character of the words that stand at `at`.

        Words may be folded over lines and indented anew, so the characters that are no blanks are counted.
        """
        place = self.text.find("\n", self.starts[at]) if self.text[self.starts[at]] in "|>" else self.starts[at]
        left = len("".join(value[:offset].split()))
        quote = self.text[place] if self.text[place] in "'\"" else ""
        place += len(quote)
        while place < len(self.text) - 1 and (left or self.text[place].isspace()):
            if quote and self.text[place : place + 2] in (r"\"", r"\\", "''"):
                place += 1  # two characters of the file are one of the words
            left -= not self.text[place].isspace()
            place += 1
        line_start = self.text.rfind("\n", 0, place) + 1
        return Place(self.name, self.text.count("\n", 0, place) + 1), place - line_start + 1


def read_file(path: Path, offer: str = "") -> str:
    """The words of a file. ConfigError when there are none to be had; where it is not there, with what we offer."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        where = f"In {path.parent}" if path.parent != Path() else "In this folder"
        near = f"{where} there is: {_beside(path)}." if _beside(path) else "Check the path."
        raise ConfigError("there is no such file", place=str(path), next_step=f"{near} {offer}".rstrip()) from None
    except IsADirectoryError:
        step = f"Name a file in it: {_beside(path / '*')}." if _beside(path / "*") else "Name a file."
        raise ConfigError("this is a folder, not a file", place=str(path), next_step=step) from None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"byte {error.start + 1} is not UTF-8", place=str(path), next_step="Save the file with the encoding UTF-8."
        ) from None
    except OSError as error:
        raise ConfigError(
            f"cannot be read ({error.strerror})", place=str(path), next_step="Check the path and its permissions."
        ) from None


@lru_cache  # the agencies of a host share their packs; nobody changes what a document holds
def parse(name: str, text: str) -> Document:
    """Read YAML. ConfigError, with every duplicate key and foreign tag, where it is not a mapping of plain values."""
    try:
        with warnings.catch_warnings(action="ignore"):  # they would quote lines of the file, and tokens in them
            root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        line, reason, next_step = in_plain_words(error)
        raise ConfigError(reason, place=f"{name}:{line}", next_step=next_step) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(
            "a character stands here that YAML does not allow", place=f"{name}:{line}", next_step="Delete it."
        ) from None
    except YAMLError:
        raise ConfigError("cannot be read as YAML", place=name, next_step="Check its first lines.") from None
    if root is None:
        raise ConfigError("the file is empty", place=name, next_step="Begin with a copy of the shipped example.")
    if not isinstance(root, MappingNode):
        raise ConfigError(
            "the file must hold keys with values (key: value), not a list or a word",
            place=f"{name}:{root.start_mark.line + 1}",
            next_step="Compare it with the shipped example.",
        )
    return _Builder(name, text).document(root)


def _beside(path: Path) -> str:
    if not path.parent.is_dir():
        return ""
    names = sorted(p.name for p in path.parent.iterdir() if p.suffix in (".yaml", ".yml"))
    return ", ".join(get_close_matches(path.name, names, 8, 0))  # the likeliest first


class _Builder:
    """Turns the nodes of one file into values; a duplicate key or a foreign tag is noted and the rest goes on."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text
        self._starts: dict[At, int] = {}
        self._lines: dict[At, int] = {(): 1}
        self._problems: list[ConfigError] = []
        self._open: list[Node] = []
        self._scalars = YAML(typ="safe", pure=True).constructor

    def document(self, root: MappingNode) -> Document:
        data = self._value(root, ())
        if self._problems:
            first = self._problems[0]
            raise ConfigError(
                first.reason, place=first.place, next_step=first.next_step, problems=tuple(self._problems)
            )
        return Document(self._name, data, self._lines, self._text, self._starts)

    def _value(self, node: Node, at: At) -> Any:
        if node in self._open:
            self._problem(node, "this value contains itself", "Write it out instead of using & and *.")
            return None
        self._open.append(node)
        try:
            if isinstance(node, MappingNode):
                return dict(self._pairs(node, at))
            if isinstance(node, SequenceNode):
                return [self._item(child, (*at, number)) for number, child in enumerate(node.value)]
            self._starts[at] = node.start_mark.index
            return self._scalar(node)
        finally:
            self._open.pop()

    def _pairs(self, node: MappingNode, at: At) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                self._problem(key, "a key must be a word, not a list or a mapping", "Put the value in quotes.")
            elif key.tag == f"{_TAG}merge":
                self._problem(key, "forewarn does not read merge keys (<<)", "Write the keys out.")
            elif key.value in seen:
                again = f"the key {key.value!r} stands here a second time; the first is on line {seen[key.value]}"
                self._problem(key, again, "Keep one of the two.")
            else:
                seen[key.value] = self._lines[(*at, key.value)] = line
                yield key.value, self._value(value, (*at, key.value))

    def _item(self, node: Node, at: At) -> Any:
        self._lines[at] = node.start_mark.line + 1
        return self._value(node, at)

    def _scalar(self, node: Node) -> Any:
        if not str(node.tag).startswith(_TAG):
            self._problem(node, "a value must not begin with '!'", "Put the value in quotes.")
            return None
        return self._scalars.construct_object(node) if node.tag in _TYPED else node.value

    def _problem(self, node: Node, reason: str, next_step: str) -> None:
        place = f"{self._name}:{node.start_mark.line + 1}"
        self._problems.append(ConfigError(reason, place=place, next_step=next_step))
