"""What everybody who writes to trackers shares, so that nothing is said twice."""

from datetime import datetime, timedelta

from forewarn.connect import Posted, Speaker
from forewarn.errors import GoneError
from forewarn.model import TicketRef

_ON_ITS_WAY = timedelta(minutes=1)
"""How long a slow tracker may take to carry out a request whose answer was lost."""


def standing(speaker: Speaker, ticket: TicketRef, marker: str) -> list[Posted]:
    """Our comments with a marker, oldest first; none where the ticket itself is gone, and they with it.

    Raises TrackerError.
    """
    try:
        return sorted(speaker.find(ticket, marker), key=lambda posted: posted.at)
    except GoneError:
        return []


def may_be_on_its_way(intended_at: datetime, now: datetime) -> bool:
    """Whether a request is so young that the absence of its comment proves nothing."""
    return now - intended_at < _ON_ITS_WAY
