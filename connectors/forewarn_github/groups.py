"""Who is in an organisation, or in one of its teams."""

import re
from collections.abc import Iterator

from forewarn.errors import GoneError, PermissionDenied
from forewarn.model import Person
from forewarn_github.client import GitHubClient
from forewarn_github.normalize import person
from forewarn_github.payloads import User, read_as

_GROUP = re.compile(r"(?P<org>[A-Za-z0-9][A-Za-z0-9_-]*)(/(?P<team>[A-Za-z0-9_.-]+))?")
_STEP = (
    "Write org or org/team-slug, and give the token read:org (a fine-grained one the permission to read members) and "
    "its account a place in the organisation; or name the people themselves in roles."
)


def members(client: GitHubClient, source: str, group: str) -> tuple[Person, ...]:
    """Everybody in `org`, or in `org/team-slug` and the teams below it. Raises TrackerError."""
    named = _GROUP.fullmatch(group)
    if named is None or named["team"] in (".", ".."):
        raise GoneError(f"{group!r} is no organisation or team", place=source, next_step="Write org or org/team-slug.")
    path = f"/orgs/{named['org']}/teams/{named['team']}/members" if named["team"] else f"/orgs/{named['org']}/members"
    try:
        return tuple(_people(client, source, path))
    except GoneError as error:
        if "/public_members" in error.reason:  # where GitHub sends those on who are not in the organisation
            words = f"the account is not in {named['org']}, and sees only who is in it publicly"
            raise PermissionDenied(words, place=source, next_step=_STEP) from None
        words = f"there is no group {group!r}, or it is not shown to the token: {error.reason}"
        raise GoneError(words, place=source, next_step=_STEP) from None
    except PermissionDenied as error:
        words = f"the token may not see who is in {group!r}: {error.reason}"
        raise PermissionDenied(words, place=source, next_step=_STEP) from None


def _people(client: GitHubClient, source: str, path: str) -> Iterator[Person]:
    for rows in client.pages(path, {}):
        yield from (person(read_as(User, row, source)) for row in rows)
