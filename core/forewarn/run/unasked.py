"""What clients were told of and nobody looks at any more, so that nobody can call it settled."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from forewarn.agency import Agency
from forewarn.engine import View, ask_ticket
from forewarn.model import Audience, about, place_named, project_subject
from forewarn.run.judging import Judged
from forewarn.store import Head, Outcome, Said

_Places = Mapping[str, tuple[View, Head | None]]
"""By subject, its project and what the store knows of it; None of the project itself."""


def unasked(agency: Agency, judged: Judged, said: Iterable[Said], now: datetime) -> frozenset[tuple[str, str]]:
    """(rule, subject) of what clients were told: the rule is off or does not apply to the open ticket, as where it is
    parked, left out or has no date any more; or the ticket has left."""
    comments = (comment for comment in said if comment.audience is Audience.CLIENT)
    told = {part.about for comment in comments for part in comment.open_parts}
    found = (*judged.findings, *(one.finding for one in judged.considered.quiet.silenced))
    told -= {about(finding.identity) for finding in found}  # most are, and to ask again may read a whole project
    if not told:
        return frozenset()
    views, wanted = judged.views.values(), {place_named(subject) for _, subject in told}
    places: _Places = {project_subject(view.project.name): (view, None) for view in views} | {
        head.subject: (view, head) for view in views for head in view.at(wanted)
    }
    return frozenset(one for one in told if not _is_asked(agency, *one, places, now))


def _is_asked(agency: Agency, rule_id: str, subject: str, places: _Places, now: datetime) -> bool:
    if subject not in places:
        return False
    view, head = places[subject]
    rule = agency.rule(view.project.name, rule_id, subject)
    if rule is None or head is None:
        return rule is not None
    ticket = next(view.tickets([head]), None)
    if ticket is None:
        return False
    answer = ask_ticket(rule, ticket, view.context(now, head.source))
    # Of work that is over a rule may well have nothing to say.
    return answer.outcome is not Outcome.NOT_APPLICABLE or not ticket.is_open
