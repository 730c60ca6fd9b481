"""Where a ticket is, as columns of a row and back; the columns are those of `schema.base.ticket_columns`."""

from typing import Any

from forewarn.model import TicketRef


def place_of(ticket: TicketRef) -> dict[str, str]:
    """The values of the columns."""
    return {
        "source": ticket.source,
        "container": ticket.container,
        "ticket": ticket.id,
        "key": ticket.key,
        "ticket_url": ticket.url,
        "ticket_title": ticket.title,
    }


def ticket_of(row: Any) -> TicketRef:
    """The ticket of a row."""
    return TicketRef(row.source, row.container, row.ticket, row.key, row.ticket_url, row.ticket_title)
