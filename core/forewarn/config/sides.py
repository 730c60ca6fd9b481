"""Which side people stand on, as the config names them: one by one, by groups, and behind bots that pass words on."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, PlainValidator, ValidationInfo, model_validator
from pydantic_core import PydanticKnownError

from forewarn.config.names import SourceName
from forewarn.model import Role
from forewarn.rulebook.entries import Entry
from forewarn.rulebook.mistakes import Mistake

_BETWEEN = re.compile(r"[;,\s]")


class GroupEntry(Entry):
    """Everybody in a group of a tracker."""

    source: SourceName = Field(description="The source that knows the group.")
    group: str = Field(
        min_length=1,
        description="Its name: a Jira group, a GitHub organisation or org/team, or guests, members or observers of "
        "Trello boards.",
    )

    def __str__(self) -> str:
        return f"the group {self.group!r} of {self.source}"


def _name_or_group(value: Any, info: ValidationInfo) -> str | GroupEntry:
    """Tells the two apart by itself: pydantic would tell of either what is wrong with it as the other."""
    if isinstance(value, dict):
        return GroupEntry.model_validate(value, context=info.context)
    if not isinstance(value, str):
        raise PydanticKnownError("string_type")
    if value.count("@") > 1 and _BETWEEN.search(value):
        raise Mistake(f"{value!r} are several people", "Write each in quotes of their own, with commas between them.")
    if value.startswith("*@"):
        raise Mistake(f"{value!r} names nobody", f"Write {value[1:]!r} for everybody with an address there.")
    if value.startswith("@") and "*" in value:
        raise Mistake(f"{value!r} names nobody", "Write each domain whole, as in '@northlight.example'.")
    return value


People = tuple[Annotated[str | GroupEntry, PlainValidator(_name_or_group)], ...]


class RolesEntry(Entry):
    """Which side people stand on.

    A person is named by their id, handle, exact name, e-mail address, `@domain` of it, or `source:handle`; many at once
    by a group of a tracker.
    """

    team: People = Field(default=(), description="People who work for the agency, or groups of them.")
    client: People = Field(default=(), description="People who work for a client, or groups of them.")
    bot: People = Field(default=(), description="Accounts without a person: what they do is no activity.")

    @model_validator(mode="after")
    def _puts_nobody_on_two_sides(self) -> "RolesEntry":
        for one, other in combinations((self.team, self.client, self.bot), 2):
            for entry in one:
                if entry in other:
                    name = repr(entry) if isinstance(entry, str) else str(entry)
                    raise Mistake(f"{name} stands on two sides", "Keep one of the two.")
        return self

    def names(self) -> Mapping[str, Role]:
        """The side of everybody who is named."""
        return {entry: role for role, entry in self._sides() if isinstance(entry, str)}

    def groups(self) -> Mapping[tuple[str, str], Role]:
        """The side of every group, by source and name."""
        return {(entry.source, entry.group): role for role, entry in self._sides() if isinstance(entry, GroupEntry)}

    def _sides(self) -> Iterator[tuple[Role, str | GroupEntry]]:
        for role, people in ((Role.TEAM, self.team), (Role.CLIENT, self.client), (Role.BOT, self.bot)):
            yield from ((role, entry) for entry in people)


def _pattern(value: Any) -> Any:
    """A regular expression that finds an author."""
    try:
        pattern = re.compile(str(value))
    except re.error as error:
        raise Mistake(f"this is no regular expression: {error}.", "Mark the author as (?P<author>...).") from None
    if "author" not in pattern.groupindex:
        raise Mistake("this does not say where the author stands.", "Mark the author as (?P<author>...).")
    return pattern


class RelayEntry(Entry):
    """A bot that passes on what people wrote somewhere else."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    account: str = Field(
        description="The bot: its id, handle or source:handle; its name where the tracker calls it a bot."
    )
    author: Annotated[re.Pattern[str], BeforeValidator(_pattern)] = Field(
        description="Regular expression that finds the real author, marked (?P<author>...), in its comments."
    )
