"""Trello's answers, as far as they are read. Anything but an id may be null or missing in reality."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

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
    pos: float | None = None
    check_items: tuple[CheckItem, ...] | None = None


class Badges(Payload):
    """The small numbers on the front of a card."""

    comments: int | None = None


class CustomField(Payload):
    """A field that people added to a board. `options` are the choices of a dropdown."""

    id: Id
    name: str | None = None
    options: tuple["Option", ...] | None = None


class Option(Payload):
    """A choice of a dropdown."""

    id: Id
    value: dict[str, Any] | None = None


class CustomFieldItem(Payload):
    """What stands in a custom field of a card: `value` under the name of its type, or `id_value` of a dropdown."""

    id_custom_field: str | None = None
    id_value: str | None = None
    value: dict[str, Any] | None = None


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
    custom_field_items: tuple[CustomFieldItem, ...] | None = None
    badges: Badges | None = None
    id_board: str | None = None
    id_short: int | None = None
    id_member_creator: str | None = None
    """Who made the card; null on old cards and where automation made it."""
    board: "Board | None" = None
    short_link: str | None = None
    short_url: str | None = None
    is_template: bool | None = None
    card_role: str | None = None

    @property
    def is_work(self) -> bool:
        """Whether it stands for work: templates, separators, mirrors and links to cards or boards do not."""
        return not self.is_template and not self.card_role

    @property
    def comments(self) -> int | None:
        """How many comments it has; None when Trello does not say."""
        return self.badges.comments if self.badges else None


class Prefs(Payload):
    """What a board allows."""

    permission_level: str | None = None
    """`private`, `org` (the workspace), `enterprise` or `public`."""
    comments: str | None = None
    """Who may comment: `disabled`, `members`, `observers`, `org` (the workspace) or `public`."""


class Membership(Payload):
    """Somebody's place on a board."""

    id_member: str | None = None
    member_type: str | None = None
    """`admin`, `normal` or `observer`."""
    deactivated: bool | None = None
    org_member_type: str | None = None
    """What they are in the board's workspace, told when asked for; missing for guests."""
    member: Member | None = None
    """Who it is, told when asked for."""


class Board(Payload):
    """A board with all that nests in it."""

    id: Id
    name: str | None = None
    short_link: str | None = None
    closed: bool | None = None
    date_last_activity: Instant | None = None
    prefs: Prefs | None = None
    lists: tuple[Named, ...] | None = None
    members: tuple[Member, ...] | None = None
    cards: tuple[Card, ...] | None = None
    memberships: tuple[Membership, ...] | None = None
    custom_fields: tuple[CustomField, ...] | None = None
    actions: tuple["Action", ...] | None = None

    @property
    def is_public(self) -> bool:
        """Whether the whole world reads it; a board that does not say is taken for one."""
        return self.prefs is None or self.prefs.permission_level in (None, "public")

    @property
    def activity(self) -> datetime:
        """When something last moved on it; a board on which nothing ever did was born then."""
        return self.date_last_activity or born(self.id)


class ActionData(Payload):
    """What an action is about. Cards and lists keep their raw keys: which of them are there is what they say."""

    card: dict[str, Any] | None = None
    list: dict[str, Any] | None = None
    old: dict[str, Any] | None = None
    list_before: dict[str, Any] | None = None
    list_after: dict[str, Any] | None = None
    attachment: Named | None = None
    check_item: CheckItem | None = None
    custom_field: CustomField | None = None
    custom_field_item: CustomFieldItem | None = None
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


class Permission(Payload):
    """What a token may do with one thing, or with all of a kind (`*`)."""

    id_model: str | None = None
    model_type: str | None = None
    read: bool | None = None
    write: bool | None = None


class Token(Payload):
    """What Trello says of our token."""

    date_expires: Instant | None = None
    permissions: tuple[Permission, ...] | None = None


def born(identifier: str) -> datetime:
    """The second at which Trello made an object: the first eight hex digits of its id."""
    return datetime.fromtimestamp(int(identifier[:8], 16), UTC)
