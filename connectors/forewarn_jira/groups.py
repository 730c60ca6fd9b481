"""Who is in a group of the site."""

from typing import Final

from forewarn.errors import GoneError, PermissionDenied
from forewarn.model import Person
from forewarn_jira.fetch import Fetch, numbered
from forewarn_jira.people import person
from forewarn_jira.site_payload import MemberPage

_PATH: Final = "group/member"
_A_PAGE: Final = 50
"""Jira gives no more, on Cloud and on Data Center."""


def members(fetch: Fetch, group: str) -> tuple[Person, ...]:
    """Everybody in a group, those whose account was closed included: what they wrote is still there."""
    listed = numbered(
        lambda start: _page(fetch, group, start),
        lambda user: who.id if (who := person(user)) else None,
        f"people of the group {group!r}",
        place=f"{fetch.source} ({_PATH})",
        next_step="Who was known to be in the group stays in it; the next run asks again.",
    )
    return tuple({who.id: who for who in map(person, listed) if who}.values())


def _page(fetch: Fetch, group: str, start: int) -> MemberPage:
    params: dict[str, str | int] = {
        "groupname": group,
        "includeInactiveUsers": "true",
        "startAt": start,
        "maxResults": _A_PAGE,
    }
    try:
        return fetch.get(MemberPage, _PATH, params)
    except GoneError:
        raise GoneError(
            f"there is no group {group!r}",
            place=f"{fetch.source} ({_PATH})",
            next_step="Write its name as Jira lists it under Groups, in upper and lower case as there.",
        ) from None
    except PermissionDenied as error:
        raise PermissionDenied(
            f"the account may not see who is in the group {group!r}: {error.reason}",
            place=f"{fetch.source} ({_PATH})",
            next_step="Give it the global permission Browse users and groups (on Data Center only administrators may), "
            "or name the people themselves in roles, or the domain of their addresses.",
        ) from None
