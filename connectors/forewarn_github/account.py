"""Whom the token belongs to."""

from collections.abc import Mapping

from forewarn.errors import GoneError, PermissionDenied
from forewarn.model import Person
from forewarn_github.client import GitHubClient
from forewarn_github.normalize import person
from forewarn_github.payloads import User, read_as


def account(client: GitHubClient, source: str) -> Person:
    """The account of the token: one request. Raises TrackerError."""
    return introduced(client, source)[0]


def introduced(client: GitHubClient, source: str) -> tuple[Person, Mapping[str, str]]:
    """(the account, headers that tell of its token): one request. Raises TrackerError."""
    try:
        headers, user = client.answer("/user")
    except (GoneError, PermissionDenied):
        raise PermissionDenied(
            "GitHub does not say whom this token belongs to; a token of an app installation belongs to nobody",
            place=source,
            next_step="Use a personal access token of the account that is to speak.",
        ) from None
    return person(read_as(User, user, source)), headers
