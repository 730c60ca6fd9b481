"""From facts to sentences: sandboxed templates, with the filters that make facts readable."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from forewarn.errors import ConfigError
from forewarn.model import Fact, Finding
from forewarn.rulebook import Rule
from forewarn.say.markup import Markup, clean
from forewarn.say.tongue import Tongue, without_stop
from forewarn.worktime import Calendar

_QUOTE_LENGTH = 120
"""Characters of other people's words worth repeating."""

ENDS = (".", "!", "?", "…")
"""With which a sentence is ended."""
_MENTION = re.compile(r"\[~(?:accountid:[^\]\n]*|([^\]\n]+))\]", re.IGNORECASE)
"""How Jira writes the name of somebody who is called: on Cloud by an id that tells people nothing."""
_SALUTATION = re.compile(r"\s*(?:\[~accountid:[^\]\n]*\][\s,:]*)+(?=\S)", re.IGNORECASE)
_OPEN = "\x00"
"""Stands in nobody's words, which are cleaned of it."""
_UNENDED = re.compile(rf"{_OPEN}(?=$| [^\W\d_a-zа-яё])")
"""A quotation without a full stop of its own, before another sentence or at the end."""


class _Ready(str):
    """Text that is markup already and is not escaped again."""

    __slots__ = ()


def shorten(text: str, length: int = _QUOTE_LENGTH) -> str:
    """One clean line of at most `length` characters, cut at a word with an ellipsis."""
    greeted = _SALUTATION.match(text)
    line = clean(_MENTION.sub(lambda called: f"@{called[1] or '…'}", text[greeted.end() if greeted else 0 :]))
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[length // 2 :] else cut}…"


@lru_cache(maxsize=64)
def _environment(markup: Markup, zone: ZoneInfo, tongue: Tongue) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)

    # Not HTML: `finalize` escapes every value for the tracker's own markup, whether or not a template asks for it.
    def finalize(value: Any) -> str:
        return value if isinstance(value, _Ready) else markup.escape(str(value))

    environment.finalize = finalize
    filters: dict[str, Callable[..., Any]] = {
        "day": lambda value: tongue.day(value, zone),
        "moment": lambda value: tongue.moment(value, zone),
        "hours": tongue.hours,
        "plural": tongue.plural,
        "join": lambda values: tongue.join([shorten(value) for value in values]),
        "titles": lambda values: _Ready(tongue.join([_titled(value, markup, tongue) for value in values])),
        "quote": lambda value, length=_QUOTE_LENGTH: _Ready(_quoted(shorten(str(value), length), markup, tongue)),
    }
    environment.filters.update(filters)
    return environment


def _quoted(words: str, markup: Markup, tongue: Tongue) -> str:
    """In quotation marks; after them stands a mark where a sentence may have to be ended."""
    words = tongue.quotable(words)
    return tongue.quote(markup.escape(words)) + ("" if words.endswith(ENDS) else _OPEN)


def _titled(words: str, markup: Markup, tongue: Tongue) -> str:
    """One of several in a row: whatever its author ended with, the row goes on."""
    return tongue.quote(markup.escape(without_stop(shorten(words))))


@lru_cache(maxsize=1024)
def _template(markup: Markup, zone: ZoneInfo, tongue: Tongue, text: str) -> Template:
    """Compiled once; a report fills the same few texts thousands of times."""
    return _environment(markup, zone, tongue).from_string(text)


def sentence(rule: Rule, text: str, facts: dict[str, Fact], markup: Markup, calendar: Calendar, tongue: Tongue) -> str:
    """One template of a rule filled with facts, on one line.

    Raises ConfigError when it cannot be filled, which for shipped texts the tests exclude.
    """
    try:
        filled = _template(markup, calendar.zone, tongue, text).render(_with_author(facts, text, tongue))
    except Exception as error:  # templates are anybody's, and what their filters raise is the libraries' affair
        raise ConfigError(
            f"its text cannot be filled: {str(error) or type(error).__name__}",
            place=f"rule {rule.id}",
            next_step=f"Facts it may use: {', '.join(sorted(facts)) or 'none'}.",
        ) from error
    return _UNENDED.sub(".", " ".join(filled.split())).replace(_OPEN, "")


def _with_author(facts: dict[str, Fact], text: str, tongue: Tongue) -> dict[str, Fact]:
    """Where nobody knows who wrote, the language's word for it stands in place of the name."""
    if facts.get("author") != "":
        return facts
    word = tongue.phrases.somebody
    begins = text.lstrip().startswith("{{ author }}")
    return facts | {"author": f"{word[0].upper()}{word[1:]}" if begins else word}


def facts_of(finding: Finding) -> dict[str, Fact]:
    """What a template may name: the finding's facts, and when it began."""
    return {"since": finding.since, **finding.facts}
