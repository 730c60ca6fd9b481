"""The sentences of a rules file: whether they are templates, and what they need of a ticket."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from forewarn.rulebook.mistakes import Mistake, unknown

FILTERS = ("day", "hours", "join", "moment", "plural", "quote", "titles")
"""What makes facts readable; `say` does the work."""


def _present(value: Any, *_: Any) -> str:
    if value is None:
        raise TypeError("there is no value")
    return str(value)


_trial = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, finalize=_present)
_trial.filters.update(dict.fromkeys(FILTERS, _present))


def check_template(text: str) -> None:
    """Raise Mistake where a text is no template."""
    if not text.strip():
        raise Mistake("this text is empty", "Write a sentence, or delete the line to use the check's own.")
    try:
        _trial.from_string(text)
    except TemplateSyntaxError as error:
        reason = (error.message or "").rstrip(".")
        raise Mistake(f"this text is not a template: {reason}", "Facts are written {{ like_this }}.") from None


@lru_cache(maxsize=1024)
def named(text: str) -> frozenset[str]:
    """The facts that a template names; of what is none, as in a check of somebody's own, who fills it is told."""
    try:
        return frozenset(meta.find_undeclared_variables(_trial.parse(text)))
    except TemplateSyntaxError:
        return frozenset()


def needed(text: str, sample: Mapping[str, Any]) -> frozenset[str]:
    """Those facts of `sample` without which the text cannot be filled.

    Raises Mistake where it cannot be filled even with all of them, or names one that is not among them.
    """
    check_template(text)
    for name in sorted(named(text) - sample.keys()):
        raise unknown("fact", name, sample)
    if not _fills(text, sample):
        raise Mistake("this text cannot be filled", "Facts are written {{ title | quote }} or {{ due | day }}.")
    return frozenset(name for name in sample if not _fills(text, {**sample, name: None}))


def _fills(text: str, facts: Mapping[str, Any]) -> bool:
    try:
        _trial.from_string(text).render(facts)
    except (TemplateError, TypeError, ValueError, AttributeError):
        return False
    return True
