"""What is wrong with an expression, in words for the person who wrote it."""

import re
from collections.abc import Iterable

from forewarn.rulebook.cel import LONGEST, Malformed, Type
from forewarn.rulebook.mistakes import Mistake, nearest, unknown
from forewarn.rulebook.spans import FUNCTIONS

_METHODS = ("all", "contains", "endsWith", "exists", "exists_one", "filter", "getDayOfWeek", "getHours", "getMonth",
            "lowerAscii", "map", "matches", "replace", "size", "split", "startsWith", "trim", "upperAscii")  # fmt: skip
"""The words of CEL itself that people misspell."""
_KINDS = {"string": Type.TEXT, "bool": Type.FLAG, "int": Type.WHOLE, "double": Type.NUMBER,
          "google.protobuf.Timestamp": Type.INSTANT, "list(string)": Type.TEXTS}  # fmt: skip
_ARTICLES = {
    Type.TEXT: "a text",
    Type.TEXTS: "a list of texts",
    Type.FLAG: "true or false",
    Type.WHOLE: "a whole number",
    Type.NUMBER: "a number with a point",
    Type.INSTANT: "an instant",
}
_HABITS = (
    (r"(?<![=!<>])=(?!=)", "a single = compares nothing", "Write == for equal."),
    (r"\b(and|AND)\b", "CEL does not know the word 'and'", "Write && instead."),
    (r"\b(or|OR)\b", "CEL does not know the word 'or'", "Write || instead."),
    (r"\b(not|NOT)\b", "CEL does not know the word 'not'", "Write ! before what must be false."),
    (r"\bhas\s*\(", "has() cannot ask for a field here", "Write ticket.has_due, or compare with '' or []."),
    (r"\bnull\b", "no field is ever null", "Write ticket.has_due, or compare with '' or []."),
    (r"\bnow\b", "an expression does not know what time it is", "Ask reached(an instant), as in reached(ticket.due)."),
)
"""What other languages taught people, the reason it does not work, and what to write."""


class Misread(Mistake):
    """What is wrong with an expression, and the character (from 0) at which it shows."""

    def __init__(self, reason: str, offset: int, next_step: str = "") -> None:
        super().__init__(reason, next_step)
        self.offset = offset


def refuse(source: str, bare: str) -> None:
    """Raise Misread for what the engine would take or explain in a way that helps nobody.

    `bare` is `source` with its quoted words and comments blanked out.
    """
    if not source.strip():
        raise Misread("this expression is empty", 0, "Write a condition, or delete the line.")
    if len(source) > LONGEST:
        raise Misread(f"this expression has more than {LONGEST} characters", 0, "Split it into two rules.")
    for pattern, reason, next_step in _HABITS:
        if found := re.search(pattern, bare):
            raise Misread(reason, found.start(), next_step)


def misread(error: Malformed, source: str, fields: Iterable[str]) -> Misread:
    """The engine's complaint in our words."""
    lines = source.splitlines(keepends=True)
    offset = sum(map(len, lines[: error.line - 1])) + error.column - 1
    if match := re.match(r"undeclared reference to '([^']+)'", error.reason):
        return _undeclared(match.group(1), source, offset, [*fields])
    if match := re.match(r"found no matching overload for '([^']+)' applied to '\((.*)\)'", error.reason):
        return _no_overload(match.group(1), match.group(2), offset)
    if match := re.match(r"expression of type '([^']+)' cannot be the operand of a select", error.reason):
        return Misread(f"{_kind(match.group(1))} has no fields", offset)
    if "'<EOF>'" in error.reason:
        return Misread("the expression ends too early", max(0, len(source.rstrip()) - 1), "Close brackets and quotes.")
    if "token recognition error" in error.reason:
        return Misread("a quote is not closed, or a sign stands here that CEL does not know", offset)
    if match := re.match(r"Syntax error: (?:mismatched|extraneous) input '(.*?)' expecting", error.reason):
        return Misread(f"{match.group(1)!r} is not expected here", offset, "Join conditions with && or ||.")
    return Misread(f"this is no expression: {error.reason}", offset)


def called(kind: Type | None) -> str:
    """A type as people speak of it."""
    return _ARTICLES[kind] if kind else "something else"


def _undeclared(name: str, source: str, offset: int, fields: list[str]) -> Misread:
    functions = [function.name for function in FUNCTIONS]
    if source[offset : offset + 1] == "(":
        if name in functions:
            function = next(one for one in FUNCTIONS if one.name == name)
            takes = " and ".join(called(kind) for kind in function.takes)
            return Misread(f"{name} is called in another way than it can be", offset, f"It takes {takes}: {name}(...).")
        mistake = unknown("function", name, [*functions, *_METHODS])
        return Misread(str(mistake), max(0, offset - len(name)), mistake.next_step)
    at = max(0, source.rfind(name, 0, offset + len(name)))
    if name.startswith("ticket.") and not any(field.startswith("ticket.") for field in fields):
        reason = "this rule looks at whole projects, and an expression of it cannot name a ticket's fields"
        return Misread(reason, at, f"Known: {', '.join(fields)}.")
    last = {field.partition(".")[2]: field for field in fields}
    near = nearest(name, fields) if "." in name else last.get(nearest(name, last) or "")
    hint = f"; did you mean {near!r}?" if near else ""
    step = "forewarn rules --fields lists all." if "." in name else f"Words of yours stand in quotes: {name!r}."
    return Misread(f"unknown field {name!r}{hint}", at, "" if near else step)


def _no_overload(operator: str, types: str, offset: int) -> Misread:
    kinds = [_kind(kind) for kind in re.split(r", (?![^(]*\))", types)]
    word = operator.strip("_@")
    if word in ("==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "in") and len(kinds) == 2:
        step = "Write whole numbers with .0 here." if {"int", "double"} == {*types.split(", ")} else ""
        return Misread(f"{kinds[0]} and {kinds[1]} do not go together with {word}", offset, step)
    if word == "?_:":
        return Misread(f"{kinds[-2]} and {kinds[-1]} stand on the two sides of ? :", offset, "Give both one kind.")
    return Misread(f"{word} cannot take {' and '.join(kinds)}", offset)


def _kind(name: str) -> str:
    return called(_KINDS[name]) if name in _KINDS else name
