"""From facts to sentences: sandboxed templates, with the filters that make facts readable."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from forewarn.errors import ConfigError
from forewarn.model import Fact, Finding
from forewarn.rulebook import Rule
from forewarn.say.markup import Markup, clean
from forewarn.worktime import Calendar

_QUOTE_LENGTH = 120
"""Characters of other people's words worth repeating."""


class _Ready(str):
    """Text that is markup already and is not escaped again."""

    __slots__ = ()


def shorten(text: str, length: int = _QUOTE_LENGTH) -> str:
    """One clean line of at most `length` characters, cut at a word with an ellipsis."""
    line = clean(text)
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[length // 2 :] else cut}…"


def day_text(value: date | datetime, zone: ZoneInfo) -> str:
    """`Fri 13 Nov 2026`, in the calendar's time zone."""
    day = value.astimezone(zone) if isinstance(value, datetime) else value
    return f"{day:%a} {day.day} {day:%b %Y}"


def moment_text(value: date | datetime, zone: ZoneInfo) -> str:
    """`Fri 13 Nov 2026, 17:30`; a date without an hour stays without."""
    if not isinstance(value, datetime):
        return day_text(value, zone)
    return f"{day_text(value, zone)}, {value.astimezone(zone):%H:%M}"


def _plural(count: float, one: str, many: str) -> str:
    number = f"{count:g}" if isinstance(count, float) else str(count)
    return f"{number} {one if count == 1 else many}"


def _join(values: tuple[str, ...]) -> str:
    parts = [shorten(value) for value in values]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


@lru_cache(maxsize=32)
def _environment(markup: Markup, zone: ZoneInfo) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)

    # Not HTML: `finalize` escapes every value for the tracker's own markup, whether or not a template asks for it.
    def finalize(value: Any) -> str:
        return value if isinstance(value, _Ready) else markup.escape(str(value))

    environment.finalize = finalize
    filters: dict[str, Callable[..., Any]] = {
        "day": lambda value: day_text(value, zone),
        "moment": lambda value: moment_text(value, zone),
        "hours": lambda value: _plural(round(value, 1), "hour", "hours"),
        "plural": _plural,
        "join": _join,
        "quote": lambda value: _Ready(f"“{markup.escape(shorten(str(value)))}”"),
    }
    environment.filters.update(filters)
    return environment


def sentence(rule: Rule, text: str, facts: dict[str, Fact], markup: Markup, calendar: Calendar) -> str:
    """One template of a rule filled with facts, on one line.

    Raises ConfigError when the template is wrong, which for shipped texts the tests exclude.
    """
    try:
        filled = _environment(markup, calendar.zone).from_string(text).render(facts)
    except (TemplateError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(
            f"its text cannot be filled: {error}",
            place=f"rule {rule.id}",
            next_step=f"Facts it may use: {', '.join(sorted(facts)) or 'none'}.",
        ) from error
    return " ".join(filled.split())


def facts_of(finding: Finding) -> dict[str, Fact]:
    """What a template may name: the finding's facts, and when it began."""
    return {"since": finding.since, **finding.facts}
