"""People and the side they stand on."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The side a person stands on, at the time of what they did."""

    CLIENT = "client"
    TEAM = "team"
    BOT = "bot"
    UNKNOWN = "unknown"


class Audience(StrEnum):
    """Who may read a text."""

    TEAM = "team"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Person:
    """A person or bot as one tracker knows them.

    A connector fills `role` with what the tracker itself says (portal customer, bot account), else `UNKNOWN`;
    the roles of the config overrule it when tickets are loaded for the checks.
    """

    id: str
    """The tracker's stable id (Jira account id or key, GitHub numeric id, Trello member id)."""
    name: str
    """What people call them; may change, may be empty."""
    role: Role = Role.UNKNOWN
    handle: str = ""
    """Login or user name, where the tracker has one; the config may name people by it."""
    email: str = ""
    """Only where the tracker shows it; used for domain rules, never stored."""
