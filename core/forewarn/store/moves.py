"""Moves between statuses that mean something else by now, as the config or the tracker says."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from forewarn.model import Event
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
