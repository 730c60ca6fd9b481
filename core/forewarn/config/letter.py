"""What may stand under `letter` in the config: how letters to clients are written, and how often."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from forewarn.rulebook.entries import Entry
from forewarn.rulebook.mistakes import Mistake
from forewarn.worktime import Calendar

Rhythm = Literal["week", "fortnight", "month"]


def _in_its_sources(value: str, info: ValidationInfo) -> str:
    source, _, key = value.partition(":")
    known = info.data.get("sources", {source: ()})
    if source not in known or not key:
        raise Mistake(f"{value!r} names no ticket of this project", f"Write SOURCE:KEY, with {' or '.join(known)}.")
    return value


LetterPlace = Annotated[str, AfterValidator(_in_its_sources)]
"""A ticket or card of a project's own sources, as SOURCE:KEY."""


@dataclass(frozen=True, slots=True)
class Letter:
    """How letters to clients are written, and how often."""

    template: Path | None = None
    """None: the shipped one of the client's language."""
    every: Rhythm = "week"
    approval: bool = True
    """Whether a person must have read a letter before it is posted."""

    def period(self, day: date) -> str:
        """The week, pair of weeks or month of a day, which gets one letter: 2026-W47, 2026-F46, 2026-11.

        Pairs of weeks have the number of their first one. They are counted through, as a year may have 53 weeks.
        """
        if self.every == "month":
            return f"{day:%Y-%m}"
        days = (day.toordinal() - 1) % 14 if self.every == "fortnight" else 0  # the year 1 began on a Monday
        year, week, _ = (day - timedelta(days=days)).isocalendar()
        return f"{year}-{'F' if self.every == 'fortnight' else 'W'}{week:02}"

    def days(self) -> timedelta:
        """About how far apart two letters are."""
        return timedelta(days={"week": 7, "fortnight": 14, "month": 28}[self.every])

    def next_day(self, day: date, calendar: Calendar) -> date:
        """The working day on which the letter after that of `day` comes: about as late in the next period."""
        same = _in_a_month(day) if self.every == "month" else day + self.days()
        after, before = calendar.workday_from(same), calendar.workday_before(same)
        return before if self.period(before) == self.period(same) != self.period(after) else after


def _in_a_month(day: date) -> date:
    """The same day of the next month, or its last one."""
    first = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


class LetterEntry(Entry):
    """Letters to clients about how their project stands."""

    template: Path | None = Field(None, description="A template of your own, seen from the folder of the config.")
    every: Rhythm = Field("week", description="One letter every week, fortnight or month; the next one is announced.")
    approval: bool = Field(True, description="Whether a person must approve each letter before it is posted.")

    @field_validator("template")
    @classmethod
    def _is_there(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        folder = (info.context or {}).get("folder")
        found = folder / value.expanduser() if value is not None and folder is not None else value
        if found is not None and not found.is_file():
            raise Mistake(f"there is no file {str(value)!r}", "Name the template, seen from the folder of the config.")
        return found

    def letter(self) -> Letter:
        """As a value."""
        return Letter(self.template, self.every, self.approval)
