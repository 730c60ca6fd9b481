"""How Jira writes instants and days."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _instant(value: Any) -> Any:
    # Bulk changelogs carry epoch milliseconds where their specification promises a date-time string.
    if isinstance(value, int):
        return from_milliseconds(value)
    if isinstance(value, str):
        instant = datetime.fromisoformat(value)
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    return value


def from_milliseconds(count: int) -> datetime:
    """The instant that many milliseconds after the epoch. Raises ValueError beyond the calendar's end."""
    try:
        return _EPOCH + timedelta(milliseconds=count)
    except OverflowError:
        raise ValueError("an instant beyond the end of the calendar") from None


def milliseconds(instant: datetime) -> int:
    """Since the epoch, as Jira counts."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


Instant = Annotated[datetime, BeforeValidator(_instant)]


def day(value: str | None) -> date | None:
    """The date at the start of `value`, to which Jira may add an hour that means nothing; None where there is none."""
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None
