"""From the matter to a letter in Markdown, through a sandboxed template: one of ours, or the agency's own."""

import re
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from forewarn.errors import ConfigError
from forewarn.facts.project import Project
from forewarn.say.markup import clean
from forewarn.say.tongue import Tongue, tongue_for
from forewarn.say.words import ENDS, shorten
from forewarn.show.letter.matter import Matter

_GAPS = {"en": "to fill in", "ru": "заполнить"}
GAP = re.compile(rf"(?<!\\)\[(?:{'|'.join(_GAPS.values())}):\s*(?P<what>[^\]]*)\]")
"""What only a person can fill in, as it stands in a letter."""

_SPECIAL = re.compile(r"([\\`*_\[\]<>]|&(?=\w+;|#))")
_LINK = re.compile(r"https?://[^\s<>()\[\]\\\"]+")
_LONGEST_TITLE = 90
_LONGEST_QUOTE = 300


class _Ready(str):
    """Text that is Markdown already."""

    __slots__ = ()


def escaped(text: str) -> str:
    """Somebody's words as nothing but words, still easy to read in an editor."""
    return _SPECIAL.sub(r"\\\1", clean(text))


def letter_text(matter: Matter, project: Project, agency: str, template: Path | None = None) -> str:
    """The letter in Markdown, in the client's language and by their clock.

    `template` is the agency's own. Raises ConfigError where that cannot be read or filled.
    """
    tongue = tongue_for(project.client_language)
    try:
        source = _own(tongue) if template is None else template.read_text(encoding="utf-8")
        made = _environment(tongue, project.client_calendar.zone).from_string(source)
        filled = made.render(letter=matter, agency=agency, language=tongue.code)
    except (OSError, UnicodeDecodeError, TemplateError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(
            f"the letter's template cannot be used: {error}",
            place=str(template or "forewarn"),
            next_step="docs/letters.md names what a template may use; without one of your own ours is taken.",
        ) from error
    return re.sub(r"\n{3,}", "\n\n", filled).strip() + "\n"


def _own(tongue: Tongue) -> str:
    return files("forewarn.show.letter").joinpath("templates", f"{tongue.code}.md").read_text(encoding="utf-8")


@lru_cache(maxsize=16)
def _environment(tongue: Tongue, zone: ZoneInfo) -> ImmutableSandboxedEnvironment:
    # Not HTML: `finalize` escapes every value for Markdown, whether or not a template asks for it.
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    environment.finalize = lambda value: value if isinstance(value, _Ready) else escaped(str(value))

    def day(value: date | datetime) -> str:
        return tongue.day_in_prose(value, zone)

    def gap(what: str) -> str:
        return _Ready(f"[{_GAPS[tongue.code]}: {what}]")

    def title(one: Any) -> str:
        words = escaped(shorten(one.title, _LONGEST_TITLE))
        return _Ready(f"[{words}]({one.url})" if _LINK.fullmatch(one.url) else tongue.quote(words))

    def quote(words: str) -> str:
        return _Ready(tongue.quote(escaped(shorten(words, _LONGEST_QUOTE))))

    def sentence(words: str) -> str:
        line = tongue.quotable(shorten(words, _LONGEST_QUOTE))
        return _Ready(f"{tongue.quote(escaped(line))}{'' if line.endswith(ENDS) else '.'}")

    environment.filters.update(day=day, gap=gap, title=title, quote=quote, sentence=sentence, plural=tongue.plural)
    return environment
