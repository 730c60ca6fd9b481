"""Plays built tickets on a tracker's sandbox, so that a case can be told there as well as on objects."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from forewarn.connect.stage import Sandbox
from forewarn.model import Event, Field, Kind, Ticket, due_from_text


class CannotReplay(ValueError):
    """This tracker, or any, cannot hold what the tickets tell; the message is the reason."""


def replay(
    sandbox: Sandbox,
    tickets: Sequence[Ticket],
    container: str,
    *,
    told: Collection[Field],
    hours: bool,
    clients_see: bool,
) -> dict[str, str]:
    """Open every ticket as it was created and let its history happen; the connector's ids by the tickets' own.

    `told`: the fields whose changes this tracker tells. `hours`: whether its due dates have an hour (one without
    would be given some hour). `clients_see`: whether the client can open the tickets; where not, what is public is a
    matter of the source, not of each comment. Raises CannotReplay, or the sandbox's own ValueError.
    """
    for ticket in tickets:
        _refuse(ticket, told, hours)
    ids: dict[str, str] = {}
    comments: dict[tuple[str, str], str] = {}
    order = sorted(tickets, key=lambda ticket: (not ticket.is_milestone, ticket.created, ticket.id))
    by_key = {ticket.key: ticket.id for ticket in tickets}
    for ticket in order:
        ids[ticket.id] = sandbox.open(_as_opened(ticket, container, ids, by_key))
    happened = [(event.at, number, ticket, event) for ticket in order for number, event in enumerate(ticket.history)]
    for at, _, ticket, event in sorted(happened, key=lambda one: one[:2]):
        if event.kind is Kind.CREATED:
            continue
        ref = comments.get((ticket.id, event.ref), event.ref)
        if event.kind in (Kind.TICKED, Kind.UNTICKED) and (ticket.id, event.ref) not in comments:
            raise CannotReplay("an item that was there from the beginning has an id of the tracker's own")
        sandbox.now = at
        act = replace(event, ref=ref, new=_named(event, event.new, ids), old=_named(event, event.old, ids))
        made = sandbox.play(ids[ticket.id], act if clients_see else replace(act, public=True))
        if made:
            comments[ticket.id, event.ref] = made
    return ids


def _refuse(ticket: Ticket, told: Collection[Field], hours: bool) -> None:
    if ticket.absent:
        raise CannotReplay("what a tracker lacks is the tracker's own, not the story's")
    dues = [due_from_text(v) for e in ticket.history if e.field is Field.DUE for v in (e.old, e.new)]
    for due in (ticket.due, *dues):
        if due is not None and isinstance(due, datetime) is not hours and isinstance(due, date):
            raise CannotReplay("its due dates are of the other kind")
    untold = {e.field for e in ticket.history if e.field is not None and e.field not in told}
    if untold:
        raise CannotReplay(f"it tells no changes of {', '.join(sorted(untold))}")
    if any(link.target for link in ticket.links):
        raise CannotReplay("links name keys, which each tracker gives itself")
    if any(event.actor is None for event in ticket.history):
        raise CannotReplay("somebody unknown did something; only two syncs would tell")


def _as_opened(ticket: Ticket, container: str, ids: dict[str, str], by_key: dict[str, str]) -> Ticket:
    born = ticket
    for event in reversed(ticket.history):
        if event.kind is not Kind.CREATED:
            earlier = replace(born, history=born.history[: born.history.index(event) + 1], created=ticket.created)
            born = _before(earlier, event)
    parent = ids.get(by_key.get(born.parent or "", born.parent or ""))
    milestone = ids.get(born.milestone or "")
    return replace(born, container=container, key="", history=(), parent=parent, milestone=milestone)


def _before(ticket: Ticket, event: Event) -> Ticket:
    """The ticket before its last event, whatever the instant of that was."""
    lone = replace(ticket, history=(replace(event, at=datetime.max.replace(tzinfo=event.at.tzinfo)),))
    before = lone.as_of(event.at)
    assert before is not None
    return replace(before, history=ticket.history[:-1])


def _named(event: Event, value: str | None, ids: dict[str, str]) -> str | None:
    if event.field in (Field.MILESTONE, Field.PARENT) and value is not None:
        return ids.get(value, value)
    return value
