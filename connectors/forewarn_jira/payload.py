"""The JSON of Jira as far as it is used. Everything that has been seen to be null, or may be hidden, is optional.

The list of a page is not: an answer without it comes from something that stands before Jira, and does not tell that
nothing is there.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from forewarn.errors import MalformedAnswer
from forewarn_jira.instants import Instant


class Payload(BaseModel):
    """Base: unknown keys are ignored, numbers may stand where texts are meant (ids)."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True, coerce_numbers_to_str=True
    )


P = TypeVar("P", bound=BaseModel)


def parse(model: type[P], raw: Any, place: str) -> P:
    """`raw` as `model`. Raises MalformedAnswer, which names the spot and never quotes what stood there."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise unreadable(spot_of(error, raw), place) from None


def unreadable(spot: str, place: str) -> MalformedAnswer:
    """An answer that cannot be read at a `spot`."""
    step = "Check that the address is that of a Jira site."
    return MalformedAnswer(f"Jira's answer cannot be read at {spot}", place=place, next_step=step)


def spot_of(error: ValidationError, raw: Any, whose: str = "") -> str:
    """Where and why `raw` cannot be read, and of `whose` that is; nothing of what stood there."""
    first = error.errors(include_input=False, include_url=False)[0]
    way = ".".join(str(part) for part in first["loc"]) or "the answer"
    return f"{way}{whose or _whose(raw, first['loc'])} ({first['msg']})"


def _whose(raw: Any, way: Sequence[int | str]) -> str:
    """The issue, or whatever else has a name, that comes first on the way to a spot: people must find it to mend it."""
    for step in way:
        try:
            raw = raw[step]
        except (LookupError, TypeError):
            break
        names = [raw[key] for key in ("key", "issueId", "id") if raw.get(key)] if isinstance(raw, Mapping) else []
        if names:
            return f" of {names[0]}"
    return ""


class User(Payload):
    """A person: `account_id` on Cloud, `key` and `name` on Data Center."""

    account_id: str | None = None
    account_type: str | None = None
    key: str | None = None
    name: str | None = None
    display_name: str | None = None
    email_address: str | None = None


class Named(Payload):
    """Anything with an id and a name."""

    id: str | None = None
    name: str | None = None


class Category(Payload):
    """`key` is new, indeterminate, done or undefined."""

    key: str | None = None


class Status(Named):
    """A status and what it means."""

    status_category: Category | None = None


class Property(Payload):
    """An entity property of a comment."""

    key: str
    value: Any = None


class Comment(Payload):
    """A comment; `visibility` restricts it to a role or group, `jsd_public` is false on internal ones."""

    id: str
    author: User | None = None
    body: str | None = None
    created: Instant
    updated: Instant | None = None
    jsd_public: bool | None = None
    visibility: dict[str, Any] | None = None
    properties: tuple[Property, ...] | None = None


class CommentPage(Payload):
    """A page of comments, or the comments that came with an issue."""

    comments: tuple[Comment, ...]
    total: int | None = None


class Item(Payload):
    """One changed field: `old` and `new` are ids or raw values, the texts are what people saw."""

    field: str
    fieldtype: str | None = None
    field_id: str | None = None
    old: str | None = Field(None, alias="from")
    old_text: str | None = Field(None, alias="fromString")
    new: str | None = Field(None, alias="to")
    new_text: str | None = Field(None, alias="toString")

    def is_called(self, name: str) -> bool:
        """Whether it is Jira's own field of this (lower-case) name: people's own fields may be called alike."""
        return self.field.lower() == name and (self.fieldtype != "custom" or name == "epic link")


class History(Payload):
    """What one person changed at once."""

    id: str
    author: User | None = None
    created: Instant
    items: tuple[Item, ...] = ()


class Changelog(Payload):
    """The changes that came with an issue."""

    histories: tuple[History, ...] = ()
    total: int | None = None


class LinkType(Payload):
    """How a tie reads from either end."""

    inward: str | None = None
    outward: str | None = None


class Other(Payload):
    """The issue at the other end of a tie."""

    id: str | None = None
    key: str | None = None


class IssueLink(Payload):
    """A tie to another issue, which is either the inward or the outward one."""

    type: LinkType = LinkType()
    inward_issue: Other | None = None
    outward_issue: Other | None = None


class Attachment(Payload):
    """A file."""

    filename: str | None = None


class Fields(Payload):
    """The fields of an issue; custom fields stand in `model_extra`."""

    model_config = ConfigDict(extra="allow")

    summary: str | None = None
    description: str | None = None
    issuetype: Named | None = None
    status: Status | None = None
    priority: Named | None = None
    resolution: Named | None = None
    assignee: User | None = None
    reporter: User | None = None
    creator: User | None = None
    labels: tuple[str, ...] | None = None
    duedate: str | None = None
    timeoriginalestimate: int | None = None
    fix_versions: tuple[Named, ...] | None = None
    parent: Other | None = None
    issuelinks: tuple[IssueLink, ...] | None = None
    attachment: tuple[Attachment, ...] | None = None
    comment: CommentPage | None = None
    created: Instant
    updated: Instant


class Issue(Payload):
    """An issue as search gives it."""

    id: str
    key: str
    fields: Fields
    changelog: Changelog | None = None
