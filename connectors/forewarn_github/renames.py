"""Repositories that have another name by now than the config has for them."""

import re

_BELOW = re.compile(r"/repos/([^/]+/[^/?]+)(.*)", re.DOTALL)


class Renames:
    """What the repositories of one source are called, as far as it is known.

    Whoever gets one hands over more than a name: comments for the team may be read by others there. So only a new name
    under the same owner is followed. The name in the config stays that of all that is remembered.
    """

    def __init__(self) -> None:
        self._now: dict[str, str] = {}
        self._before: dict[str, str] = {}

    def path(self, path: str) -> str:
        """A path of the API, with the name of the repository as it is now."""
        below = _BELOW.fullmatch(path)
        called = self._now.get(below[1].casefold()) if below else None
        return f"/repos/{called}{below[2]}" if below and called else path

    def known_as(self, repository: str) -> str:
        """What the config calls it."""
        return self._before.get(repository.casefold(), repository)

    def learn(self, container: str, called: str) -> bool:
        """Take a name in; False where it is no other, or that of another owner, or was renamed while we read."""
        theirs, ours = called.casefold().partition("/")[0], container.casefold().partition("/")[0]
        if container.casefold() in self._before or theirs != ours or called.casefold() == container.casefold():
            return False
        self._now[container.casefold()] = called
        self._before[called.casefold()] = container
        return True


def repository_of(path: str) -> str | None:
    """`owner/name` of a path of the API that is below a repository's name."""
    below = _BELOW.fullmatch(path)
    return below[1] if below else None
