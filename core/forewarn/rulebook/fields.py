"""What an expression in a rules file may name: the fields of a ticket and of its project."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from forewarn.checks import Context
from forewarn.facts.deadlines import passing
from forewarn.facts.project import Project
from forewarn.model import Field, Kind, Need, Person, Role, StatusCategory, Ticket
from forewarn.rulebook.cel import Type
from forewarn.worktime import Clock


@dataclass(frozen=True, slots=True)
class Scene:
    """One ticket at one instant, with what surrounds it; without a ticket, the project alone."""

    project: Project
    clock: Clock
    ticket: Ticket | None = None
    milestone: Ticket | None = None

    def as_of(self, instant: datetime) -> "Scene | None":
        """The same as it stood at an earlier instant; None before the ticket existed."""
        earlier = self.ticket.as_of(instant) if self.ticket else None
        milestone = self.milestone.as_of(instant) if self.milestone else None
        return Scene(self.project, Clock(instant), earlier, milestone) if earlier else None

    def at(self, instant: datetime) -> "Scene":
        """The same, unchanged, at a later instant."""
        return replace(self, clock=Clock(instant))


def scene_of(ctx: Context, ticket: Ticket | None) -> Scene:
    """What a check's context shows of a ticket, or of its project alone."""
    return Scene(ctx.project, ctx.clock, ticket, ctx.milestone(ticket) if ticket else None)


@dataclass(frozen=True, slots=True)
class Named:
    """One field. `read` gives None where the ticket has none; then `needs` says what a tracker may not know at all."""

    type: Type
    about: str
    read: Callable[[Scene], Any]
    needs: Need | None = None


def _people(people: tuple[Person, ...]) -> list[str]:
    return [person.name or person.handle or person.id for person in people]


def _last_comment(ticket: Ticket, role: Role) -> datetime | None:
    said = [c.at for c in ticket.comments() if c.author is not None and c.author.role is role]
    return max(said, default=None)


def _in_status_since(ticket: Ticket) -> datetime:
    moves = [e.at for e in ticket.history if e.kind is Kind.CHANGED and e.field is Field.STATUS]
    return max(moves, default=ticket.created)


def _passes(scene: Scene, ticket: Ticket | None) -> datetime | None:
    return passing(scene.project, ticket.due) if ticket and ticket.due else None


def _age(scene: Scene, ticket: Ticket) -> int:
    calendar = scene.project.agency_calendar
    return max(0, calendar.workdays_between(calendar.day_of(ticket.created), scene.clock.day(calendar)))


def _of(type: Type, about: str, read: Callable[[Scene, Ticket], Any], needs: Need | None = None) -> Named:  # noqa: A002
    def on(scene: Scene) -> Any:
        assert scene.ticket is not None, "a condition over a project names no field of a ticket"
        return read(scene, scene.ticket)

    return Named(type, about, on, needs)


_TICKET: Mapping[str, Named] = {
    "key": _of(Type.TEXT, "What people call it: ACME-12.", lambda s, t: t.key),
    "title": _of(Type.TEXT, "Its title.", lambda s, t: t.title),
    "description": _of(Type.TEXT, "Its description.", lambda s, t: t.description),
    "type": _of(Type.TEXT, "The tracker's word for its kind; a milestone's is milestone.", lambda s, t: t.type),
    "status": _of(Type.TEXT, "The tracker's word for its status.", lambda s, t: t.status),
    "category": _of(Type.TEXT, "What the status means: todo, doing or done.", lambda s, t: t.category.value),
    "open": _of(
        Type.FLAG, "Whether there is still something to do.", lambda s, t: t.category is not StatusCategory.DONE
    ),
    "declined": _of(Type.FLAG, "Whether it was closed without being delivered.", lambda s, t: t.declined),
    "priority": _of(Type.TEXT, "The tracker's word; empty without one.", lambda s, t: t.priority or "", Need.PRIORITY),
    "labels": _of(Type.TEXTS, "Its labels.", lambda s, t: list(t.labels)),
    "source": _of(Type.TEXT, "Name of its source in the config.", lambda s, t: t.source),
    "container": _of(Type.TEXT, "Jira project key, GitHub owner/name, Trello board id.", lambda s, t: t.container),
    "created": _of(Type.INSTANT, "When it was opened.", lambda s, t: t.created),
    "age_days": _of(Type.WHOLE, "Business days since it was opened, on the agency's calendar.", _age),
    "due": _of(Type.INSTANT, "When its date passes: its hour, or the end of that working day.", _passes, Need.DUE),
    "has_due": _of(Type.FLAG, "Whether it has a date of its own.", lambda s, t: t.due is not None, Need.DUE),
    "estimate": _of(Type.NUMBER, "In the unit of its source.", lambda s, t: t.estimate, Need.ESTIMATE),
    "has_estimate": _of(Type.FLAG, "Whether it has an estimate.", lambda s, t: t.estimate is not None, Need.ESTIMATE),
    "reporter": _of(
        Type.TEXT,
        "Who opened it; empty where nobody knows.",
        lambda s, t: "".join(_people((t.reporter,) if t.reporter else ())),
    ),
    "reporter_side": _of(
        Type.TEXT, "client, team, bot or unknown.", lambda s, t: (t.reporter.role if t.reporter else Role.UNKNOWN).value
    ),
    "assignees": _of(Type.TEXTS, "Names of the people it is assigned to.", lambda s, t: _people(t.assignees)),
    "assignee_sides": _of(
        Type.TEXTS,
        "Their sides, one each: client, team, bot or unknown.",
        lambda s, t: [p.role.value for p in t.assignees],
    ),
    "milestone": _of(
        Type.TEXT,
        "Title of its milestone; empty without one.",
        lambda s, t: s.milestone.title if s.milestone else "",
        Need.MILESTONES,
    ),
    "milestone_due": _of(
        Type.INSTANT, "When its milestone's date passes.", lambda s, t: _passes(s, s.milestone), Need.MILESTONES
    ),
    "has_milestone_due": _of(
        Type.FLAG,
        "Whether its milestone has a date.",
        lambda s, t: bool(s.milestone and s.milestone.due),
        Need.MILESTONES,
    ),
    "sprint": _of(Type.TEXT, "Its sprint; empty without one.", lambda s, t: t.sprint or "", Need.SPRINT),
    "criteria": _of(Type.TEXT, "Acceptance criteria; empty without.", lambda s, t: t.criteria, Need.CRITERIA),
    "items_open": _of(
        Type.WHOLE,
        "Lines of its checklist not ticked.",
        lambda s, t: sum(not i.done for i in t.checklist),
        Need.CHECKLIST,
    ),
    "items_done": _of(
        Type.WHOLE, "Lines of its checklist ticked.", lambda s, t: sum(i.done for i in t.checklist), Need.CHECKLIST
    ),
    "in_status_since": _of(
        Type.INSTANT, "When it came into its status.", lambda s, t: _in_status_since(t), Need.STATUS_HISTORY
    ),
    "client_wrote": _of(
        Type.FLAG,
        "Whether a comment by a client stands on it.",
        lambda s, t: _last_comment(t, Role.CLIENT) is not None,
        Need.COMMENTS,
    ),
    "last_client_comment": _of(
        Type.INSTANT, "When a client last commented.", lambda s, t: _last_comment(t, Role.CLIENT), Need.COMMENTS
    ),
    "team_wrote": _of(
        Type.FLAG,
        "Whether a comment by the team stands on it.",
        lambda s, t: _last_comment(t, Role.TEAM) is not None,
        Need.COMMENTS,
    ),
    "last_team_comment": _of(
        Type.INSTANT,
        "When the team last commented, for whomever to read.",
        lambda s, t: _last_comment(t, Role.TEAM),
        Need.COMMENTS,
    ),
}
_PROJECT: Mapping[str, Named] = {
    "name": Named(Type.TEXT, "Its name in the config.", lambda s: s.project.name),
    "client": Named(Type.TEXT, "The client's name in the config.", lambda s: s.project.client),
    "language": Named(Type.TEXT, "Language of the words on its tickets.", lambda s: s.project.language),
}
TICKET_FIELDS: Mapping[str, Named] = {f"ticket.{name}": known for name, known in _TICKET.items()}
PROJECT_FIELDS: Mapping[str, Named] = {f"project.{name}": known for name, known in _PROJECT.items()}
