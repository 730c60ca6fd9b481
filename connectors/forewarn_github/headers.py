"""What the headers of GitHub's answers tell, by lower-case name; None where they do not."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def made_at(headers: Mapping[str, str]) -> datetime | None:
    """When the answer was made, by GitHub's clock."""
    try:
        at = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def reset_at(headers: Mapping[str, str]) -> datetime | None:
    """When the hour is over that the headers tell of."""
    try:
        return datetime.fromtimestamp(int(headers.get("x-ratelimit-reset", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def number(headers: Mapping[str, str], name: str) -> int | None:
    """A whole number."""
    text = headers.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() else None
