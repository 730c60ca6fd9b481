"""People acting on a Trello, in the words of the model."""

from datetime import UTC, datetime, time

from forewarn.model import Due, Event, Field, Item, Kind, Person, StatusCategory, Ticket, due_from_text
from forewarn_trello.sandbox import shapes
from forewarn_trello.sandbox.shapes import Json, brief, stamp
from forewarn_trello.sandbox.world import World
from forewarn_trello.standing import ARCHIVED, COMPLETE

_AFTERNOON = time(17, tzinfo=UTC)
"""The hour given to a due date without one, since Trello has none without."""
_COLUMNS = {Field.TITLE: "name", Field.DESCRIPTION: "desc"}
CUSTOM_FIELDS = {
    Field.ESTIMATE: ("Estimate", "number"),
    Field.CRITERIA: ("Acceptance criteria", "text"),
    Field.REASON: ("Reason", "text"),
}
"""Name and type of the custom fields that hold what a card has no place for."""


class Story:
    """Plays tickets and events into a world. Priority, type, parent, sprint and links have no place on a card and are
    left out when it is opened; an event that changes them is refused."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._item_ids: dict[tuple[str, str], str] = {}
        """The story's own ids of checklist lines, by card."""
        self.meanings: dict[str, StatusCategory] = {}
        """What the story says of its lists."""

    def open(self, ticket: Ticket) -> str:
        """A card is made in the list that its status names."""
        if ticket.is_milestone:
            raise ValueError("Trello has no milestones")
        world, at = self._world, ticket.created
        board = self.board(ticket.container, at)
        self._learn(ticket.status, ticket.category)
        column = world.column(board, _list_name(ticket.status) or "To do", at)
        number = len(world.cards_of(board)) + 1
        card = shapes.card(world.ids.at(at), board["id"], column["id"], ticket.title, number)
        world.cards[card["id"]] = card
        card["desc"], card["due"] = ticket.description, _due(ticket.due)
        card["dueComplete"] = ticket.status.endswith(COMPLETE)
        card["closed"] = ticket.declined or ticket.status == ARCHIVED
        card["idMembers"] = [world.join(board, who)["id"] for who in ticket.assignees]
        for label in ticket.labels:
            self._label(card, label, at)
        for item in ticket.checklist:
            self._line(card, item, at)
        world.attachments[card["id"]] = [shapes.attachment(world.ids.at(at), n, at) for n in ticket.attachments]
        world.field_items[card["id"]] = []
        estimate = None if ticket.estimate is None else str(ticket.estimate)
        values = {Field.ESTIMATE: estimate, Field.CRITERIA: ticket.criteria, Field.REASON: ticket.reason}
        for field, value in values.items():
            if value:
                self._fill(card, field, value, at)
        action = world.record("createCard", card, ticket.reporter, at)
        card["idMemberCreator"] = action["idMemberCreator"]
        return str(card["id"])

    def board(self, name: str, at: datetime) -> Json:
        """The board of that name; made with its custom fields where there is none."""
        found = self._world.board(name)
        if found is None:
            found = self._world.new_board(name, at)
            for field, kind in CUSTOM_FIELDS.values():
                self._world.custom_field(found, field, kind, at)
        return found

    def play(self, card_id: str, event: Event) -> str:
        """See `forewarn.connect.stage.Sandbox.play`."""
        card = self._world.cards[card_id]
        match event.kind, event.field:
            case Kind.CHANGED, Field.STATUS:
                self._move(card, event)
            case Kind.CHANGED, Field.TITLE | Field.DESCRIPTION:
                self._world.update(card, {_COLUMNS[event.field]: event.new or ""}, event.actor, event.at)
            case Kind.CHANGED, Field.DUE:
                self._world.update(card, {"due": _due(due_from_text(event.new))}, event.actor, event.at)
            case Kind.CHANGED, Field.ESTIMATE | Field.CRITERIA | Field.REASON:
                self._refill(card, event, event.field)
            case Kind.CHANGED, Field.ASSIGNEE:
                self._assign(card, event, leaves=event.old, joins=event.new)
            case ((Kind.ADDED | Kind.REMOVED), Field.ASSIGNEE):
                self._assign(card, event, leaves=event.old, joins=event.new)
            case ((Kind.ADDED | Kind.REMOVED), Field.LABELS):
                self._relabel(card, event)
            case ((Kind.ADDED | Kind.REMOVED), Field.ATTACHMENTS):
                self._attach(card, event)
            case Kind.ADDED, Field.CHECKLIST:
                return self._line(card, Item(event.ref, event.new or ""), event.at, event.actor)
            case Kind.REMOVED, Field.CHECKLIST:
                self._strike(card, event)
            case ((Kind.TICKED | Kind.UNTICKED), _):
                self._tick(card, event)
            case ((Kind.COMMENTED | Kind.EDITED | Kind.DELETED), _):
                return self._speak(card, event)
            case _:
                raise ValueError(f"Trello cannot do this: {event.kind} {event.field or ''}".strip())
        return ""

    def _move(self, card: Json, event: Event) -> None:
        """To another list, into the archive, or ticked off: whatever the new status says."""
        self._learn(event.old or "", event.old_category)
        self._learn(event.new or "", event.category)
        status = event.new or ""
        if status == ARCHIVED:
            self._world.update(card, {"closed": True}, event.actor, event.at)
            return
        board = self._world.boards[card["idBoard"]]
        column = self._world.column(board, _list_name(status), event.at)
        changes = {"closed": False, "dueComplete": status.endswith(COMPLETE), "idList": column["id"]}
        self._world.update(card, changes, event.actor, event.at)

    def _assign(self, card: Json, event: Event, leaves: str | None, joins: str | None) -> None:
        for identifier, kind in ((leaves, "removeMemberFromCard"), (joins, "addMemberToCard")):
            if not identifier:
                continue
            board = self._world.boards[card["idBoard"]]
            member = self._world.join(board, Person(identifier, ""))
            if (member["id"] in card["idMembers"]) == (kind == "addMemberToCard"):
                continue
            if kind == "addMemberToCard":
                card["idMembers"].append(member["id"])
            else:
                card["idMembers"].remove(member["id"])
            told = {"idMember": member["id"], "member": {"id": member["id"], "name": member["fullName"]}}
            action = self._world.record(kind, card, event.actor, event.at, told)
            action["member"] = member

    def _relabel(self, card: Json, event: Event) -> None:
        """Trello tells nobody but webhooks."""
        if event.kind is Kind.ADDED:
            self._label(card, event.new or "", event.at)
        else:
            card["labels"] = [label for label in card["labels"] if label["name"] != event.old]
            card["idLabels"] = [label["id"] for label in card["labels"]]
        self._world.touch(card, event.at)

    def _label(self, card: Json, name: str, at: datetime) -> None:
        label = {"id": self._world.ids.at(at), "idBoard": card["idBoard"], "name": name, "color": "green"}
        card["labels"].append(label)
        card["idLabels"].append(label["id"])

    def _attach(self, card: Json, event: Event) -> None:
        attached = self._world.attachments[card["id"]]
        if event.kind is Kind.ADDED:
            new = shapes.attachment(self._world.ids.at(event.at), event.new or "", event.at)
            attached.append(new)
            told = {"attachment": brief(new, "url")}
            self._world.record("addAttachmentToCard", card, event.actor, event.at, told)
            return
        old = next((one for one in attached if one["name"] == event.old), None)
        if old is None:
            raise ValueError(f"nothing attached is called {event.old!r}")
        attached.remove(old)
        self._world.record("deleteAttachmentFromCard", card, event.actor, event.at, {"attachment": brief(old)})

    def _line(self, card: Json, item: Item, at: datetime, who: Person | None = None) -> str:
        """A new line of the card's one checklist, which is made with its first line."""
        world = self._world
        lists = world.checklists_of([card])
        if not lists:
            lists = [shapes.checklist(world.ids.at(at), card)]
            world.checklists[lists[0]["id"]] = lists[0]
            card["idChecklists"].append(lists[0]["id"])
            world.record("addChecklistToCard", card, who, at, {"checklist": brief(lists[0])})
        line = shapes.check_item(world.ids.at(at), lists[0], item.text)
        line["state"] = "complete" if item.done else "incomplete"
        line["due"] = _due(item.due)
        lists[0]["checkItems"].append(line)
        world.touch(card, at)
        self._item_ids[card["id"], item.id or line["id"]] = line["id"]
        return str(line["id"])

    def _find_line(self, card: Json, ref: str) -> tuple[Json, Json]:
        wanted = self._item_ids.get((card["id"], ref), ref)
        for checklist in self._world.checklists_of([card]):
            for line in checklist["checkItems"]:
                if line["id"] == wanted:
                    return checklist, line
        raise ValueError(f"the card has no checklist line {ref!r}")

    def _strike(self, card: Json, event: Event) -> None:
        checklist, line = self._find_line(card, event.ref)
        checklist["checkItems"].remove(line)
        self._world.touch(card, event.at)

    def _tick(self, card: Json, event: Event) -> None:
        checklist, line = self._find_line(card, event.ref)
        line["state"] = "complete" if event.kind is Kind.TICKED else "incomplete"
        told = {"checklist": brief(checklist), "checkItem": {**brief(line, "state"), "textData": {"emoji": {}}}}
        self._world.record("updateCheckItemStateOnCard", card, event.actor, event.at, told)

    def _speak(self, card: Json, event: Event) -> str:
        world = self._world
        if event.kind is Kind.COMMENTED:
            if not event.public:
                raise ValueError("Trello has no internal comments")
            action = world.record("commentCard", card, event.actor, event.at, {"text": event.text})
            return str(action["id"])
        comment = world.actions.get(event.ref)
        if comment is None or comment["data"]["card"]["id"] != card["id"]:
            raise ValueError(f"the card has no comment {event.ref!r}")
        if event.kind is Kind.EDITED:
            comment["data"] |= {"text": event.new or "", "dateLastEdited": stamp(event.at)}
            world.touch(card, event.at)
        else:
            world.remove_comment(comment, event.at)
        return ""

    def _fill(self, card: Json, field: Field, value: str | None, at: datetime) -> tuple[Json, Json | None, Json]:
        """Write into a custom field: the field, what stood in it, and what stands there now."""
        board, items = self._world.boards[card["idBoard"]], self._world.field_items[card["id"]]
        name, kind = CUSTOM_FIELDS[field]
        custom = self._world.custom_field(board, name, kind, at)
        before = next((one for one in items if one["idCustomField"] == custom["id"]), None)
        identifier = before["id"] if before else self._world.ids.at(at)
        after = shapes.field_item(identifier, card, custom, {kind: value} if value else None)
        items[:] = [*(one for one in items if one is not before), *([after] if value else [])]
        return custom, before["value"] if before else None, after

    def _refill(self, card: Json, event: Event, field: Field) -> None:
        custom, old, item = self._fill(card, field, event.new, event.at)
        told = {"old": {"value": old}, "customField": brief(custom, "type"), "customFieldItem": item}
        self._world.record("updateCustomFieldItem", card, event.actor, event.at, told)

    def _learn(self, status: str, category: StatusCategory | None) -> None:
        if category is not None and status != ARCHIVED and not status.endswith(COMPLETE):
            self.meanings[status] = category


def _list_name(status: str) -> str:
    return "" if status == ARCHIVED else status.removesuffix(COMPLETE)


def _due(due: Due | None) -> str | None:
    if due is None:
        return None
    return stamp(due if isinstance(due, datetime) else datetime.combine(due, _AFTERNOON))
