"""Organisations and their teams, and who is in them."""

from werkzeug.wrappers import Request

from forewarn.model import Person
from forewarn_github.sandbox import lists
from forewarn_github.sandbox.quirks import Quirks
from forewarn_github.sandbox.views import Answer, Refusal
from forewarn_github.sandbox.wire import Wire
from forewarn_github.sandbox.world import User, World


class Groups:
    """Everybody in `org` or `org/team-slug`, in whatever case."""

    def __init__(self, world: World, quirks: Quirks) -> None:
        self._world = world
        self._quirks = quirks
        self._people: dict[str, list[User]] = {}

    def join(self, group: str, person: Person) -> None:
        """Somebody comes into a group, which is made when it is not there yet."""
        user = self._world.user(person)
        people = self._people.setdefault(group.casefold(), [])
        if user is not None and user not in people:
            people.append(user)

    def leave(self, group: str, person: Person) -> None:
        """Somebody leaves a group."""
        gone = self._world.user(person)
        self._people[group.casefold()] = [user for user in self._people[group.casefold()] if user is not gone]

    def members(self, request: Request, wire: Wire, org: str, team: str = "") -> Answer:
        """Raises Refusal."""
        people = self._people.get(f"{org}/{team}".rstrip("/").casefold())
        if people is None:
            raise Refusal("Not Found", 404)
        if not self._quirks.sees_groups:
            if team:
                raise Refusal("You must have read:org scope.", 403)
            raise Refusal("", 302, location=request.base_url.removesuffix("members") + "public_members")
        page, link = lists.by_number(lists.Asked(request, request.base_url, self._quirks.largest_page), people)
        return Answer([wire.user(user) for user in page], link=link)
