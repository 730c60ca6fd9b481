"""Notices deletions and moves, which no listing of changes shows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from forewarn.connect import Batch, Reader, Recalling
from forewarn.connect.stumbling import stumbling
from forewarn.connect.trouble import Trouble
from forewarn.errors import PartlyRead, PermissionDenied, TrackerError
from forewarn.model import TicketRef
from forewarn.store import Scope, Store

INTERVAL = timedelta(hours=20)
"""At least this long between two passes, so that an hourly cron makes one a day."""

_RECALLED = 100
"""So many tickets are read by themselves in one pass; what is left of them stays for the next."""

_WHOLE_PROJECT = 3
"""From so many tickets on, all of them missing at once means lost access, not deletion."""


def is_due(scope: Scope, now: datetime) -> bool:
    """Whether it is time to look for deletions in a container; a wrong clock may have put the last look far ahead."""
    return scope.swept_at is None or abs(now - scope.swept_at) >= INTERVAL


def sweep(
    scope: Scope, reader: Reader, store: Store, absorb: Callable[[Batch], object], now: datetime
) -> tuple[int, TrackerError | None]:
    """Compare the store with everything there is; how many tickets and milestones were set aside, and why it is not
    known of another one whether it is still there. What is listed again, or was never read, is given to `absorb`.

    One is set aside when it was missing from two passes and is not found when asked for by itself. Raises
    PermissionDenied, with nothing changed, when the whole container seems to have vanished: no ticket is listed, and
    milestones prove nothing, since some trackers show them to whoever may see no ticket.
    """
    source, container = scope.source, scope.container
    with stumbling(source):
        present = reader.present(container)
    missing = store.missing.compare(source, container, present)
    if missing.lost == missing.known >= _WHOLE_PROJECT:
        raise PermissionDenied(
            f"all {missing.lost} tickets of {container} have vanished at once, which looks like lost access",
            place=f"sources.{source}",
            next_step="Check that the account can still open the project; nothing was forgotten.",
        )
    if isinstance(reader, Recalling):
        unread = set(missing.anew)
        wanted = [one for one in missing.anew if one not in scope.unread]
        with stumbling(source):
            for batch in reader.recall(container, wanted[:_RECALLED]):
                absorb(batch)
                unread -= {ticket.id for ticket in batch.tickets}
        # What could not be read stays missing, so that the next pass asks for it again; so does that for which there
        # was no room, but it is there as it was known until then: nobody must be forgotten for days.
        later = unread.intersection(wanted[_RECALLED:], missing.back)
        missing = replace(missing, back=tuple(one for one in missing.back if one not in unread), later=tuple(later))
    gone: list[TicketRef] = []
    unknown: TrackerError | None = None
    trouble = Trouble()
    for ticket in missing.again:
        try:
            with stumbling(source):
                gone += [ticket] if reader.is_gone(ticket) else []
            trouble.is_over()
        except TrackerError as error:
            unknown = unknown or PartlyRead(f"whether {ticket.key} is still there", error)
            trouble.met(error)
            if trouble.fatal:
                break
    store.missing.record(source, container, missing, gone, now)
    return len(gone), unknown
