"""A card as a ticket. Pure. How actions become events stands in `history`, what a status is in `standing`."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from forewarn.model import Field, Item, Need, Ticket
from forewarn_trello.history import history
from forewarn_trello.links import link_of
from forewarn_trello.payloads import Action, Card, CheckItem, born
from forewarn_trello.view import BoardView

ABSENT: Mapping[Need, str] = MappingProxyType(
    {
        Need.PRIORITY: "Trello cards have no priority.",
        Need.MILESTONES: "Trello has no milestones.",
        Need.SPRINT: "Trello has no sprints.",
    }
)


def ticket_of(card: Card, newest_first: Sequence[Action], view: BoardView) -> Ticket:
    """The card as it stands, with the history that the actions hold."""
    standing = view.standing(card)
    fields = view.fields.values(card)
    events = history(card, newest_first, view)
    return Ticket(
        source=view.source,
        container=view.container,
        id=card.id,
        key=card.short_link or card.id,
        title=card.name or "",
        created=born(card.id),
        url=card.short_url or "",
        description=card.desc or "",
        status=standing.status,
        category=standing.category(view.meaning),
        declined=standing.declined(view.meaning),
        reporter=events[0].actor,
        assignees=tuple(view.known(member) for member in card.id_members or ()),
        labels=tuple(label.label for label in card.labels or ()),
        due=card.due,
        estimate=float(fields[Field.ESTIMATE]) if Field.ESTIMATE in fields else None,
        criteria=fields.get(Field.CRITERIA, ""),
        reason=fields.get(Field.REASON, ""),
        checklist=tuple(_item(item) for item in view.items.get(card.id, ())),
        links=tuple(link for link in map(link_of, card.attachments or ()) if link),
        attachments=tuple(attachment.label for attachment in card.attachments or ()),
        history=events,
        absent={**ABSENT, **view.fields.absent},
    )


def _item(item: CheckItem) -> Item:
    return Item(item.id, item.name or "", item.state == "complete", item.due)
