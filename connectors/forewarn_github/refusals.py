"""GitHub's refusals as our own errors. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from forewarn.connect.transport import come_back_at, error_for
from forewarn.errors import GoneError, PermissionDenied, RateLimited, TrackerError
from forewarn_github.headers import reset_at

NEXT_RUN = "The next run goes on where this one stopped."
_SLOW_DOWN = re.compile(r"rate limit|abuse detection", re.IGNORECASE)
_A_MINUTE = timedelta(minutes=1)  # "wait for at least one minute" is what GitHub asks where it names no time


def refusal(status: int, headers: Mapping[str, str], words: str, *, place: str, now: datetime) -> TrackerError:
    """The typed error, with GitHub's 403 that means "slow down" told from the one that means "no"; `words` are
    GitHub's own, free of secrets."""
    used_up = headers.get("x-ratelimit-remaining") == "0"
    slow_down = status == 429 or (
        status == 403 and (used_up or "retry-after" in headers or _SLOW_DOWN.search(words) is not None)
    )
    if slow_down:
        return RateLimited(
            f"GitHub asks to slow down (HTTP {status}{': ' if words else ''}{words})",
            until=come_back_at(headers, now) or (reset_at(headers) if used_up else None) or now + _A_MINUTE,
            place=place,
            next_step=NEXT_RUN,
        )
    wanted = headers.get("x-accepted-github-permissions")
    # Fine-grained tokens hear with every answer what it takes, also where a locked issue or an archive is in the way.
    if status == 403 and wanted and "not accessible by" in words:
        return PermissionDenied(
            f"the token may not do this (HTTP 403: {words})",
            place=place,
            next_step=f"Give the token one of these permissions: {wanted}.",
        )
    return error_for(status, headers, words, place=place, now=now)


def redirection(address: str, place: str) -> GoneError:
    """A redirect: it is not followed, since what is there now may be something else."""
    return GoneError(
        f"it was renamed or moved to {address}",
        place=place,
        next_step="Open the old address in a browser and write the name it leads to into the config.",
    )
