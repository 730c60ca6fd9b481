"""What people did with our comments: who answered, and which were deleted."""

from collections.abc import Iterable

from forewarn.model import Event, Kind, Role, Ticket
from forewarn.say.acts import Reply
from forewarn.store import Said


def reply_to(comment: Said, ticket: Ticket) -> Reply | None:
    """The first comment a person wrote after ours; bots, ourselves included, never count."""
    if comment.said_at is None:
        return None
    for event in _comments(ticket):
        if event.at > comment.said_at and event.ref != comment.comment and _is_human(event):
            return Reply(event.at, event.actor.name if event.actor else "somebody")
    return None


def was_deleted(comment: Said, ticket: Ticket) -> bool:
    """Whether the tracker showed our comment once and does not any more."""
    return comment.comment is not None and any(
        event.kind is Kind.DELETED and event.ref == comment.comment for event in ticket.history
    )


def _comments(ticket: Ticket) -> Iterable[Event]:
    return (event for event in ticket.history if event.kind is Kind.COMMENTED)


def _is_human(event: Event) -> bool:
    return event.actor is not None and event.actor.role is not Role.BOT
