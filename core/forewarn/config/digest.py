"""What may stand under `digest` in the config: where it goes, and when."""

import re
from dataclasses import dataclass
from datetime import datetime, time

from pydantic import Field, field_validator

from forewarn.connect.secrets import Secret
from forewarn.rulebook.entries import Entry
from forewarn.worktime import Calendar

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Digest:
    """Where the digest goes, and at which hours of a working day."""

    to: tuple[Secret, ...]
    start: time = time(8)
    end: time = time(10)

    def is_due(self, now: datetime, calendar: Calendar) -> bool:
        """Whether `now` lies within its hours on a working day of `calendar`."""
        local = now.astimezone(calendar.zone)
        return calendar.is_workday(local.date()) and self.start <= local.time() < self.end


class DigestEntry(Entry):
    """What is not said on tickets, sent to people."""

    to: tuple[Secret, ...] = Field(
        min_length=1,
        description="Where it goes: references to Apprise addresses, which hold a password and never stand here.",
    )
    hours: str = Field("08:00-10:00", description="Between which hours of a working day it is sent, by our calendar.")

    @field_validator("hours")
    @classmethod
    def _is_a_span(cls, value: str) -> str:
        found = _HOURS.fullmatch(value)
        if not found or found[1] + found[2] >= found[3] + found[4]:
            raise ValueError("write two times of a day, the earlier one first, such as 08:00-10:00")
        return value

    def digest(self) -> Digest:
        """As a value."""
        start, _, end = self.hours.partition("-")
        return Digest(self.to, time.fromisoformat(start), time.fromisoformat(end))
