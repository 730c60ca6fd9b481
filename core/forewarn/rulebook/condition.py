"""A condition of a rules file: an expression over one ticket, asked at one instant."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from forewarn.checks import CannotEvaluate, NotApplicable
from forewarn.model import Need
from forewarn.rulebook.cel import Dialect, Expression, Failed, Malformed, Missing, Type
from forewarn.rulebook.fields import PROJECT_FIELDS, TICKET_FIELDS, Named, Scene
from forewarn.rulebook.misread import Misread, called, misread, refuse
from forewarn.rulebook.spans import FUNCTIONS, functions_of

_LITERAL = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|//[^\n]*")
_NAME = re.compile(r"\b(ticket|project)\s*\.\s*(\w+)")


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression and the fields it names. Equal sources are equal conditions."""

    source: str
    _expression: Expression = field(repr=False, compare=False)
    _fields: Mapping[str, Named] = field(repr=False, compare=False)

    @property
    def reads_comments(self) -> bool:
        """Whether what people say on a ticket may change its answer."""
        return any(named.needs is Need.COMMENTS for named in self._fields.values())

    def holds(self, scene: Scene) -> bool:
        """Whether it is true there.

        Raises CannotEvaluate where it hangs on what the tracker does not know, and NotApplicable where it hangs on a
        value that this ticket does not have.
        """
        return bool(self._value(scene))

    def told(self, scene: Scene) -> str:
        """The values that it rests on there, as people write them in a rules file."""
        named = ((name, known.read(scene)) for name, known in self._fields.items())
        zone = scene.project.agency_calendar.zone
        return ", ".join(f"{name} is {_shown(value, zone)}" for name, value in named)

    def instant(self, scene: Scene) -> datetime:
        """Its value, for an expression that gives an instant. Raises as `holds`."""
        value = self._value(scene)
        assert isinstance(value, datetime)
        return value

    def _value(self, scene: Scene) -> bool | datetime:
        absent = scene.ticket.absent if scene.ticket else {}
        given = {name: known.read(scene) for name, known in self._fields.items() if known.needs not in absent}
        values = {name: value for name, value in given.items() if value is not None}
        try:
            return self._expression.value(values, functions_of(scene))
        except Missing as missing:
            needs = self._fields[missing.name].needs if missing.name in self._fields else None
            if needs is not None and needs in absent:
                raise CannotEvaluate(absent[needs]) from None
            raise NotApplicable(f"it has no {missing.name.partition('.')[2].replace('_', ' ')}") from None
        except Failed as failed:
            raise CannotEvaluate(f"its condition has no answer here: {failed}") from None


def _shown(value: object, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(" ", "minutes")
    return "not there" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)


@lru_cache(maxsize=512)
def condition(source: str, gives: Type = Type.FLAG, *, of_project: bool = False) -> Condition:
    """Read an expression. Raises Misread where it is none, or gives something else than `gives`.

    One `of_project` names fields of the project alone.
    """
    fields = PROJECT_FIELDS if of_project else {**TICKET_FIELDS, **PROJECT_FIELDS}
    bare = _LITERAL.sub(lambda literal: " " * len(literal.group()), source)
    refuse(source, bare)
    try:
        expression = _dialect(of_project).compile(source)
    except Malformed as error:
        raise misread(error, source, fields) from None
    if expression.gives is not gives:
        raise Misread(f"this gives {called(expression.gives)} and should give {called(gives)}", 0)
    named = {f"{side}.{name}" for side, name in _NAME.findall(bare)}
    return Condition(source, expression, {name: known for name, known in fields.items() if name in named})


@cache
def _dialect(of_project: bool) -> Dialect:
    fields = PROJECT_FIELDS if of_project else {**TICKET_FIELDS, **PROJECT_FIELDS}
    return Dialect({name: known.type for name, known in fields.items()}, FUNCTIONS)
