"""Actions that tell all by themselves: who joined, what was attached, ticked and said. Pure."""

from typing import Any

from forewarn.model import Event, Field, Kind, Person, Role
from forewarn_trello.footer import marker_of
from forewarn_trello.links import link_of
from forewarn_trello.payloads import Action, Card, born
from forewarn_trello.view import BoardView, person

CREATIONS = ("createCard", "copyCard", "convertToCardFromCheckItem", "emailCard", "moveCardToBoard")
"""How a card comes to be on a board."""
COMMENTS = ("commentCard", "copyCommentCard")
KINDS = (
    *CREATIONS,
    *COMMENTS,
    "updateCard",
    "updateList",
    "moveListToBoard",
    "addMemberToCard",
    "removeMemberFromCard",
    "addAttachmentToCard",
    "deleteAttachmentFromCard",
    "updateCheckItemStateOnCard",
    "updateCustomFieldItem",
    # of these nothing is told, but they explain why a card moved
    "addChecklistToCard",
    "removeChecklistFromCard",
    "updateChecklist",
)
"""The actions that are read. Trello lists none for labels, for the lines of checklists, and for comments that were
edited or deleted: those go to webhooks alone."""


def is_of_list(action: Action) -> bool:
    """Whether it happened to a list and so to its cards, in whose own histories it does not stand."""
    return action.type == "moveListToBoard" or (action.type == "updateList" and bool(action.data.old))


def event_of(card: Card, action: Action, kind: Kind, view: BoardView, **rest: Any) -> Event:
    """An event with what all have in common. `rest` are further fields of Event, which may overrule."""
    return Event(
        **{
            "id": action.id,
            # A copied comment keeps the date of the original, which may be older than the card.
            "at": max(action.date, born(card.id)),
            "kind": kind,
            "actor": actor_of(action, view),
            "url": f"{card.short_url or ''}#action-{action.id}",
            **rest,
        }
    )


def actor_of(action: Action, view: BoardView) -> Person | None:
    """Who did it; None where Trello does not say, as for automation and accounts that are gone."""
    if action.member_creator is not None:
        return person(action.member_creator)
    return view.known(action.id_member_creator) if action.id_member_creator else None


def plain_event(card: Card, action: Action, view: BoardView) -> Event | None:
    """The event of an action that needs no knowledge of what came later; None for other kinds."""
    match action.type:
        case "commentCard" | "copyCommentCard":
            return _comment(card, action, view)
        case "addMemberToCard" | "removeMemberFromCard":
            return _membership(card, action, view, Field.ASSIGNEE, _member_id(action))
        case "addAttachmentToCard" | "deleteAttachmentFromCard" if action.data.attachment:
            attachment = action.data.attachment
            return _membership(card, action, view, Field.ATTACHMENTS, attachment.label, attachment.id or "")
        case "updateCheckItemStateOnCard" if action.data.check_item:
            item = action.data.check_item
            kind = Kind.TICKED if item.state == "complete" else Kind.UNTICKED
            return event_of(card, action, kind, view, field=Field.CHECKLIST, new=item.name or "", ref=item.id)
        case "updateCustomFieldItem" if action.data.custom_field:
            data = action.data
            change = view.fields.change(data.old or {}, data.custom_field_item, action.data.custom_field.id)
            return event_of(card, action, Kind.CHANGED, view, **change) if change else None
    return None


def link_event(card: Card, action: Action, view: BoardView) -> Event | None:
    """The link that joins with an attachment. One that leaves is not told: Trello does not say where it led."""
    link = link_of(action.data.attachment) if action.type == "addAttachmentToCard" and action.data.attachment else None
    if link is None:
        return None
    values = {"id": f"{action.id}.link", "field": Field.LINKS, "new": link.target, "text": link.kind}
    return event_of(card, action, Kind.ADDED, view, batch=action.id, **values)


def _membership(card: Card, action: Action, view: BoardView, field: Field, value: str, ref: str = "") -> Event:
    if action.type.startswith("add"):
        return event_of(card, action, Kind.ADDED, view, field=field, new=value, ref=ref)
    return event_of(card, action, Kind.REMOVED, view, field=field, old=value, ref=ref)


def _member_id(action: Action) -> str:
    member = action.data.member or action.member
    return action.data.id_member or (member.id if member else "")


def _comment(card: Card, action: Action, view: BoardView) -> Event:
    text = action.data.text or ""
    author = actor_of(action, view)
    if action.data.id_original_commenter:  # the creator is then who copied the card
        author = view.known(action.data.id_original_commenter)
    if author and author.id == view.me and marker_of(text):
        author = Person(author.id, author.name, Role.BOT, author.handle)
    return event_of(
        card,
        action,
        Kind.COMMENTED,
        view,
        actor=author,
        text=text,
        ref=action.id,
        edited=action.data.date_last_edited,
        url=f"{card.short_url or ''}#comment-{action.id}",
    )
