"""Rules without Python: a condition of a rules file as a check like any other."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, Over
from forewarn.model import Evidence, Fact, Found, Ticket
from forewarn.rulebook.cel import Type
from forewarn.rulebook.condition import condition
from forewarn.rulebook.fields import Scene, scene_of
from forewarn.rulebook.streak import came_true

FAMILY = "custom"
_SOMETIME = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAMPLE: Mapping[str, Fact] = {
    "title": "Start page", "key": "ACME-12", "type": "Task", "status": "In Review", "priority": "High",
    "labels": ("launch",), "assignees": ("Mara Lind",), "reporter": "Clara Diaz", "created": _SOMETIME,
    "due": _SOMETIME, "estimate": 3.0, "milestone": "Launch", "milestone_due": _SOMETIME, "client": "harbour-bank",
    "project": "harbour-relaunch", "since": _SOMETIME,
}  # fmt: skip
"""The facts that the texts of such a rule may name, each with a value as it may be."""


class CustomOptions(CheckOptions):
    """What the rules file says; it stands here for the fingerprint and the manual page."""

    when: str = Field("", description="Something is found where this is true.")
    since: str = Field("", description="When it began; where nothing is said, when the condition came true.")
    needs: frozenset[str] = Field(frozenset(), description="Facts without which the texts cannot be filled.")


class Asked:
    """How a rule of the agency's own is asked."""

    options: CustomOptions

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        """Yield one finding where the condition is true."""
        scene, when = scene_of(ctx, subject), condition(self.options.when)
        if not when.holds(scene):
            raise Over(f"its condition is not true here: {when.told(scene)}")
        began = self.options.since
        since = condition(began, Type.INSTANT).instant(scene) if began else came_true(when, scene)
        facts = facts_of(scene, subject)
        for name in sorted(self.options.needs):
            if facts.get(name, since) is None:
                raise CannotEvaluate(f"its text names the {name.replace('_', ' ')}, and this ticket has none")
        yield Found(since.isoformat(), since, facts, (Evidence(since, self.options.when),))


def custom_check(name: str, about: str, texts: Mapping[str, str], members: Mapping[str, object]) -> type[Check]:
    """A check of the family `custom` for the rule of this name. `texts` are team, advice and, maybe, client."""
    manual = f"{about or 'A rule of this agency.'}\n\nWhat to do: {texts['advice']}"
    module = f"{FAMILY}.{name.replace('-', '_')}"  # a check's slug is made of its module's name
    body = {"__module__": module, "__doc__": manual, "Options": CustomOptions, **texts, **members}
    return type(f"Custom_{name}", (Asked, Check), body)


def facts_of(scene: Scene, ticket: Ticket) -> dict[str, Fact]:
    """What the texts may name; None where the ticket has none, or its tracker does not know."""
    milestone = scene.milestone
    return {
        "title": ticket.title,
        "key": ticket.key,
        "type": ticket.type,
        "status": ticket.status,
        "priority": ticket.priority,
        "labels": ticket.labels,
        "assignees": tuple(person.name or person.handle or person.id for person in ticket.assignees),
        "reporter": (ticket.reporter.name or ticket.reporter.handle) if ticket.reporter else None,
        "created": ticket.created,
        "due": ticket.due,
        "estimate": ticket.estimate,
        "milestone": milestone.title if milestone else None,
        "milestone_due": milestone.due if milestone else None,
        "client": scene.project.client,
        "project": scene.project.name,
    }
