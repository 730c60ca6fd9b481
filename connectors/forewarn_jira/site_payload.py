"""The JSON of Jira about the site itself: its projects, fields, accounts and permissions."""

from typing import Any, Generic, TypeVar

from pydantic import Field, RootModel

from forewarn_jira.payload import Named, Payload, User


class Version(Named):
    """A version of a project."""

    description: str | None = None
    archived: bool | None = None
    released: bool | None = None
    release_date: str | None = None


class ServerInfo(Payload):
    """What kind of Jira this is, and the address people open."""

    base_url: str | None = None
    deployment_type: str | None = None


class Schema(Payload):
    """What a field holds; `custom` names the kind of a custom field."""

    custom: str | None = None


class Scope(Payload):
    """Where a field belongs that is not the whole site's."""

    project: Named | None = None


class FieldInfo(Named):
    """A field of the site. `name` is in the language of the account."""

    untranslated_name: str | None = None
    schema_: Schema | None = Field(None, alias="schema")
    scope: Scope | None = None

    @property
    def is_custom(self) -> bool:
        """Whether people made it."""
        return (self.id or "").startswith("customfield_")

    def is_called(self, name: str) -> bool:
        """Whether people see it under this name, in whatever case."""
        names = (self.name, self.untranslated_name)
        return name.strip().casefold() in {known.strip().casefold() for known in names if known}


class Permission(Payload):
    """Whether the account has it."""

    have_permission: bool | None = None


class Permissions(Payload):
    """By key, such as ADD_COMMENTS."""

    permissions: dict[str, Permission] = Field(default_factory=dict)


V = TypeVar("V", bound=Payload)


class NumberedPage(Payload, Generic[V]):
    """A page of a list whose entries are counted."""

    values: tuple[V, ...]
    is_last: bool | None = None
    total: int | None = None


SERVICE_DESK = "service_desk"


class Project(Payload):
    """`project_type_key` is software, business or service_desk."""

    id: str | None = None
    key: str | None = None
    name: str | None = None
    project_type_key: str | None = None


class ProjectPage(NumberedPage[Project]):
    """A page of the projects of a site."""


class Roles(RootModel[dict[str, Any]]):
    """The roles of a project: addresses by name."""


class MemberPage(NumberedPage[User]):
    """A page of the people in a group."""


class Several(Payload):
    """A list inside an account."""

    items: tuple[dict[str, Any], ...] = ()

    def holds(self, name: str) -> bool:
        """Whether one of them has this name or key."""
        return any(name in (item.get("name"), item.get("key")) for item in self.items)


class Account(User):
    """Whom the token belongs to, with its groups and the products it may use, where the site tells them."""

    groups: Several | None = None
    application_roles: Several | None = None
