"""What is written is kept, together with what is true of it: that follows from the same decisions."""

from typing import Any

from forewarn.facts.project import Baseline, Project
from forewarn.model import Ticket
from forewarn.testing.agency.desk import Desk
from forewarn.testing.agency.pen import Pen
from forewarn.testing.agency.places import CLIENTS
from forewarn.testing.agency.talk import judge_talk
from forewarn.testing.agency.truth import Engagement
from forewarn.testing.agency.whole import judge_whole
from forewarn.testing.agency.work import judge_work


def keep(pen: Pen) -> Ticket:
    """The ticket is written and lies on its desk."""
    desk, ticket = pen.desk, pen.written()
    desk.tickets.append(ticket)
    desk.logs.append(tuple(pen.log))
    desk.subjects.append(pen.subject)
    judge_talk(pen, desk.end)
    judge_work(pen, desk.end)
    return ticket


def engagement_of(desk: Desk, story: str) -> Engagement:
    """The project of a desk as it came out."""
    judge_whole(desk)
    baselines = tuple(Baseline(at, "the client") for at in desk.facts.pop("agreed", ()))
    facts: dict[str, Any] = {"baselines": baselines, "language": desk.language, "client_language": desk.language}
    project = Project(
        desk.name, f"client of {desk.name}", desk.calendar, CLIENTS[desk.language],
        visible_sources=frozenset({desk.source}), **facts | desk.facts,
    )  # fmt: skip
    tickets, truths = tuple(desk.tickets), tuple(desk.truths)
    return Engagement(project, desk.tracker, desk.source, desk.container, story, tickets, truths)
