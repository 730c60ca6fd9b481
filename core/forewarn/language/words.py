"""The values behind a language's date words: which number a month, a weekday or `a couple of` stands for."""

import re
from collections.abc import Mapping
from datetime import time
from typing import Final, TypeVar

from forewarn.language.notation import Notation, Slot
from forewarn.language.pack import DatePhrases, Notes
from forewarn.language.periods import Said

_NUMBER: Final = (frozenset("0123456789"),)
_MORNING: Final = 7
"""An hour below this without am or pm is in the afternoon."""
CLOCKS: Final = {
    "clock": 0,
    "am": 0,
    "pm": 12 * 60,
    "half-past": 30,
    "half-to": -30,
    "quarter-past": 15,
    "quarter-to": -15,
}
"""By meaning: the minutes that such a phrase lies past the hour in it."""
_WORD: Final = re.compile(r"\w+")
_SPAN: Final = re.compile(r"(\d+)(.+)")
_Value = TypeVar("_Value", int, float, str)


class DateWords:
    """The slots of the deadline grammar, and what stands in them."""

    def __init__(self, words: DatePhrases, *, month_first: bool) -> None:
        self._month_first = month_first
        self._weekdays = _by_word(words.weekdays) | _by_word(words.short_weekdays)
        self._months = _by_word(words.months)
        self._units = _by_word(words.units)
        self._counts = _by_word(words.counts)
        self._days = {word: day for day, word in enumerate(words.day_words, 1)}
        self._hours = _by_word(words.spoken_hours)
        notation = Notation({})
        count = rf"(?:\d{{1,3}}|{Slot.of(self._counts).regex})"
        joined = rf"(?: ?(?:{notation.regex(words.joined)}) ?)"
        # A lead begins a date of its own: "from Friday to Tuesday" names no two days of one choice.
        choice = [word for word in words.joined if word not in words.leads.get("to", ())]
        either = rf"(?: ?(?:{notation.regex(choice)}) ?)"
        weekday, month = Slot.of(_by_word(words.weekdays)), Slot.of(self._months)
        last = Slot.of(self._weekdays).regex
        day = rf"\d{{1,2}}(?:{words.ordinals})"
        self._count = re.compile(rf"(?<!\w){count}(?!\w)")
        self.slots: Mapping[str, Slot] = {
            "weekday": Slot(rf"(?:{weekday.regex}, ?)?{weekday.regex}{either}{last}|{weekday.regex}", weekday.needs),
            "short_weekday": Slot.of(_by_word(words.short_weekdays)),
            "month": Slot(rf"{month.regex}(?:\.(?= ?\d))?", month.needs),
            "unit": Slot.of(self._units),
            "count": Slot(rf"{count}(?:{joined}{count})?", ()),
            "span": Slot(rf"\d{{1,3}}(?:{Slot.of(self._units).regex})", _NUMBER),
            "day": Slot(rf"{day}|\d{{1,2}}", _NUMBER),
            "ordinal": Slot(day, _NUMBER),
            "day_word": Slot.of(self._days),
            "year": Slot(r"\d{4}", _NUMBER),
            "iso": Slot(r"\d{4}-\d{1,2}-\d{1,2}", _NUMBER),
            "slashed": Slot(r"\d{1,2}/\d{1,2}(?:/(?:\d{4}|\d\d))?(?!/)", _NUMBER),
            "dotted": Slot(r"\d{1,2}\.\d{1,2}(?:\.(?:\d{4}|\d\d))?(?!\.\d)", _NUMBER),
            "dated": Slot(r"\d{1,2}\.\d{1,2}\.\d{4}", _NUMBER),
            "clock": Slot(
                rf"\d{{1,2}}(?:[:.]\d\d)? ?(?:(?P<am>{notation.regex(words.am)})|(?P<pm>{notation.regex(words.pm)}))",
                _NUMBER,
            ),
            "time": Slot(r"\d{1,2}:\d\d", _NUMBER),
            "quarter": Slot(r"\d{1,2}[.-](?:00|15|30|45)(?![.:-]?\d)", _NUMBER),
            "oclock": Slot(r"\d{1,2}(?![\d%]|[:./-]\d)", _NUMBER),
            "last_hour": Slot(r"\d{1,2}(?![\d%]|[:./-]\d| +\w)", _NUMBER),
            "hour": Slot.of(self._hours),
        }

    def said(self, match: re.Match[str]) -> Said:
        """The numbers in a match."""
        groups = {name: text for name, text in match.groupdict().items() if text}
        written = groups.get("day", groups.get("ordinal", "0"))
        day = self._days.get(groups.get("day_word", ""), 0) or _numbers(written)[0]
        month, year = self._months.get(groups.get("month", "").rstrip("."), 0), int(groups.get("year", 0))
        if "iso" in groups:
            year, month, day = _numbers(groups["iso"])
        elif written := next((groups[slot] for slot in ("slashed", "dotted", "dated") if slot in groups), ""):
            month, day, year = self._numeric(_numbers(written), month_first=self._month_first and "slashed" in groups)
        if span := _SPAN.fullmatch(groups.get("span", "")):
            groups["count"], groups["unit"] = span.groups()
        return Said(
            weekdays=self._weekdays_in(groups.get("weekday", groups.get("short_weekday", ""))),
            month=month,
            day=day,
            year=year,
            count=max((self._value(one) for one in self._count.findall(groups.get("count", ""))), default=1),
            unit=self._units.get(groups.get("unit", ""), ""),
        )

    def clock(self, match: re.Match[str], meaning: str) -> time | None:
        """The hour in a match; None where there is no such hour. `meaning` is one of CLOCKS."""
        groups = match.groupdict()
        if word := groups.get("hour"):
            hour, minute = divmod(self._hours[word] * 60 + CLOCKS[meaning], 60)
            hour %= 24
            return time(hour + (12 if hour < _MORNING and meaning != "am" else 0), minute)
        written = next(groups[slot] for slot in ("clock", "time", "quarter", "oclock", "last_hour") if groups.get(slot))
        hour, minute, *_ = [*_numbers(written), 0]
        if groups.get("am") or groups.get("pm"):
            if hour > 12:
                return None
            hour = hour % 12 + (12 if groups.get("pm") else 0)
        elif meaning == "pm":
            hour = hour % 12 + 12
        elif hour < _MORNING:
            hour += 12
        return time(hour, minute) if hour < 24 and minute < 60 else None

    def _weekdays_in(self, text: str) -> tuple[int, ...]:
        return tuple(self._weekdays[word] for word in _WORD.findall(text) if word in self._weekdays)

    def _value(self, word: str) -> float:
        return int(word) if word.isdecimal() else self._counts[word]

    @staticmethod
    def _numeric(numbers: list[int], *, month_first: bool) -> tuple[int, int, int]:
        """Month, day and year (0 where there is none) of 3/4 or 3.4.2026; a number above 12 can only be the day."""
        first, second, *years = numbers
        year = years[0] + (2000 if years[0] < 100 else 0) if years else 0
        if (month_first and first <= 12) or second > 12:
            return first, second, year
        return second, first, year


def _by_word(words: Mapping[_Value, Notes]) -> dict[str, _Value]:
    return {word: value for value, known in words.items() for word in known}


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]
