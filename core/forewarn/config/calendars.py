"""Calendars as an agency writes them down: hours, days, holidays, closures."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from holidays import list_supported_countries
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from forewarn.facts.project import Period
from forewarn.rulebook.entries import Entry
from forewarn.rulebook.mistakes import Mistake, nearest, unknown
from forewarn.worktime import Calendar, Hours

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_zones = cache(available_timezones)  # it looks through the folders of the machine each time


def _zone(value: str) -> str:
    zones = _zones()
    if value not in zones:
        # What merely looks like GMT+3 or MSK is another hour: so a city is proposed, or nothing.
        named = sorted(zone for zone in zones if "/" in zone and not zone.startswith("Etc/"))
        cities = {zone.rpartition("/")[2].replace("_", " ").casefold(): zone for zone in named}
        near = cities.get(value.casefold()) or nearest(value, named)
        hint = f"; did you mean {near!r}?" if near else "."
        raise Mistake(f"unknown time zone {value!r}{hint}", "Name it by continent and city, as in Europe/Berlin.")
    return value


def _country(value: str) -> str:
    """A country, or a country and its region, that the holiday library knows (ISO 3166)."""
    country, _, region = value.partition("-")
    countries = list_supported_countries(include_aliases=True)
    if country not in countries:
        raise Mistake(f"unknown country {country!r}", "Use the two letters of ISO 3166, as in DE or DE-BE for Berlin.")
    if region and region not in countries[country]:
        raise unknown(f"region of {country}", region, countries[country])
    return value


def _hours(value: Any) -> Any:
    """Read `09:00-17:30`."""
    if isinstance(value, Hours):
        return value
    match = re.fullmatch(r"(\d\d?):(\d\d) ?[-–] ?(\d\d?):(\d\d)", str(value))
    try:
        start_hour, start, end_hour, end = (int(part) for part in match.groups()) if match else (0, 0, 0, 0)
        hours = Hours(time(start_hour, start), time(end_hour, end))
    except ValueError:  # 25:00
        match = None
    if match is None:
        raise Mistake(f"{value!r} are no working hours", 'Write them as "09:00-17:30".')
    if hours.end <= hours.start:
        raise Mistake(f"the day ends ({hours.end:%H:%M}) before it begins ({hours.start:%H:%M})", "Swap the two.")
    return hours


def _by_day(value: Any) -> Any:
    """Hours that are the same every day stand under the day "" until the days are known."""
    return {"": value} if isinstance(value, str) else value


def _weekday(value: str) -> str:
    if value not in ("", *_WEEKDAYS):
        raise unknown("weekday", value, _WEEKDAYS)
    return value


Weekday = Annotated[str, AfterValidator(_weekday)]
DayHours = Annotated[Hours, BeforeValidator(_hours)]


class PeriodEntry(Entry):
    """Days from one to another, both included."""

    start: date = Field(alias="from", description="First day.")
    end: date | None = Field(None, alias="until", description="Last day; left out, it goes on.")

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> "PeriodEntry":
        if self.end is not None and self.end < self.start:
            raise Mistake(f"it ends ({self.end}) before it begins ({self.start})", "Swap the two.")
        return self

    @property
    def period(self) -> Period:
        """As a value."""
        return Period(self.start, self.end)


class ClosedEntry(Entry):
    """Days on which nobody works although the calendar says they should."""

    day: date | None = Field(None, description="The day.")
    start: date | None = Field(None, alias="from", description="The first of several days, together with until.")
    end: date | None = Field(None, alias="until", description="The last of them.")
    reason: str = Field(description="Why; people see it beside deadlines that it moved.")

    @model_validator(mode="after")
    def _is_one_day_or_a_span(self) -> "ClosedEntry":
        if (self.day is None) == (self.start is None) or (self.start is None) != (self.end is None):
            raise Mistake("this names no days", "Write day: 2026-12-24, or from: and until: together.")
        if self.start is not None and self.end is not None and self.end < self.start:
            raise Mistake(f"it ends ({self.end}) before it begins ({self.start})", "Swap the two.")
        return self

    def days(self) -> Mapping[date, str]:
        """Each day with the reason."""
        if self.start is None or self.end is None:
            return {self.day: self.reason} if self.day else {}
        return {self.start + timedelta(days=n): self.reason for n in range((self.end - self.start).days + 1)}


class CalendarEntry(Entry):
    """When people work."""

    time_zone: Annotated[str, AfterValidator(_zone)] = Field(description="By continent and city: Europe/Berlin.")
    hours: Annotated[dict[Weekday, DayHours], BeforeValidator(_by_day)] = Field(
        {"": Hours(time(9), time(17))},
        min_length=1,
        description='Working hours: "09:00-17:30", or by weekday {mon: "09:00-17:30", fri: "09:00-14:00"}.',
    )
    days: tuple[Weekday, ...] | None = Field(
        None, min_length=1, description="Working days, from Monday to Friday if left out; not with hours by weekday."
    )
    holidays: Annotated[str, AfterValidator(_country)] | None = Field(
        None,
        description="Public holidays of a country (DE) or of a part of it (DE-BE), and the days of a weekend that are "
        "worked for one that was moved; left out, there are none.",
    )
    closed: tuple[ClosedEntry, ...] = Field((), description="Further days off, each with its reason.")

    @model_validator(mode="after")
    def _says_its_days_once(self) -> "CalendarEntry":
        if self.days is not None and "" not in self.hours:
            raise Mistake("hours by weekday already say which days are worked", "Leave out days.")
        return self

    @model_validator(mode="after")
    def _has_a_working_day_again(self) -> "CalendarEntry":
        calendar = self.calendar("")
        try:
            for day in calendar.closed:
                calendar.workday_from(day)
        except ValueError:
            raise Mistake("nobody works for a year or longer", "Check the years of the days under closed.") from None
        return self

    def calendar(self, name: str) -> Calendar:
        """As a value."""
        every_day = self.hours.get("")
        hours = dict.fromkeys(self.days or _WEEKDAYS[:5], every_day) if every_day else self.hours
        country, _, region = (self.holidays or "").partition("-")
        return Calendar(
            name=name,
            zone=ZoneInfo(self.time_zone),
            week=MappingProxyType({number: hours[day] for number, day in enumerate(_WEEKDAYS) if day in hours}),
            country=country or None,
            region=region or None,
            closed=MappingProxyType({day: reason for entry in self.closed for day, reason in entry.days().items()}),
        )
