"""What was said on a ticket stays there: its note, the replies to it and its draft are in that place."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from forewarn.engine import ProjectResult
from forewarn.model import Audience, Finding, TicketRef
from forewarn.store import Draft, Said, State

OpenTicket = Callable[[str, TicketRef], TicketRef | None]
"""(project, where a ticket was): the ticket as it is called now; None where it is not open any more."""


def stay(
    results: Sequence[ProjectResult], said: Iterable[Said], drafts: Iterable[Draft], open_ticket: OpenTicket
) -> tuple[ProjectResult, ...]:
    """The answers, with each finding on the open ticket where it was said already, or drafted (`drafts` are open ones).

    A check says where to speak first; work that goes on elsewhere is no reason to say it a second time.
    """
    places = _places(said, drafts)

    def stays(finding: Finding) -> Finding:
        old = places.get(finding.identity)
        if old is None or finding.on is None or old.place == finding.on.place:
            return finding
        return replace(finding, on=open_ticket(finding.project, old) or finding.on)

    return tuple(
        replace(
            result, evaluations=tuple(replace(e, findings=tuple(map(stays, e.findings))) for e in result.evaluations)
        )
        for result in results
    )


def _places(said: Iterable[Said], drafts: Iterable[Draft]) -> dict[str, TicketRef]:
    """By identity of the finding; the team's note counts before the client's, and that before a draft.

    A note that a person deleted counts as well: nobody insists elsewhere.
    """
    places = {draft.identity: draft.ticket for draft in drafts}
    notes = [comment for comment in said if comment.state not in (State.SUPERSEDED, State.LAPSED)]
    for comment in sorted(notes, key=lambda comment: comment.audience is Audience.TEAM):
        places |= {part.identity: comment.ticket for part in comment.open_parts}
    return places
