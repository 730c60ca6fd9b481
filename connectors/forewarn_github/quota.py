"""What is left of the requests that GitHub allows an account in an hour, as the headers of its answers tell."""

from collections.abc import Mapping
from datetime import datetime

from forewarn_github.headers import number, reset_at

_SHARE_KEPT = 20
"""One part in so many is left alone: people and other tools use the same account."""


class Quota:
    """What the latest answer told. An Enterprise Server without limits tells nothing, and then nothing is held back."""

    def __init__(self) -> None:
        self._scarce_until: datetime | None = None
        self._refused_until: datetime | None = None

    def heed(self, headers: Mapping[str, str]) -> None:
        """Take in the headers of an answer, by lower-case name."""
        left, most = number(headers, "x-ratelimit-remaining"), number(headers, "x-ratelimit-limit")
        if left is not None and most is not None:
            self._scarce_until = reset_at(headers) if left <= most // _SHARE_KEPT else None

    def was_refused(self, until: datetime | None) -> None:
        """GitHub asked to come back then; whoever goes on all the same may be shut out."""
        self._refused_until = until

    def resumes(self, now: datetime) -> datetime | None:
        """When to send the next request; None for at once."""
        ends = (until for until in (self._scarce_until, self._refused_until) if until is not None and until > now)
        return max(ends, default=None)
