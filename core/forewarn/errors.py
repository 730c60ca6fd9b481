"""Every error this program raises on purpose.

    ForewarnError
    ├── ConfigError            the agency's files: nothing was done
    ├── StoreError             the local database: unreadable, or of another version
    │   ├── StoreBusyError     another run holds it
    │   └── StoreFailedError   it failed in the middle
    ├── NotFoundError          a rule, project or ticket named on the command line does not exist
    ├── UnfitError             a draft or plan that is there and cannot be used so
    └── TrackerError           a tracker's answer, or the lack of one
        ├── AuthError          the token is not accepted
        ├── PermissionDenied   the token is known but may not do this
        ├── GoneError          the ticket, project or comment is not there, or not visible
        ├── RateLimited        come back at `until`
        ├── UnavailableError   no answer, or a server's fault; a write may or may not have happened
        │   └── ServerFault    its fault: the host is there, and may serve other requests
        ├── MalformedAnswer    an answer that cannot be read; a write may or may not have happened
        ├── RefusedError       the tracker understood and declined (too long, field unknown)
        └── PartlyRead         everything was read but what it names

Each carries place, reason and next step, so that the command line can print all three.
"""

import traceback
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType


def spot(error: BaseException) -> str:
    """File and line where an error arose, which tell of nothing that stood in its words."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"


class ForewarnError(Exception):
    """Base of all. `place` says where, the message says why, `next_step` what to do about it."""

    def __init__(self, reason: str, *, place: str = "", next_step: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place
        self.next_step = next_step

    def __str__(self) -> str:
        head = f"{self.place}: {self.reason}" if self.place else self.reason
        if not self.next_step:
            return head
        return f"{head} {self.next_step}" if head.endswith((".", "?", "!")) else f"{head}. {self.next_step}"


class ConfigError(ForewarnError):
    """The config or the rules file cannot be used. `problems` holds one error a mistake, in file order."""

    def __init__(
        self,
        reason: str,
        *,
        place: str = "",
        next_step: str = "",
        problems: tuple["ConfigError", ...] = (),
    ) -> None:
        super().__init__(reason, place=place, next_step=next_step)
        self.problems = problems or (self,)


class StoreError(ForewarnError):
    """The local database cannot be used."""


class StoreBusyError(StoreError):
    """Another run holds the database."""


class StoreFailedError(StoreError):
    """The database failed while it was in use: something may have been done before."""


class NotFoundError(ForewarnError):
    """What was asked for by name does not exist."""


class UnfitError(ForewarnError):
    """A draft or a plan file is there, and cannot be used as was asked."""


class TrackerError(ForewarnError):
    """A tracker's answer, or the lack of one."""


class AuthError(TrackerError):
    """The token is not accepted."""


class PermissionDenied(TrackerError):
    """The token is known but may not do this."""


class GoneError(TrackerError):
    """Not there, or not visible to this token; trackers do not tell the two apart."""


class RateLimited(TrackerError):
    """The tracker asks to come back later."""

    def __init__(self, reason: str, *, until: datetime | None, place: str = "", next_step: str = "") -> None:
        super().__init__(reason, place=place, next_step=next_step)
        self.until = until
        """The instant to come back, aware; None when the tracker did not say."""


class UnavailableError(TrackerError):
    """No answer, or a server's own fault. After a write nobody knows whether it happened."""

    def __init__(self, reason: str, *, until: datetime | None = None, place: str = "", next_step: str = "") -> None:
        super().__init__(reason, place=place, next_step=next_step)
        self.until = until
        """The instant to come back, aware; None when the tracker did not say, as it mostly does not."""


class ServerFault(UnavailableError):
    """The server answered that it cannot serve this request, which says little of others."""


class MalformedAnswer(TrackerError):
    """An answer that cannot be read. After a write nobody knows whether it happened."""


class RefusedError(TrackerError):
    """The tracker understood the request and declined it."""


class PartlyRead(TrackerError):
    """Everything was read but what it names: the rest is whole, and as current as if it had all been read."""

    def __init__(self, what: str, error: TrackerError, tickets: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(f"{what} is not known: {error.reason}", place=error.place, next_step=error.next_step)
        self.tickets = dict(tickets)
        """What people call those of which something may be out of date, by id."""
