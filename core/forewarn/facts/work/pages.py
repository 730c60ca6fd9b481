"""Pages: their addresses, whether they were there when somebody looked, and who speaks of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from forewarn.facts.marks import status_changes
from forewarn.facts.project import Project
from forewarn.model import Event, Ticket, TicketRef

OK: Final = "ok"
DEAD: Final = "dead"
UNKNOWN: Final = "unknown"
"""The statuses of a page. Unknown is what a look could not tell: no access, a time-out, too many requests."""

# A name or password before the host is no part of it: such an address is none of ours.
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\w(?:[\w.-]{0,252}\w)?(?::\d{1,5})?)(?![\w@:-])"
    r"(?P<path>/[^\s<>\"'`\\^{}|\[\]?#]*)?(?P<query>\?[^\s<>\"'`\\^{}|\[\]#]*)?",
    re.IGNORECASE,
)
_USUAL_PORT: Final = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a page is, without the part after `#`."""

    scheme: str
    host: str
    """In small letters, with the port where it is not the usual one."""
    path: str
    """With the query, and never empty."""

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.host}{self.path}"


def address_of(text: str) -> Address | None:
    """The address that `text` is, query included; None where it is none."""
    match = _ADDRESS.match(text.strip())
    rest = text.strip()[match.end() :] if match else ""
    return _address(match, match["path"] or "/", match["query"] or "") if match and rest[:1] in ("", "#") else None


def addresses_in(text: str) -> Iterator[Address]:
    """The addresses in a description. Those with a query are passed over: they may do something, or hold a secret."""
    for match in _ADDRESS.finditer(text):
        if not match["query"]:
            yield _address(match, _without_punctuation(match["path"] or "/"), "")


def _address(match: re.Match[str], path: str, query: str) -> Address:
    scheme = match["scheme"].lower()
    return Address(scheme, match["host"].lower().removesuffix(_USUAL_PORT[scheme]), path + query)


def _without_punctuation(path: str) -> str:
    """A path without the stop or bracket of the sentence it stands in."""
    while path.endswith((".", ",", ";", ":", "!", "*", "_", "~", ")")) and (path[-1] != ")" or "(" not in path):
        path = path[:-1]
    return path


@dataclass(frozen=True, slots=True)
class Death:
    """A page that was there and is not any more."""

    look: Event
    """The first look that found it dead."""
    confirmed: datetime
    """When enough looks had found it dead, far enough apart."""


def death_of(page: Ticket, *, listed: bool, looks: int, apart: timedelta) -> Death | None:
    """How `page` was found dead `looks` times, each at least `apart` from the one before; None where it was not.

    A page that was never seen alive may not have been made yet, unless the config lists it. A look that could not
    tell neither confirms a death nor ends it.
    """
    alive = listed
    dead: list[Event] = []
    for event in status_changes(page):
        if event.new == OK:
            alive, dead = True, []
        elif event.new == DEAD and (not dead or event.at - dead[-1].at >= apart):
            dead.append(event)
    return Death(dead[0], dead[looks - 1].at) if alive and len(dead) >= looks else None


def is_listed(page: Ticket, project: Project) -> bool:
    """Whether the config names the page."""
    return any(address.url == page.key for text in project.pages if (address := address_of(text)) is not None)


def named_by(page: Ticket, tickets: Iterable[Ticket]) -> TicketRef | None:
    """The ticket that names the address of `page`: an open one before a closed, the newest first."""
    naming = (t for t in tickets if not t.is_milestone and page.key in t.description)
    exact = (t for t in naming if any(address.url == page.key for address in addresses_in(t.description)))
    best = max(exact, key=lambda t: (t.is_open, t.created, t.id), default=None)
    return best.ref if best else None
