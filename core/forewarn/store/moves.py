"""What means something else by now, as the config or the tracker says: moves between statuses, sides of people."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from forewarn.model import Event, Role
from forewarn.store.schema import events


def renew_meanings(
    connection: sa.Connection, source: str, ticket_id: str, stored: Mapping[str, Event], arrived: Iterable[Event]
) -> bool:
    """Whether moves in `stored`, by id, are told with other categories now; they take those, and keep their order.

    Of a status that was deleted the tracker says nothing any more: what is known of it holds.
    """
    c = events.c
    is_changed = False
    for told in arrived:
        old = stored.get(told.id)
        if old is None:
            continue
        category, old_category = told.category or old.category, told.old_category or old.old_category
        if (category, old_category) != (old.category, old.old_category):
            at = (c.source == source) & (c.ticket == ticket_id) & (c.id == told.id)
            connection.execute(events.update().where(at).values(category=category, old_category=old_category))
            is_changed = True
    return is_changed


def renew_sides(
    connection: sa.Connection, source: str, ticket_id: str, stored: Iterable[Event], sides: Mapping[str, Role]
) -> bool:
    """Whether people in `stored` stand elsewhere by now, as `sides` say by their ids; they go there."""
    c = events.c
    actors = {event.actor for event in stored if event.actor}
    turned = {who.id for who in actors if who.role is not sides.get(who.id, who.role)}
    for ident in sorted(turned):
        at = (c.source == source) & (c.ticket == ticket_id) & (c.actor == ident)
        connection.execute(events.update().where(at).values(actor_role=sides[ident]))
    return bool(turned)
