"""How long somebody asks us to be quiet: a number of business days, or a last day."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum


@dataclass(frozen=True, slots=True)
class Days:
    """Business days."""

    number: int


class NoDate(Enum):
    """Why there is no term."""

    UNKNOWN = "unknown"
    PAST = "past"


_WEEK = 5
"""Business days of a week."""
_ONE = frozenset({"a", "an", "one", "один", "одну", ""})
_COUNTED = re.compile(
    r"(?:for\s+|на\s+)?(?P<number>\d{1,4}|a|an|one|один|одну|)\s*"
    r"(?:(?:business|working|work|рабоч\w+)\s+)?"
    r"(?:(?P<day>days?|d|дн[яей]{1,2}|день|дн\.?|д)|(?P<week>weeks?|w|недел\w{1,2}|нед\.?))$",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"(?:until|till|to|through|up\s+to|by|до|по)\s+(?:the\s+)?", re.IGNORECASE)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})$")
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?:\.(?P<year>\d{4}))?\.?$")
_NAMED = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>[^\W\d_]{3,9})\.?"
    r"|(?P<month2>[^\W\d_]{3,9})\.?\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?)(?:,?\s+(?P<year>\d{4})(?:\s*г\.?)?)?$",
    re.IGNORECASE,
)
_MONTHS = (
    ("jan", "янв"), ("feb", "фев"), ("mar", "мар"), ("apr", "апр"), ("may", "мая", "май"), ("jun", "июн"),
    ("jul", "июл"), ("aug", "авг"), ("sep", "сен"), ("oct", "окт"), ("nov", "ноя"), ("dec", "дек"),
)  # fmt: skip
_WEEKDAYS = (
    ("mon", "monday", "понедельника", "пн"), ("tue", "tuesday", "вторника", "вт"),
    ("wed", "wednesday", "среды", "ср"), ("thu", "thursday", "четверга", "чт"), ("fri", "friday", "пятницы", "пт"),
    ("sat", "saturday", "субботы", "сб"), ("sun", "sunday", "воскресенья", "вс"),
)  # fmt: skip


def read_term(text: str, written: date) -> Days | date | NoDate:
    """`5 days`, `a week`, `until 30 Nov`, `до пятницы`; a day without a year is the next such day after `written`."""
    text = text.strip(" ,;.!")
    if text and (counted := _COUNTED.match(text)):
        number = 1 if counted["number"].lower() in _ONE else int(counted["number"])
        return Days(number * (_WEEK if counted["week"] else 1)) if number else NoDate.UNKNOWN
    lead = _UNTIL.match(text)
    return _day(text[lead.end() :] if lead else text, written)


def _day(text: str, written: date) -> date | NoDate:
    for number, names in enumerate(_WEEKDAYS):
        if text.lower() in names:
            return written + timedelta(days=(number - written.weekday() - 1) % 7 + 1)
    if found := _ISO.match(text) or _DOTTED.match(text):
        return _dated(int(found["day"]), int(found["month"]), found["year"], written)
    if found := _NAMED.match(text):
        name = (found["month"] or found["month2"]).lower()
        month = next((n for n, known in enumerate(_MONTHS, 1) if name.startswith(known)), 0)
        return _dated(int(found["day"] or found["day2"]), month, found["year"], written)
    return NoDate.UNKNOWN


def _dated(day: int, month: int, year: str | None, written: date) -> date | NoDate:
    try:
        if year:
            named = date(int(year), month, day)
            return named if named >= written else NoDate.PAST
        named = date(written.year, month, day)
        return named if named >= written else date(written.year + 1, month, day)
    except ValueError:
        return NoDate.UNKNOWN
