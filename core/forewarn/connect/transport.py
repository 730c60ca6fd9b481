"""What every connector does with an HTTP answer: turn it into a typed error, and never show a token."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from forewarn.errors import (
    AuthError,
    GoneError,
    PermissionDenied,
    RateLimited,
    RefusedError,
    ServerFault,
    TrackerError,
    UnavailableError,
)

_UNREACHED = "Check the address and the network; the next run tries again."
"""What to do where there was no answer,"""
_UNTRUSTED = (
    "Where an authority of your own vouches for the site, name the file with its certificate in the environment "
    "variable REQUESTS_CA_BUNDLE."
)
"""and where nobody vouches for the other side of an encrypted connection."""

_LONGEST_QUOTE = 200
"""Characters of a tracker's own words worth repeating in a message."""

_UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""How JSON spells what no database can hold; whole characters beyond the first 65,536 are spelt with it too."""


def redact(text: str, secrets: Iterable[str]) -> str:
    """`text` with every secret replaced; for anything that may reach a log, a message or the store."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    return text


def unanswered(tracker: str, error: Exception, place: str, *, untrusted: bool) -> UnavailableError:
    """No answer came; `untrusted` where nobody vouches for the other side. The text of `error`, which may hold the
    address, is not told."""
    step = _UNTRUSTED if untrusted else _UNREACHED
    return UnavailableError(f"no answer from {tracker} ({type(error).__name__})", place=place, next_step=step)


def storable(data: Any, content: bytes) -> Any:
    """`data`, read from the JSON in `content`, without what people paste and no database can hold: NUL, and halves of
    characters, which trackers leave where they cut a text short."""
    return _whole(data) if _UNSTORABLE.search(content) else data


def _whole(data: Any) -> Any:
    match data:
        case str():
            return data.replace("\0", "").encode(errors="ignore").decode()
        case list():
            return [_whole(part) for part in data]
        case dict():
            return {_whole(key): _whole(part) for key, part in data.items()}
    return data


def come_back_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """The instant a `Retry-After` header names, as seconds or as an HTTP date (RFC 9110 10.2.3); None without."""
    value = next((v for k, v in headers.items() if k.lower() == "retry-after"), "").strip()
    if not value:
        return None
    try:
        return now + timedelta(seconds=float(value))
    except OverflowError:  # Jira Data Center sends 2**63 - 1 to an account that has no quota at all
        return datetime.max.replace(tzinfo=UTC)
    except ValueError:
        pass
    try:
        instant = parsedate_to_datetime(value)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def error_for(status: int, headers: Mapping[str, str], words: str, *, place: str, now: datetime) -> TrackerError:
    """The typed error for an HTTP answer that is not a success.

    `words` is the tracker's own message, already free of secrets. Connectors handle what is peculiar to their
    tracker (GitHub's 403 that is a rate limit, Jira's 400 that is a permission) before they ask here.
    """
    quote = " ".join(words.split())[:_LONGEST_QUOTE]
    said = f"HTTP {status}" + (f": {quote}" if quote else "")
    if status == 401:
        return AuthError(
            f"the tracker does not accept the token ({said})",
            place=place,
            next_step="Make a new token and put it where the config says it is kept.",
        )
    if status == 403:
        return PermissionDenied(
            f"the token may not do this ({said})",
            place=place,
            next_step="Give the account access, or use a token that has it.",
        )
    if status in (404, 410):
        return GoneError(
            f"not there, or not visible to this token ({said})",
            place=place,
            next_step="Check the name in the config and that the account can open it in a browser.",
        )
    if status == 429:
        return RateLimited(
            f"the tracker asks to slow down ({said})",
            until=come_back_at(headers, now),
            place=place,
            next_step="The next run goes on where this one stopped.",
        )
    if status >= 500:
        return ServerFault(
            f"the tracker has a problem of its own ({said})",
            until=come_back_at(headers, now),
            place=place,
            next_step="Nothing is lost; the next run tries again.",
        )
    return RefusedError(f"the tracker declined the request ({said})", place=place)
