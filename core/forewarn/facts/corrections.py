"""What people know better than a ticket tells: that a promise was kept elsewhere, was none, or was renegotiated."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What somebody says of a promise."""

    KEPT = "kept"
    NOT_A_PROMISE = "not a promise"
    RENEGOTIATED = "renegotiated"


@dataclass(frozen=True, slots=True)
class Correction:
    """One verdict on one promise. Of several on the same one the last counts."""

    promise: str
    """Its identity: `source:ticket|event:day`."""
    verdict: Verdict
    at: datetime
    """When it was given; before that nobody knew of it."""
    by: str = ""
    because: str = ""
    until: date | None = None
    """The day it was renegotiated to."""
