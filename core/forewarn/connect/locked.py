"""A source whose secret is not at hand: it fails like one whose token is not accepted, and the others go on."""

from contextlib import closing
from typing import Any, NoReturn

from forewarn.connect.protocols import Access, Capabilities
from forewarn.errors import AuthError


class Locked:
    """Stands for a connector. What its source can give is known; whatever would ask the tracker fails."""

    def __init__(self, offline: Access, error: AuthError) -> None:
        self._offline = offline
        self._error = error

    def reader(self) -> "_Door":
        """A reader that reads nothing."""
        with closing(self._offline.reader()) as reader:
            return _Door(reader.capabilities, self._error)

    speaker = reader


class _Door:
    """Reader and speaker at once."""

    def __init__(self, capabilities: Capabilities, error: AuthError) -> None:
        self.capabilities = capabilities
        self._error = error

    def _fail(self, *_given: Any, **_named: Any) -> NoReturn:
        raise self._error

    account = expect = read = present = is_gone = examine = members = _fail
    find = post = edit = withdraw = _fail

    def close(self) -> None:
        """There is nothing to give back."""
