"""Who is on boards, and as what. Trello knows no groups of people; what somebody is on a board makes some."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from forewarn.errors import GoneError, PermissionDenied, RefusedError
from forewarn.model import Person
from forewarn_trello.fetch import Fetch
from forewarn_trello.parse import read_many
from forewarn_trello.payloads import Membership
from forewarn_trello.view import person

_GROUPS: Mapping[str, Callable[[Membership], bool]] = {
    "guests": lambda one: one.org_member_type is None,
    "members": lambda one: one.org_member_type is not None,
    "observers": lambda one: one.member_type == "observer",
}
"""On the board without being in its workspace; on it and in its workspace; on it without being able to change it."""

Memberships = Sequence[Membership]


def memberships(fetch: Fetch, boards: Sequence[str]) -> dict[str, Memberships]:
    """Everybody on each board; ten boards in a request. PermissionDenied for a board that is not shown."""
    # The names that come along by themselves are enough: in a batch there is no comma to ask for others.
    asked = [f"/boards/{quote(board, safe='')}/memberships?orgMemberType=true&member=true" for board in boards]
    found: dict[str, Memberships] = {}
    for board, answer in zip(boards, fetch.batch(asked), strict=True):
        if answer is None:
            raise PermissionDenied(
                f"Trello does not show board {board}, and who is on it",
                place=fetch.place,
                next_step="Add the token's account to the board, or copy its short link anew from its address.",
            )
        found[board] = read_many(Membership, answer, place=fetch.place)
    return found


def members(group: str, boards: Mapping[str, Memberships], place: str) -> tuple[Person, ...]:
    """Everybody who is that on one of the boards. GoneError for a group that there is not."""
    if group not in _GROUPS:
        words, step = f"there is no group {group!r} on Trello boards", f"Name one of these: {', '.join(_GROUPS)}."
        raise GoneError(words, place=place, next_step=step)
    found: dict[str, Person] = {}
    for board, people in boards.items():
        if people and group != "observers" and not any(map(_GROUPS["members"], people)):
            # A board of no workspace: there everybody would be a guest, the agency too.
            raise RefusedError(
                f"nobody on board {board} is in its workspace, so that Trello tells no guests apart",
                place=place,
                next_step="Move the board into the agency's workspace, or name the people themselves in roles.",
            )
        known = (one.member for one in people if _GROUPS[group](one))
        found |= {member.id: person(member) for member in known if member is not None}
    return tuple(found.values())
