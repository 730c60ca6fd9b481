"""What is wrong with one thing asked for, and what any further request would meet as well."""

from collections.abc import Sequence

from forewarn.errors import GoneError, MalformedAnswer, PermissionDenied, RefusedError, ServerFault, TrackerError

PARTICULAR = (GoneError, PermissionDenied, MalformedAnswer, RefusedError)
"""What is wrong with one container, ticket or group alone; a bad token or a dead host fails all alike, and is met only
once."""

_NAMED = 5
"""Tickets that are named; the others are counted."""


def some_of(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


class Trouble:
    """Whether to go on asking a source."""

    def __init__(self) -> None:
        self.fatal: TrackerError | None = None
        """What any further request would meet as well."""
        self._is_at_fault = False

    def stop(self) -> None:
        """Raises what any further request would meet as well."""
        if self.fatal is not None:
            raise self.fatal

    def met(self, error: TrackerError) -> None:
        """There are things that a tracker cannot serve; one that is down cannot serve the next one either."""
        is_first, self._is_at_fault = not self._is_at_fault, isinstance(error, ServerFault)
        if not isinstance(error, PARTICULAR) and not (self._is_at_fault and is_first):
            self.fatal = error

    def is_over(self) -> None:
        """It answered."""
        self._is_at_fault = False
