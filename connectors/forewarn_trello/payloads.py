"""Trello's answers, as far as they are read. Anything but an id may be null or missing in reality."""

from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

from forewarn.errors import MalformedAnswer

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{24}$")]
Instant = Annotated[AwareDatetime, AfterValidator(lambda instant: instant.astimezone(UTC))]


class Payload(BaseModel):
    """Unknown keys are let go, so that a new one at Trello breaks nothing."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_camel)


class Member(Payload):
    """A person, of the board or in an action."""

    id: Id
    full_name: str | None = None
    username: str | None = None


class Named(Payload):
    """A list, label, checklist or attachment as others refer to it."""

    id: str | None = None
    name: str | None = None
    closed: bool | None = None
    color: str | None = None
    url: str | None = None

    @property
    def label(self) -> str:
        """What people see: labels without a name show their colour, attachments their address."""
        return self.name or self.color or self.url or ""


class CheckItem(Payload):
    """One line of a checklist."""

    id: Id
    name: str | None = None
    state: str | None = None
    due: Instant | None = None
    pos: float | None = None


class Checklist(Payload):
    """A checklist of a card."""

    id: Id
    id_card: str | None = None
    pos: float | None = None
    check_items: tuple[CheckItem, ...] | None = None


class Card(Payload):
    """A card as it stands."""

    id: Id
    name: str | None = None
    desc: str | None = None
    closed: bool | None = None
    due: Instant | None = None
    due_complete: bool | None = None
    date_last_activity: Instant | None = None
    id_list: str | None = None
    id_members: tuple[str, ...] | None = None
    labels: tuple[Named, ...] | None = None
    attachments: tuple[Named, ...] | None = None
    checklists: tuple[Checklist, ...] | None = None
    short_link: str | None = None
    short_url: str | None = None
    is_template: bool | None = None
    card_role: str | None = None


class Board(Payload):
    """A board with all that nests in it."""

    id: Id
    name: str | None = None
    date_last_activity: Instant | None = None
    lists: tuple[Named, ...] | None = None
    members: tuple[Member, ...] | None = None
    cards: tuple[Card, ...] | None = None
    checklists: tuple[Checklist, ...] | None = None


class ActionData(Payload):
    """What an action is about. Cards and lists keep their raw keys: which of them are there is what they say."""

    card: dict[str, Any] | None = None
    list: dict[str, Any] | None = None
    old: dict[str, Any] | None = None
    list_before: dict[str, Any] | None = None
    list_after: dict[str, Any] | None = None
    attachment: Named | None = None
    check_item: CheckItem | None = None
    member: Member | None = None
    id_member: str | None = None
    id_original_commenter: str | None = None
    text: str | None = None
    date_last_edited: Instant | None = None


class Action(Payload):
    """Something that happened on a board."""

    id: Id
    type: str
    date: Instant
    id_member_creator: str | None = None
    member_creator: Member | None = None
    member: Member | None = None
    data: ActionData = ActionData()

    @property
    def card_id(self) -> str | None:
        """The card it happened to; None for what happens to boards and lists."""
        return (self.data.card or {}).get("id")

    @property
    def list_id(self) -> str | None:
        """The list it happened in or to."""
        return (self.data.list or {}).get("id")


P = TypeVar("P", bound=Payload)


def read_one(model: type[P], raw: Any, *, place: str) -> P:
    """`raw` as a payload. Raises MalformedAnswer."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise MalformedAnswer(f"{model.__name__} {where}: {first['msg']}", place=place) from None


def read_many(model: type[P], raw: Any, *, place: str) -> list[P]:
    """A list of payloads. Raises MalformedAnswer."""
    if not isinstance(raw, list):
        raise MalformedAnswer(f"expected a list of {model.__name__}", place=place)
    return [read_one(model, one, place=place) for one in raw]


def born(identifier: str) -> datetime:
    """The second at which Trello made an object: the first eight hex digits of its id."""
    return datetime.fromtimestamp(int(identifier[:8], 16), UTC)
