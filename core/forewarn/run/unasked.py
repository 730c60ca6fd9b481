"""What clients were told of and nobody looks at any more, so that nobody can call it settled."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from forewarn.agency import Agency
from forewarn.engine import Answer, View, ask_ticket
from forewarn.model import Audience, about, place_named, project_subject
from forewarn.run.judging import Judged
from forewarn.store import Head, Outcome, Said

_Places = Mapping[str, tuple[View, Head | None]]
"""By subject, its project and what the store knows of it; None of the project itself."""


def unasked(
    agency: Agency, judged: Judged, said: Iterable[Said], now: datetime
) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """(rule, subject) of what clients were told: the rule is off or does not apply to the open ticket, as where it is
    parked, left out or has no date any more; or the ticket has left. And that of which the rule says that it is undone.
    """
    comments = (comment for comment in said if comment.audience is Audience.CLIENT)
    told = {part.about for comment in comments for part in comment.open_parts}
    found = (*judged.findings, *(one.finding for one in judged.considered.quiet.silenced))
    told -= {about(finding.identity) for finding in found}  # most are, and to ask again may read a whole project
    if not told:
        return frozenset(), frozenset()
    views, wanted = judged.views.values(), {place_named(subject) for _, subject in told}
    places: _Places = {project_subject(view.project.name): (view, None) for view in views} | {
        head.subject: (view, head) for view in views for head in view.at(wanted)
    }
    answers = {one: _answer(agency, *one, places, now) for one in told}
    return (
        frozenset(one for one, answer in answers.items() if answer is None),
        frozenset(one for one, answer in answers.items() if answer is not None and answer.undone),
    )


def _answer(agency: Agency, rule_id: str, subject: str, places: _Places, now: datetime) -> Answer | None:
    """What the rule says of it by now; None where nobody looks at it."""
    if subject not in places:
        return None
    view, head = places[subject]
    rule = agency.rule(view.project.name, rule_id, subject)
    if rule is None or head is None:
        return Answer(Outcome.OK) if rule is not None else None
    ticket = next(view.tickets([head]), None)
    if ticket is None:
        return None
    answer = ask_ticket(rule, ticket, view.context(now, head.source))
    # Of work that is over a rule may well have nothing to say.
    return None if answer.outcome is Outcome.NOT_APPLICABLE and ticket.is_open else answer
