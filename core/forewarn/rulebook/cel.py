"""Expressions in CEL, the Common Expression Language: the one module that knows the engine behind it.

The engine gives every loop a budget of steps, its regular expressions run in linear time, and it knows no wall
clock, so an expression from a rules file can neither hang a run nor look at the time behind our back.
"""

import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

# It brings stubs without the marker that would let mypy read them.
from cel_expr_python import cel  # type: ignore[import-untyped]
from cel_expr_python.ext import ext_strings  # type: ignore[import-untyped]

LONGEST = 2000
"""Characters of an expression."""


class Type(StrEnum):
    """What a value is."""

    TEXT = "text"
    TEXTS = "list of texts"
    FLAG = "true or false"
    WHOLE = "whole number"
    NUMBER = "number"
    INSTANT = "instant"


_TYPES: Mapping[Type, cel.Type] = {
    Type.TEXT: cel.Type.STRING,
    Type.TEXTS: cel.Type.List(cel.Type.STRING),
    Type.FLAG: cel.Type.BOOL,
    Type.WHOLE: cel.Type.INT,
    Type.NUMBER: cel.Type.DOUBLE,
    Type.INSTANT: cel.Type.TIMESTAMP,
}
_NAMES = {kind.name(): word for word, kind in _TYPES.items()}


@dataclass(frozen=True, slots=True)
class Function:
    """A function that expressions may call; the work is done by whoever evaluates."""

    name: str
    takes: tuple[Type, ...]
    gives: Type
    about: str


class Malformed(Exception):
    """The expression cannot be compiled: the engine's words, and where it stumbled (line and column from 1)."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.column = column


class Missing(Exception):
    """The answer hangs on a value that was not given; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Failed(Exception):
    """The expression has no value here: a division by zero, an index outside its list, a budget that is used up."""


Functions = Mapping[str, Callable[..., Any]]
_functions: ContextVar[Functions] = ContextVar("functions")


class Dialect:
    """The names that expressions of one kind may use."""

    def __init__(self, variables: Mapping[str, Type], functions: tuple[Function, ...]) -> None:
        declared = [
            cel.FunctionDecl(
                function.name,
                [
                    cel.Overload(
                        function.name,
                        return_type=_TYPES[function.gives],
                        parameters=[_TYPES[kind] for kind in function.takes],
                        impl=partial(_call, function.name),
                    )
                ],
            )
            for function in functions
        ]
        self._env = cel.NewEnv(
            variables={name: _TYPES[kind] for name, kind in variables.items()},
            functions=declared,
            extensions=[ext_strings.ExtStrings()],
        )

    def compile(self, source: str) -> "Expression":
        """The expression. Raises Malformed."""
        try:
            compiled = self._env.compile(source)
        except RuntimeError as error:
            raise _malformed(str(error)) from None
        return Expression(compiled)


class Expression:
    """A compiled expression."""

    __slots__ = ("_compiled", "gives")

    def __init__(self, compiled: cel.Expression) -> None:
        self._compiled = compiled
        self.gives: Type | None = _NAMES.get(compiled.return_type().name())
        """What its value is; None for what no field of ours can be."""

    def value(self, values: Mapping[str, Any], functions: Functions) -> bool | datetime:
        """Its value. Raises Missing or Failed, and what `functions` raise."""
        raised: list[Exception] = []
        token = _functions.set({**functions, "": raised.append})
        try:
            result = self._compiled.eval(data=values)
        except RuntimeError as error:
            raise Failed(_plain(str(error))) from None
        finally:
            _functions.reset(token)
        if result.type() != cel.Type.ERROR:
            return result.value()  # type: ignore[no-any-return]  # what `gives` promises
        reason = str(result.value())
        if match := re.search(r'No value with name "([^"]+)"', reason):
            raise Missing(match.group(1))
        if raised:
            raise raised[-1]
        raise Failed(_plain(reason))


def _call(name: str, *arguments: Any) -> Any:
    functions = _functions.get()
    try:
        return functions[name](*arguments)
    except Exception as error:  # the engine keeps only its words, and whoever evaluates wants the thing itself
        functions[""](error)
        raise


def _malformed(text: str) -> Malformed:
    match = re.search(r"ERROR: <input>:(\d+):(\d+): (.*)", text)
    if match is None:
        return Malformed(_plain(text), 1, 1)
    return Malformed(_plain(match.group(3)), int(match.group(1)), int(match.group(2)))


def _plain(text: str) -> str:
    """Without the engine's codes: `INTERNAL: Iteration budget exceeded [INTERNAL]`."""
    return re.sub(r"^[A-Z_]+: | ?\[[A-Z_]+\]$", "", text).strip()
