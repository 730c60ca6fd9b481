"""What a Jira source of the config may say."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from forewarn.connect import ASKED, Guarantee, Secret

CustomField = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""The name that people see, or an id such as customfield_10016."""


def _is_an_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write the whole address of the site, such as https://agency.atlassian.net")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("only the address of the site belongs here: no user, no password, no query")
    if parts.hostname.endswith(".atlassian.net") and parts.path.strip("/"):
        raise ValueError(f"that is a page of the site, whose own address is https://{parts.hostname}")
    return url.rstrip("/")


class TeamVisibility(BaseModel):
    """Who sees a comment meant for the team: one project role or one group."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: str | None = Field(None, min_length=1, description="Name of a project role that no client has.")
    group: str | None = Field(None, min_length=1, description="Name of a group that no client is in.")

    @model_validator(mode="after")
    def _names_one(self) -> "TeamVisibility":
        if (self.role is None) == (self.group is None):
            raise ValueError("name exactly one: role or group")
        return self


class JiraOptions(BaseModel):
    """The keys of a Jira source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[str, AfterValidator(_is_an_address)] = Field(
        description="Address of the site; for a scoped token https://api.atlassian.com/ex/jira/CLOUD-ID."
    )
    email: str | None = Field(
        None,
        min_length=1,
        description="Account of the API token (Cloud). Leave it out for a personal access token (Data Center).",
        json_schema_extra=ASKED,
    )
    token: Secret = Field(description="Where the API token or personal access token is kept.")
    team_visibility: TeamVisibility | None = Field(
        None, description="Role or group to which comments for the team are restricted."
    )
    service_management: bool = Field(
        False, description="Whether the projects are service projects, in which a comment can be internal."
    )
    story_points_field: CustomField | None = Field(
        None,
        description="Custom field with the estimate in points, by name or id; without it the original time estimate "
        "counts, in hours.",
    )
    sprint_field: CustomField | None = Field(
        None, description="Custom field with the sprint, by name or id; without it Jira's own is found and taken."
    )
    criteria_field: CustomField | None = Field(
        None, description="Custom field in which acceptance criteria are kept, by name or id."
    )
    reason_field: CustomField | None = Field(
        None, description="Custom field in which people write why something changed, by name or id."
    )

    @property
    def custom_fields(self) -> dict[str, str]:
        """What custom fields are called in the config, by its key."""
        keys = ("story_points_field", "sprint_field", "criteria_field", "reason_field")
        return {key: value for key in keys if (value := getattr(self, key))}

    @property
    def is_gateway(self) -> bool:
        """Whether the address is Atlassian's gateway for scoped tokens, which no person can open."""
        return urlsplit(self.url).hostname == "api.atlassian.com"

    @property
    def is_cloud_site(self) -> bool:
        """Whether the address is that of a site of Cloud."""
        return (urlsplit(self.url).hostname or "").endswith(".atlassian.net")

    @property
    def looks_like_cloud(self) -> bool:
        """A good guess, which saves a request: an account name goes with the API tokens of Cloud."""
        return self.email is not None or self.is_gateway or self.is_cloud_site

    def guarantee(self, *, client_visible: bool) -> Guarantee:
        """How surely a comment for the team is kept from the client.

        In a service project role and group alone do not hide a comment from the portal, so that only internal
        comments count there.
        """
        if self.service_management:
            return Guarantee.INTERNAL
        if self.team_visibility:
            return Guarantee.RESTRICTED
        return Guarantee.NONE if client_visible else Guarantee.DECLARED
