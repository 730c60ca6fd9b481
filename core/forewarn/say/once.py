"""What everybody who writes to trackers shares, so that nothing is said twice."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from forewarn.connect import Posted, Speaker
from forewarn.errors import GoneError, TrackerError
from forewarn.model import TicketRef
from forewarn.store import REPLY, Said, State, Store

_ON_ITS_WAY = timedelta(minutes=1)
"""How long a slow tracker may take to carry out a request whose answer was lost."""


def marker_of(*names: str) -> str:
    """The marker of a managed comment, from the names that tell it from every other."""
    return hashlib.sha256("|".join(names).encode()).hexdigest()[:16]


def reply_marker_of(*names: str) -> str:
    """The marker of a reply or a letter: nobody takes these for managed comments."""
    return f"{REPLY}{marker_of(*names)[:15]}"


def standing(speaker: Speaker, ticket: TicketRef, marker: str) -> list[Posted]:
    """Our comments with a marker, oldest first; none where the ticket itself is gone, and they with it.

    Raises TrackerError.
    """
    try:
        return sorted(speaker.find(ticket, marker), key=lambda posted: posted.at)
    except GoneError:
        return []


def seen_of(speaker: Speaker, said: Said) -> Posted | None:
    """A comment as the tracker shows it; None where it is there no more. Raises TrackerError."""
    found = standing(speaker, said.ticket, said.marker)
    return next((one for one in found if one.id == said.comment), None)


def let_lapse(store: Store, intent: Said, now: datetime) -> Said:
    """It was never said, and nobody looks for it any more."""
    lapsed = replace(intent, state=State.LAPSED, changed_at=now)
    store.said.put(lapsed)
    return lapsed


def take_back(store: Store, speaker: Speaker, said: Said, now: datetime) -> tuple[Said, TrackerError | None]:
    """Delete what was for the team and came out visible to clients; as it stands then, with the error where it failed.

    It is known as exposed before the request, so that nobody says it again whatever happens, and the next run tries
    once more.
    """
    exposed = replace(said, state=State.EXPOSED, changed_at=now)
    store.said.put(exposed)
    try:
        _delete(speaker, said)
    except TrackerError as error:
        return exposed, error
    withdrawn = replace(exposed, state=State.WITHDRAWN)
    store.said.put(withdrawn)
    return withdrawn, None


def _delete(speaker: Speaker, said: Said) -> None:
    try:
        speaker.withdraw(said.ticket, said.comment or "")
    except GoneError:
        if seen_of(speaker, said):  # whoever may write there no more is told so, too; else somebody was quicker
            raise


def may_be_on_its_way(intended_at: datetime, now: datetime) -> bool:
    """Whether a request is so young that the absence of its comment proves nothing."""
    return abs(now - intended_at) < _ON_ITS_WAY
