"""The deadline grammar: finds dates in a sentence and resolves each to the instant at which it has passed.

Where prose can be read in two ways the later reading counts, so that nobody is reminded too early. A weekday is the
next one after today; `next Friday` is the one of next week; a week, a month or a weekend passes with its last working
day, and a feast with the last one up to it, as nobody means the first day after the holidays; `before Friday` passes
with the working day before it; a day of the month without a month is the next such day; a date without a year that lies
less than four months back is over, any other is the next one; hours run day and night. What lies before the moment of
writing is no deadline.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import Final

from forewarn.language.notation import Notation
from forewarn.language.pack import DatePhrases
from forewarn.language.periods import Moment, day_of, is_feast, is_one_day
from forewarn.language.phrases import Phrases
from forewarn.language.sentences import Line
from forewarn.language.words import CLOCKS, DateWords
from forewarn.worktime import Calendar

_AFTER_LEAD: Final = "after-lead"
_HOUR: Final = "hour"
_HOUR_OF_A_DAY: Final = "hour-of-a-day"
_LONGEST_LEAD: Final = 40
_NOON: Final = time(12)
_EVENING: Final = 17
"""The hour from which on it is evening; what is at two at night has until midnight."""
REMEMBERED: Final = 1024
"""Sentences whose dates are kept until another question is asked about them."""


@dataclass(frozen=True, slots=True)
class Found:
    """A coming date in a sentence."""

    start: int
    end: int
    lead: str
    """`by`, `before`, `until`, `to`, or empty where nothing of the kind stands before it."""
    deadline: datetime


@dataclass(frozen=True, slots=True)
class _Part:
    """A day, an hour, or both side by side."""

    start: int
    end: int
    lead: str
    day: re.Match[str] | None = None
    meaning: str = ""
    has_hour: bool = False
    hour: time | None = None
    """None is the end of the working day."""
    exact: bool = False
    """Whether the hour is one of the clock, and not `morning`."""
    alone: bool = True
    """Whether it is a date without a neighbour."""
    follows: bool = False
    """Whether it counts only after a lead or an hour, and there is no lead."""


class Deadlines:
    """The grammar of one language."""

    def __init__(self, words: DatePhrases, lists: Mapping[str, tuple[str, ...]], *, month_first: bool) -> None:
        self._words = DateWords(words, month_first=month_first)
        notation = Notation(lists, self._words.slots)
        sections = (
            ("", words.shapes),
            (_AFTER_LEAD, words.shapes_after_lead),
            (_HOUR, words.hours),
            (_HOUR_OF_A_DAY, words.hours_of_a_day),
        )
        self._phrases = Phrases(
            notation.phrase(source, meaning=f"{section} {meaning}")
            for section, phrases in sections
            for meaning, sources in phrases.items()
            for source in sources
        )
        self._leads = {lead: kind for kind, leads in words.leads.items() for lead in leads}
        self._parts = lru_cache(maxsize=REMEMBERED)(self._read)
        self._beside = re.compile(rf"[ ,]*(?:(?:{notation.regex(words.beside)}) +)?")
        self._denied = re.compile(rf"(?<!\w)(?:{notation.regex(words.denials)})(?: [\w'-]++){{0,5}} $")
        self._joined = re.compile(rf"[ ,]*(?P<word>{notation.regex(words.joined)})?[ ,]*")

    def mentioned(self, line: Line) -> bool:
        """Whether a sentence holds the words of a date at all."""
        return bool(self._parts(line))

    def places(self, line: Line) -> list[tuple[int, int]]:
        """Where dates and hours begin, with their leads, and end."""
        return [(part.start, part.end) for part in self._parts(line)]

    def find(self, line: Line, at: datetime, calendar: Calendar) -> list[Found]:
        """The coming dates of a sentence that was written at `at`, in their order; of `Monday or Tuesday` the later."""
        found: list[Found] = []
        parts = self._parts(line)
        if not parts:
            return found
        before = parts[0]
        moment = Moment(at.astimezone(UTC), calendar, calendar.day_of(at))
        for part in self._brought_together(line, parts):
            deadline = self._deadline(part, moment)
            if deadline is None or part.lead == "never":
                continue
            one = Found(part.start, part.end, part.lead, deadline)
            if found and self._is_joined(line, before, part, later=deadline >= found[-1].deadline):
                last = found.pop()
                later = max(last.deadline, deadline)
                if before.has_hour != part.has_hour and calendar.day_of(last.deadline) == calendar.day_of(deadline):
                    later = deadline if part.has_hour else last.deadline  # one day, said twice
                one = Found(last.start, one.end, last.lead, later)
            found.append(one)
            before = part
        return found

    def _is_joined(self, line: Line, before: _Part, part: _Part, *, later: bool) -> bool:
        """Whether two dates are a choice, or one date said twice.

        Two days with no word between them are that only in their order: not "as agreed on Monday, by Friday we do it".
        """
        joined = self._joined.fullmatch(line.plain, before.end, part.start)
        if joined is None:
            return False
        days = is_one_day(before.meaning) and before.has_hour == part.has_hour
        return later or not days or joined["word"] is not None

    def _read(self, line: Line) -> tuple[_Part, ...]:
        """Days and hours that do not overlap: the leftmost with their leads, and of those the longest."""
        found = [
            part
            for phrase in self._phrases.candidates(line.keys)
            for match in phrase.regex.finditer(line.plain)
            if (part := self._part(line, phrase.meaning, match))
        ]
        parts: list[_Part] = []
        for part in sorted(found, key=lambda one: (one.start, -one.end, one.lead != "")):
            last = parts[-1] if parts else None
            if last and (part.start < last.end or (part.follows and not _follows(line, last, part))):
                continue
            if last or not part.follows:
                parts.append(part)
        return tuple(parts)

    def _part(self, line: Line, meaning: str, match: re.Match[str]) -> _Part | None:
        section, _, what = meaning.partition(" ")
        start, lead = self._lead(line.plain, match.start())
        if section in ("", _AFTER_LEAD):
            return _Part(start, match.end(), lead, match, what, follows=section == _AFTER_LEAD and not lead)
        alone = section == _HOUR
        if what == "end":
            return _Part(start, match.end(), lead, has_hour=True, alone=alone)
        hour = self._words.clock(match, what) if what in CLOCKS else time.fromisoformat(what)
        if hour is None:
            return None
        return _Part(start, match.end(), lead, has_hour=True, hour=hour, exact=what in CLOCKS, alone=alone)

    def _lead(self, text: str, start: int) -> tuple[int, str]:
        """Where the date at `start` begins with its lead, and that lead's kind."""
        before = text[max(0, start - _LONGEST_LEAD) : start]
        if not before.endswith(" "):
            return start, ""
        words = before.rstrip(" :").split(" ")
        for count in range(min(len(words), 4), 0, -1):
            lead = " ".join(words[-count:])
            if kind := self._leads.get(lead, ""):
                begin = start - len(before) + before.rindex(lead)
                return begin, "until" if kind == "before" and self._denied.search(text, 0, begin) else kind
        return start, ""

    def _brought_together(self, line: Line, parts: Sequence[_Part]) -> Iterator[_Part]:
        """Each day with the hour beside it; an hour that needs a day and has none is dropped."""
        current = parts[0]
        for part in parts[1:]:
            if self._fit(current, part) and self._beside.fullmatch(line.plain, current.end, part.start):
                current = _one(current, part)
                continue
            if current.alone:
                yield current
            current = part
        if current.alone:
            yield current

    @staticmethod
    def _fit(one: _Part, other: _Part) -> bool:
        """Whether two parts may be one date: a day and an hour, or an hour and the part of the day it lies in."""
        if one.has_hour and other.has_hour:
            return one.exact != other.exact and (one.day is None or other.day is None)
        return (one.day is None) != (other.day is None)

    def _deadline(self, part: _Part, moment: Moment) -> datetime | None:
        try:
            if part.day is None:
                return moment.next_hour(part.hour)
            day = day_of(part.meaning, self._words.said(part.day), moment)
            if day is None or (isinstance(day, datetime) and not part.has_hour):
                return day
            if isinstance(day, datetime):
                day = moment.calendar.day_of(day)
            if part.hour is not None:
                return moment.coming(moment.at_hour(day, part.hour))
            if part.lead == "before" and not part.has_hour and is_one_day(part.meaning):
                day = max(moment.calendar.workday_before(day), moment.day)
            elif is_feast(part.meaning):
                day = moment.last_of(moment.day, day)
            return moment.closing(day)
        except (ValueError, OverflowError):  # no such day, as 31 June; or one beyond the year 9999
            return None


def _follows(line: Line, hour: _Part, day: _Part) -> bool:
    """Whether a day stands right after its hour, as in `до 18:00 среды`."""
    return hour.has_hour and hour.day is None and line.plain[hour.end : day.start].isspace()


def _one(first: _Part, second: _Part) -> _Part:
    """Two parts that stand side by side, as one."""
    day = first if first.day else second
    hour, other = (second, first) if second.exact or not first.has_hour else (first, second)
    at = _within(hour.hour, other.hour) if hour.exact and other.has_hour else hour.hour
    lead = "never" if "never" in (first.lead, second.lead) else day.lead or hour.lead
    return _Part(
        first.start, second.end, lead, day.day, day.meaning, has_hour=True, hour=at, exact=hour.exact,
        alone=day.day is not None or first.alone or second.alone,
    )  # fmt: skip


def _within(hour: time | None, part: time | None) -> time | None:
    """An hour of the clock in the part of the day beside it, which is called by its end."""
    if hour is None or part is None:
        return hour
    if part == _NOON:
        return hour.replace(hour=hour.hour - 12) if hour.hour > 12 else hour
    if hour.hour >= _EVENING:
        return hour
    return hour.replace(hour=hour.hour + 12) if hour.hour in range(_EVENING - 12, 12) else part
