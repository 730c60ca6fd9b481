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
        """The week, pair of weeks or month of a day, which gets one letter: 2026-W47, 2026-F24, 2026-11."""
        year, week, _ = day.isocalendar()
        if self.every == "month":
            return f"{day:%Y-%m}"
        return f"{year}-W{week:02}" if self.every == "week" else f"{year}-F{(week + 1) // 2:02}"

    def days(self) -> timedelta:
        """About how far apart two letters are."""
        return timedelta(days={"week": 7, "fortnight": 14, "month": 28}[self.every])

    def next_day(self, day: date, calendar: Calendar) -> date:
        """The working day on which the letter after that of `day` comes."""
        return calendar.workday_from(day + self.days())


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
