"""Pages of clients that are looked at, and what becomes of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from forewarn.facts.work.pages import DEAD, OK, UNKNOWN
from forewarn.model import PAGE, Event, Field, Kind, StatusCategory, Ticket
from forewarn.pages import PAGES
from forewarn.testing.agency.desk import Desk
from forewarn.testing.agency.engagements import QUIET_WEEKS, steady
from forewarn.testing.agency.truth import Truth


def page_gone(desk: Desk, weeks: int, dead: bool = True) -> None:
    """A page of the client's disappears; or is only out of reach for once."""
    url = f"https://www.{desk.name}.example/prices"
    desk.facts |= {"hosts": frozenset({f"www.{desk.name}.example"}), "pages": (url,)}
    steady(desk, weeks)
    when = desk.at(QUIET_WEEKS + 2, 1, 1)
    looks = [(desk.at(QUIET_WEEKS - 1, 0, 0), OK)]
    looks += (
        [(when, DEAD), (when + timedelta(hours=8), DEAD)] if dead else [(when, DEAD), (when + timedelta(hours=8), OK)]
    )
    looks += [(when + timedelta(days=2), UNKNOWN), (when + timedelta(days=2, hours=7), OK)]
    desk.tickets.append(_page(url, desk.name, looks))
    if dead:
        subject = f"{PAGES}:{url}"
        desk.truths.append(Truth("dead-links", subject, looks[2][0], looks[3][0]))


def page_flickers(desk: Desk, weeks: int) -> None:
    """One look finds it dead, the next one alive."""
    page_gone(desk, weeks, dead=False)


def _page(url: str, project: str, looks: Sequence[tuple[datetime, str]]) -> Ticket:
    born = looks[0][0]
    history = [Event("created", born, Kind.CREATED, url=url)]
    before = ""
    for at, status in looks:
        what = Event(f"look:{at.isoformat()}", at, Kind.CHANGED, field=Field.STATUS, old=before, new=status, url=url)
        # A page is never done: what the statuses of tickets mean does not fit it.
        history.append(replace(what, category=StatusCategory.TODO, old_category=StatusCategory.TODO))
        before = status
    title = url.partition("://")[2]
    return Ticket(PAGES, project, url, url, title, born, url, type=PAGE, status=before, history=tuple(history))
