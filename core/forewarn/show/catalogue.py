"""The rules of an agency, as a list and as manual pages."""

import inspect
import re
from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from forewarn.model import Audience
from forewarn.rulebook import Rule
from forewarn.rulebook.fields import PROJECT_FIELDS, TICKET_FIELDS
from forewarn.rulebook.spans import FUNCTIONS

_GUARDS = "Guards:"
"""How the part of a manual page begins that tells when a check stays quiet."""
_BROKEN = re.compile(rf"\n(?!{_GUARDS}|What to do:|Example:)")
"""A line that was broken for the eyes of programmers."""


def summary_of(rule: Rule) -> str:
    """The first sentence of the manual page."""
    return " ".join(inspect.cleandoc(rule.check.__doc__ or "").split("\n\n")[0].split())


def guards_of(rule: Rule) -> str:
    """When it stays quiet, as its manual page says; empty where that tells nothing of it."""
    page = inspect.cleandoc(rule.check.__doc__ or "")
    return " ".join(page.partition(f"\n{_GUARDS}")[2].partition("\n\n")[0].split())


def _page_of(rule: Rule) -> str:
    """The manual page, to be broken into lines by the terminal alone."""
    page = inspect.cleandoc(rule.check.__doc__ or "")
    return "\n\n".join(_BROKEN.sub(" ", paragraph) for paragraph in page.split("\n\n"))


def rules_list(rules: Sequence[Rule]) -> RenderableType:
    """Each rule by its name, whom it tells, and below that what it looks for; columns do not fit narrow terminals."""
    return Group(*(line for rule in rules for line in _listed(
        rule.id + ("" if rule.enabled else " (off)"), f"{rule.severity.word}, tells {_tells(rule)}", summary_of(rule)
    )))  # fmt: skip


def fields_data() -> list[dict[str, str]]:
    """What an expression of a rules file may name, for programs."""
    named = {**TICKET_FIELDS, **PROJECT_FIELDS}
    fields = [{"name": name, "type": known.type, "about": known.about} for name, known in named.items()]
    functions = [
        {"name": f"{one.name}({', '.join(one.takes)})", "type": one.gives, "about": one.about} for one in FUNCTIONS
    ]
    return [*fields, *functions]


def fields_list() -> RenderableType:
    """The same, for people."""
    return Group(*(line for row in fields_data() for line in _listed(row["name"], row["type"], row["about"])))


def rules_data(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """For programs."""
    return [rule_data(rule) for rule in rules]


def rule_data(rule: Rule) -> dict[str, Any]:
    """One rule with everything that was decided about it, and which file says so."""
    return {
        "id": rule.id,
        "check": rule.check.slug,
        "enabled": rule.enabled,
        "severity": rule.severity.word,
        "audience": sorted(rule.audiences),
        "approval": rule.approval,
        "where": rule.where.source if rule.where else None,
        "options": rule.check.options.model_dump(mode="json"),
        "texts": {"team": rule.texts.team, "client": rule.texts.client, "advice": rule.texts.advice},
        "origin": dict(rule.origin),
        "manual": inspect.cleandoc(rule.check.__doc__ or ""),
    }


def manual_page(rule: Rule) -> RenderableType:
    """What the rule flags, why, what to do, and how it is set here."""
    lines: list[RenderableType] = [
        Text(f"{rule.id}  ({rule.check.slug})", style="bold"),
        Padding(Text(_page_of(rule)), (0, 0, 1, 2)),
        Text("As set here", style="bold"),
        _setting("severity", rule.severity.word, rule),
        _setting("tells", _tells(rule), rule),
    ]
    if rule.where is not None:
        lines.append(_setting("where", rule.where.source, rule, "It does not apply where this is false."))
    options = rule.check.options.model_dump(mode="json")
    for name, field in type(rule.check.options).model_fields.items():
        shown = ", ".join(map(str, options[name])) if isinstance(options[name], list) else str(options[name])
        lines.append(_setting(name, shown, rule, field.description or ""))
    return Group(*lines)


def _listed(name: str, kind: str, about: str) -> tuple[RenderableType, ...]:
    return Text.assemble((name, "bold"), (f"  {kind}", "dim")), Padding(Text(about), (0, 0, 0, 2))


def _setting(name: str, value: str, rule: Rule, purpose: str = "") -> RenderableType:
    origin = rule.origin.get(name) or rule.origin.get(f"options.{name}")
    text = Text.assemble((f"{name}: ", "cyan"), value, (f"  ({origin})" if origin else "", "dim"))
    if purpose:
        text.append(f"\n  {purpose}", "dim")
    return Padding(text, (0, 0, 0, 2))


def _tells(rule: Rule) -> str:
    sides = [str(audience) for audience in (Audience.TEAM, Audience.CLIENT) if audience in rule.audiences]
    approval = " (after approval)" if Audience.CLIENT in rule.audiences and rule.approval else ""
    return " and ".join(sides) + approval
