"""Which side the e-mail addresses in a batch put people on; the addresses go no further."""

from collections.abc import Mapping
from dataclasses import replace

from forewarn.connect.protocols import Batch
from forewarn.facts.roles import Roles
from forewarn.model import Event, Person, Role


def sided(batch: Batch, source: str, roles: Roles) -> tuple[Batch, Mapping[str, Role]]:
    """The batch with everybody whose e-mail address the tracker shows on the side their domain says, the address gone;
    and these sides, by id.

    It must happen here: addresses are not stored, so nobody can look at them later, and somebody with an address would
    not be the one in the store.
    """
    sides: dict[str, Role] = {}

    def side(person: Person | None) -> Person | None:
        if person is None or not person.email:
            return person
        sides[person.id] = roles.side(source, person)
        return replace(person, role=sides[person.id], email="")

    def event(one: Event) -> Event:
        return replace(one, actor=side(one.actor)) if one.actor and one.actor.email else one

    tickets = tuple(
        replace(
            ticket,
            reporter=side(ticket.reporter),
            assignees=tuple(p for p in map(side, ticket.assignees) if p),
            history=tuple(map(event, ticket.history)),
        )
        for ticket in batch.tickets
    )
    events = tuple((ident, event(one)) for ident, one in batch.events)
    return replace(batch, tickets=tickets, events=events), sides
