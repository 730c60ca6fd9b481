"""What a language contributes to a comment: dates, plurals, lists, quotation marks and the standing phrases."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit
from pydantic import BaseModel, ConfigDict

from forewarn.say.phrasebook import read_phrases


class Phrases(BaseModel):
    """The standing phrases of a language, one file a language in `tongues/`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    quotes: tuple[str, str]
    inner_quotes: tuple[str, str]
    """What stands for `quotes` inside of them."""
    stop_after_quotes: bool
    """Whether a full stop never stands before the closing quotation mark."""
    day: str
    """Pattern of a day, in the notation of Unicode's CLDR."""
    prose_day: str
    """The same inside a letter, where nobody needs the year."""
    somebody: str
    """A writer whom nobody knows by name."""
    note: str
    next: str
    reply: str
    snooze: str
    all_closed: str
    closed: str
    settled: str
    """As `closed`, for a client."""
    answered: str
    left_out: str
    replaced: str
    newer: str
    folded: str
    other: str


class Tongue:
    """One language. Compare and hash by its code."""

    __slots__ = ("_locale", "code", "phrases")

    def __init__(self, code: str, phrases: Phrases) -> None:
        self.code = code
        self.phrases = phrases
        self._locale = Locale.parse(code)

    def day(self, value: date | datetime, zone: ZoneInfo) -> str:
        """`Fri 13 Nov 2026`, in the calendar's time zone."""
        day = value.astimezone(zone) if isinstance(value, datetime) else value
        return format_date(day, self.phrases.day, locale=self._locale)

    def day_in_prose(self, value: date | datetime, zone: ZoneInfo) -> str:
        """`Friday, 13 November`, in the calendar's time zone."""
        day = value.astimezone(zone) if isinstance(value, datetime) else value
        return format_date(day, self.phrases.prose_day, locale=self._locale)

    def day_of_month(self, value: date) -> str:
        """`13 November`."""
        return format_date(value, "d MMMM", locale=self._locale)

    def moment(self, value: date | datetime, zone: ZoneInfo) -> str:
        """`Fri 13 Nov 2026, 17:30`; a date without an hour stays without."""
        if not isinstance(value, datetime):
            return self.day(value, zone)
        return f"{self.day(value, zone)}, {format_time(value, 'HH:mm', tzinfo=zone, locale=self._locale)}"

    def plural(self, count: float, *forms: str) -> str:
        """The number with the form it takes: two forms in English, three (one, few, many) in Russian.

        In Russian a fraction takes the form of few: `5,5 дня`.
        """
        order = {"one": 0, "few": 1, "other": 1}
        whole = int(count) if count == int(count) else count
        form = forms[min(order.get(self._locale.plural_form(whole), len(forms) - 1), len(forms) - 1)]
        return f"{format_decimal(count, locale=self._locale)} {form}"

    def hours(self, value: float) -> str:
        """`3.5 hours`."""
        return format_unit(round(value, 1), "hour", "long", locale=self._locale)

    def join(self, values: Sequence[str]) -> str:
        """`one, two and three`."""
        listed: str = format_list(list(values), locale=self._locale) if values else ""
        return listed.replace(", and ", " and ")

    def quote(self, words: str) -> str:
        """In the language's own quotation marks; such marks among the words become those of a quotation within."""
        for outer, inner in zip(self.phrases.quotes, self.phrases.inner_quotes, strict=True):
            words = words.replace(outer, inner)
        return words.join(self.phrases.quotes)

    def quotable(self, words: str) -> str:
        """As they stand before a closing quotation mark: in some languages without their full stop."""
        return without_stop(words) if self.phrases.stop_after_quotes else words


def without_stop(words: str) -> str:
    """Without the full stop at their end; an ellipsis stays."""
    return words if words.endswith("..") else words.removesuffix(".")


@cache
def tongue_for(language: str) -> Tongue:
    """The tongue of a language such as `ru` or `en-GB`; English where there is none of it."""
    code, phrases = read_phrases("forewarn.say", "tongues", language)
    return Tongue(code, Phrases.model_validate(phrases)) if code == language else tongue_for(code)
