"""What a GitHub source of the config may say."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from forewarn.connect import ASKED, Secret


def _is_the_api(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write the whole address, such as https://api.github.com or https://HOST/api/v3")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("only the address belongs here: no user, no password, no query")
    if parts.hostname in ("github.com", "www.github.com"):
        raise ValueError("that is the web site; the address of its API is https://api.github.com")
    return url.rstrip("/")


class GitHubOptions(BaseModel):
    """The keys of a GitHub source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[str, AfterValidator(_is_the_api)] = Field(
        "https://api.github.com",
        description="Address of the API; of GitHub Enterprise Server https://HOST/api/v3.",
        json_schema_extra=ASKED,
    )
    token: Secret = Field(description="Where the personal access token of the account that speaks is kept.")
    doing_labels: tuple[str, ...] = Field(
        ("in progress", "doing"),
        description="Labels that mean an open issue is in progress; of several on one issue the first listed counts.",
    )
    pull_requests: bool = Field(
        False,
        description="Whether pull requests are read as tickets too, with their branches and reviews: a request more "
        "for each that changed, and another where it has comments on lines.",
    )
