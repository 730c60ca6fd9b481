"""Looks at the pages of a project now and then, and keeps what changed as the history of each."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby, takewhile

from forewarn.connect import Batch
from forewarn.facts.project import Project
from forewarn.facts.work.drafts import PAGE_WORDS, draft_words
from forewarn.facts.work.pages import DEAD, Address, address_of, addresses_in
from forewarn.model import PAGE, Event, Field, Kind, StatusCategory, Ticket, TicketRef
from forewarn.pages.fetch import Limits, Look, Visitor
from forewarn.pages.network import Network
from forewarn.pages.text import visible_text
from forewarn.store import Scope, Store
from forewarn.store.missing import Missing

PAGES = "pages"
"""The source of pages in the store; a project is its container, as two projects may look at the same page."""
_REMEMBERED = 10
"""Looks in a row that found a page dead and are told in its history; more of them tell nothing new."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of it."""

    statuses: Mapping[str, int]
    """How many pages were found in which status."""
    left: int = 0
    """Pages for which there was no time, or whose host did not answer."""


def look_at_pages(
    project: Project,
    containers: Sequence[tuple[str, str]],
    store: Store,
    now: datetime,
    network: Network,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    progress: Callable[[str, int], None] = lambda what, count: None,
) -> Looked | None:
    """Look at the pages that the config or a description names, on the hosts that the config names.

    None where there are no hosts, or the last look is not long enough ago. What a look cannot tell is an answer too,
    so that nothing is raised but StoreError.
    """
    scope = store.seen.scope(PAGES, project.name)
    recently = scope.synced_at is not None and abs(now - scope.synced_at) < timedelta(hours=limits.hours)
    if not project.hosts or recently:
        return None
    wanted = {_ident(project, address): address for address in _wanted(project, containers, store, limits.pages)}
    _forget(project, store, wanted, now)
    rest = [ident for ident in sorted(wanted) if ident > (scope.cursor or "")]
    known = {page.id: page for page in store.seen.load(PAGES, rest)}
    visitor = Visitor(_hosts(project), network, limits)
    pages: list[Ticket] = []
    begun, ended = network.clock(), ""
    for ident, look in _looks(visitor, {ident: wanted[ident] for ident in rest}):
        if look is not None:
            pages.append(_page(project, wanted[ident], look, known.get(ident), now))
            progress(f"{PAGES}: {project.name}", len(pages))
        if network.clock() - begun > limits.budget:
            ended = ident
            break
    store.seen.absorb(PAGES, project.name, Batch(tuple(pages), cursor=ended), frozenset(Field), now)
    if not ended:
        store.seen.mark(Scope(PAGES, project.name, synced_at=now), now)
    return Looked(Counter(page.status for page in pages), len(rest) - len(pages))


def _looks(visitor: Visitor, wanted: Mapping[str, Address]) -> Iterator[tuple[str, Look | None]]:
    """A look at each page; None for those on a host that asked to slow down, or did not answer several times."""
    silent: Counter[str] = Counter()
    for ident, address in wanted.items():
        if silent[address.host] >= visitor.limits.silent:
            yield ident, None
            continue
        look = visitor.look(address)
        silent[address.host] = silent[address.host] + 1 if look.silent else 0
        if look.busy:
            silent[address.host] = visitor.limits.silent
        yield ident, look


def _hosts(project: Project) -> frozenset[str]:
    return frozenset(host.lower() for host in project.hosts)


def _ident(project: Project, address: Address) -> str:
    return f"{project.name}:{address.url}"


def _wanted(project: Project, containers: Sequence[tuple[str, str]], store: Store, most: int) -> list[Address]:
    """At most so many addresses: those of the config, then those of the tickets that changed last."""
    listed = [address for text in project.pages if (address := address_of(text)) is not None]
    heads = [head for pair in containers for head in store.seen.heads(pair) if not head.gone]
    named: dict[tuple[str, str], list[Address]] = {}
    for source, group in groupby(sorted(heads, key=lambda head: head.source), key=lambda head: head.source):
        for ticket in store.seen.load(source, [head.id for head in group]):
            if project.ignore_labels.isdisjoint(ticket.labels):
                named[ticket.place] = list(addresses_in(ticket.description))
    heads.sort(key=lambda head: (-head.revision, head.source, head.id))
    told = [address for head in heads for address in named.get(head.place, [])]
    allowed = [address for address in (*listed, *told) if address.host in _hosts(project)]
    return list(dict.fromkeys(allowed))[:most]


def _forget(project: Project, store: Store, wanted: Mapping[str, Address], now: datetime) -> None:
    """Set pages aside that nobody names any more."""
    heads = store.seen.heads((PAGES, project.name))
    gone = [head for head in heads if not head.gone and head.id not in wanted]
    if gone:
        refs = [TicketRef(PAGES, project.name, head.id, head.id) for head in gone]
        store.missing.record(PAGES, project.name, Missing(len(heads), 0, (), ()), refs, now)


def _page(project: Project, address: Address, look: Look, before: Ticket | None, now: datetime) -> Ticket:
    """The page as it stands after a look, with what the look adds to its history."""
    born = before or _born(project, address, now)
    labels = born.labels
    if look.html is not None:
        labels = draft_words(visible_text(look.html), PAGE_WORDS, project.allow)
    events = list(born.history) if before is None else []
    if look.status != born.status or (look.status == DEAD and _dead_in_a_row(born) < _REMEMBERED):
        what = Event(f"look:{now.isoformat()}", now, Kind.CHANGED, field=Field.STATUS, old=born.status, new=look.status)
        # A page is never done: what the statuses of tickets mean does not fit it.
        category = StatusCategory.TODO
        events.append(replace(what, text=look.reason, url=born.url, category=category, old_category=category))
    events += _words_gone(born, labels, now)
    events += _words_come(born, labels, now)
    return replace(born, status=look.status, labels=labels, history=tuple(events))


def _born(project: Project, address: Address, now: datetime) -> Ticket:
    created = Event("created", now, Kind.CREATED, url=address.url)
    title = address.url.partition("://")[2]
    ident = _ident(project, address)
    return Ticket(PAGES, project.name, ident, address.url, title, now, address.url, type=PAGE, history=(created,))


def _words_come(page: Ticket, words: Sequence[str], now: datetime) -> Iterator[Event]:
    for word in words:
        if word not in page.labels:
            ident = f"word:{word}:{now.isoformat()}"
            yield Event(ident, now, Kind.ADDED, field=Field.LABELS, new=word, url=page.url)


def _words_gone(page: Ticket, words: Sequence[str], now: datetime) -> Iterator[Event]:
    for word in page.labels:
        if word not in words:
            ident = f"gone:{word}:{now.isoformat()}"
            yield Event(ident, now, Kind.REMOVED, field=Field.LABELS, old=word, url=page.url)


def _dead_in_a_row(page: Ticket) -> int:
    """How many looks found a page dead since it was last seen otherwise."""
    looks = [event.new for event in page.history if event.field is Field.STATUS]
    return len(list(takewhile(lambda status: status == DEAD, reversed(looks))))
