"""Tickets that name each other in their words, on whichever trackers they stand: by key, number, short link, address.

Only tickets of the project at hand count, so that "UTF-8" is no ticket and another agency's ACME-7 is none of ours.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forewarn.facts.remembered import remembered
from forewarn.model import Role, Ticket, TicketRef

_ADDRESS = re.compile(r"https?://[^\s<>\"'|\[\]]+", re.IGNORECASE)
_PARTS = re.compile(r"https?://(?:www\.)?([^/?#]+)([^?#]*)", re.IGNORECASE)
"""Host and path of one."""
_AFTER_ADDRESS = ".,;:!?)}*_"
_NUMBERED = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9_]*-\d+(?![A-Za-z0-9])")
"""ACME-7, in any case: people write branches in small letters."""
_IN_REPOSITORY = re.compile(r"(?<![\w/-])[A-Za-z0-9][\w-]*/[\w.-]+#\d+(?!\w)")
"""owner/name#7."""
_NUMBER = re.compile(r"(?<![\w&/#])#\d+(?!\w)")
"""#7, which means something only where tickets are called owner/name#7."""
_SHORT = re.compile(r"(?<![\w/])[A-Za-z0-9]{8}(?!\w)")
"""A card's short link. Its letters are of both cases or have digits among them; else it may be a word or a date."""
_PULL = re.compile(r"/pulls?(?=/\d+$)")


class Where(StrEnum):
    """The place in a ticket in which it names another, the most deliberate first."""

    TITLE = "title"
    BRANCH = "branch"
    DESCRIPTION = "description"
    ATTACHMENT = "attachment"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Mention:
    """One ticket that names another, in the most deliberate place in which it does."""

    by: Ticket
    of: Ticket
    where: Where


class Names:
    """What the tickets of a project are called."""

    def __init__(self, tickets: Sequence[Ticket]) -> None:
        self._keys: dict[str, list[Ticket]] = {}
        self._shorts: dict[str, list[Ticket]] = {}
        self._addresses: dict[str, list[Ticket]] = {}
        self._hosts: dict[str, set[TicketRef]] = {}
        for ticket in tickets:
            if ticket.is_milestone or ticket.is_page:
                continue
            self._keys.setdefault(ticket.key.casefold(), []).append(ticket)
            if not _is_word(ticket.key):
                self._shorts.setdefault(ticket.key, []).append(ticket)
            if host := _host(ticket.url):
                self._addresses.setdefault(_address(ticket.url), []).append(ticket)
                self._hosts.setdefault(host, set()).add(ticket.ref)

    def named(self, text: str, by: Ticket) -> Iterator[Ticket]:
        """The tickets that `text`, which stands on `by`, names; perhaps several times, and perhaps `by` itself."""
        for address in _ADDRESS.findall(text):
            yield from self._at(address.rstrip(_AFTER_ADDRESS), by)
        words = _ADDRESS.sub(" ", text)
        for pattern in (_NUMBERED, _IN_REPOSITORY):
            for key in pattern.findall(words):
                yield from _one(self._keys.get(key.casefold(), ()), by)
        repository, _, _ = by.key.casefold().rpartition("#")
        for number in _NUMBER.findall(words):
            yield from _one(self._keys.get(repository + number, ()), by)
        for short in _SHORT.findall(words):
            yield from _one(self._shorts.get(short, ()), by)

    def _at(self, address: str, by: Ticket) -> Iterator[Ticket]:
        """The ticket at an address, behind which a title or a place on its page may stand; else one that its own
        tracker is asked to show (`?selectedIssue=ACME-7`)."""
        whole = _address(address)
        parts = whole.split("/")
        for end in range(len(parts), 1, -1):
            if found := self._addresses.get(_PULL.sub("/issues", "/".join(parts[:end]))):
                yield from _one(found, by)
                return
        here = self._hosts.get(_host(address), set())
        for key in _NUMBERED.findall(address):
            yield from _one([ticket for ticket in self._keys.get(key.casefold(), ()) if ticket.ref in here], by)


def mentioned_in(ticket: Ticket, tickets: Sequence[Ticket]) -> tuple[Mention, ...]:
    """Which of `tickets` name `ticket`."""
    return _index(tickets).of.get(ticket.ref, ())


def mentions_of(ticket: Ticket, tickets: Sequence[Ticket]) -> tuple[Mention, ...]:
    """Which of `tickets` are named by `ticket`."""
    return _index(tickets).by.get(ticket.ref, ())


@dataclass(frozen=True, slots=True)
class _Index:
    """All mentions, by who names and by who is named."""

    by: dict[TicketRef, tuple[Mention, ...]]
    of: dict[TicketRef, tuple[Mention, ...]]


@remembered
def _index(tickets: Sequence[Ticket]) -> _Index:
    names = Names(tickets)
    index = _Index({}, {})
    for by in tickets:
        found: dict[TicketRef, Mention] = {}
        for where, text in _texts(by):
            for of in names.named(text, by):
                if of.ref != by.ref:
                    found.setdefault(of.ref, Mention(by, of, where))
        index.by[by.ref] = tuple(found.values())
        for ref, mention in found.items():
            index.of[ref] = (*index.of.get(ref, ()), mention)
    return index


def _texts(ticket: Ticket) -> Iterator[tuple[Where, str]]:
    """Everything that people wrote, place by place. Bots' comments, our own among them, tie nothing together."""
    yield Where.TITLE, ticket.title
    yield Where.BRANCH, ticket.branch
    yield Where.DESCRIPTION, ticket.description
    yield from ((Where.ATTACHMENT, name) for name in ticket.attachments)
    yield from ((Where.ATTACHMENT, link.target) for link in ticket.links if _ADDRESS.match(link.target))
    for comment in ticket.comments():
        if comment.author is None or comment.author.role is not Role.BOT:
            yield Where.COMMENT, comment.text


def _one(candidates: Sequence[Ticket], by: Ticket) -> Sequence[Ticket]:
    """The one that is meant; where two trackers use a name, the one on the tracker of `by`; none where that is open."""
    if len(candidates) > 1:
        candidates = [ticket for ticket in candidates if ticket.source == by.source]
    return candidates if len(candidates) == 1 else ()


def _is_word(key: str) -> bool:
    return key.isdigit() or (key.isalpha() and key[1:].islower())


def _host(url: str) -> str:
    return _address(url).partition("/")[0]


def _address(url: str) -> str:
    """Host and path without what may differ from one way to write the same address to another."""
    parts = _PARTS.match(url)
    if parts is None:
        return ""
    return (parts[1] + _PULL.sub("/issues", parts[2].rstrip("/"))).casefold()
