"""What was said on a ticket stays there: its note, the replies to it and its draft are in that place.

And what is one event is spoken of in one place, so that it can be told once.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from forewarn.engine import ProjectResult
from forewarn.model import Audience, Finding, Severity, Ticket, TicketRef, is_one_event
from forewarn.store import Draft, Said, State

FindTicket = Callable[[str, TicketRef], Ticket | None]
"""(project, where a ticket was): the ticket as it is now; None where it is gone."""


def stay(
    results: Sequence[ProjectResult],
    said: Iterable[Said],
    drafts: Iterable[Draft],
    find_ticket: FindTicket,
    milestones: Mapping[str, str],
) -> tuple[ProjectResult, ...]:
    """The answers, with each finding on the ticket where it was said already, or drafted (`drafts` are open ones).

    A check says where to speak first; work that goes on elsewhere is no reason to say it a second time, and neither is
    that the ticket is closed by now, unless it has become graver. What stands nowhere yet and is about a milestone goes
    where the same is found about a ticket of it, for the same date.
    `milestones` are the subjects of milestones, by those of their tickets.
    """
    notes = [comment for comment in said if comment.state not in (State.SUPERSEDED, State.LAPSED)]
    found = {finding.identity for result in results for finding in result.findings}
    places, heard = _places(notes, drafts), _heard(notes, found)

    def stays(finding: Finding) -> Finding:
        old = places.get(finding.identity)
        if old is None or finding.on is None or old.place == finding.on.place:
            return finding
        there, known = find_ticket(finding.project, old), heard.get(finding.identity)
        if there is None or not (there.is_open or (known is not None and known >= finding.severity)):
            return finding
        return replace(finding, on=there.ref)

    stayed = [_each(stays, result) for result in results]
    parts: dict[tuple[str, str], list[Finding]] = {}
    for finding in (finding for result in stayed for finding in result.findings):
        parts.setdefault((milestones.get(finding.subject, ""), finding.rule), []).append(finding)

    def joins(finding: Finding) -> Finding:
        if finding.on is None or finding.identity in places:
            return finding
        same = (p for p in parts.get((finding.subject, finding.rule), ()) if is_one_event(p.identity, finding.identity))
        beside = {part.on.place: part.on for part in same if part.on is not None}
        return replace(finding, on=beside.get(finding.on.place) or beside[min(beside)]) if beside else finding

    return tuple(_each(joins, result) for result in stayed)


def _each(change: Callable[[Finding], Finding], result: ProjectResult) -> ProjectResult:
    evaluations = (replace(e, findings=tuple(map(change, e.findings))) for e in result.evaluations)
    return replace(result, evaluations=tuple(evaluations))


def _places(notes: Iterable[Said], drafts: Iterable[Draft]) -> dict[str, TicketRef]:
    """By identity of the finding; the team's note counts before the client's, and that before a draft.

    A note that a person deleted counts as well: nobody insists elsewhere.
    """
    places = {draft.identity: draft.ticket for draft in drafts}
    for comment in sorted(notes, key=lambda comment: comment.audience is Audience.TEAM):
        places |= {part.identity: comment.ticket for part in comment.open_parts}
    return places


def _heard(notes: Iterable[Said], found: Collection[str]) -> dict[str, Severity]:
    """By identity of the finding, how grave it was when the team was told of it: in words of its own, or in those of
    another that is still `found`."""
    said = (comment for comment in notes if comment.audience is Audience.TEAM and comment.state is State.SAID)
    mine = (part for comment in said for part in comment.open_parts)
    return {part.identity: part.severity for part in mine if (not part.under or part.under in found) and not part.aside}
