"""A project's tickets as they stood at one instant, loaded no earlier than asked for."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from itertools import groupby

from forewarn.checks import Context
from forewarn.config import Config
from forewarn.facts.project import Project
from forewarn.facts.roles import Roles
from forewarn.language import Language, language_for
from forewarn.model import Ticket
from forewarn.pages import PAGES
from forewarn.store import Head, Store
from forewarn.worktime import Clock

_CHUNK = 500
"""Tickets held at once while ticket rules are asked; keeps memory flat in the number of tickets."""


class View:
    """Reads from the store, gives every person their side, and cuts history at `now`."""

    def __init__(
        self, store: Store, project: Project, containers: Sequence[tuple[str, str]], roles: Roles, now: datetime
    ) -> None:
        self._store = store
        self.roles = roles
        self._now = now
        self.containers = tuple(containers)
        self.extents = {pair: store.seen.extent(pair) for pair in self.containers}
        self.revision: int = max((extent.revision for extent in self.extents.values()), default=0)
        """Grows with every change in the project, with what is deleted or goes elsewhere too."""
        self._uncorrected = project
        self.project = self.project_at(now)
        self._own = {source: store.said.comment_ids(source) for source, _ in containers}
        self.letters: Mapping[str, frozenset[str]] = {s: store.letters.comment_ids(s) for s in self._own}
        """By source, the ids of the comments that are letters to the client."""
        self.upcoming: datetime | None = None
        """The earliest event loaded so far that lies after `now` (a tracker's clock ahead of ours, a look back):
        no answer holds beyond it."""
        self._all: tuple[Ticket, ...] | None = None
        self._places: dict[tuple[str, str], Ticket] | None = None
        """The same by source and id."""
        self._milestones: dict[str, dict[str, Ticket]] | None = None

    def project_at(self, instant: datetime) -> Project:
        """The project with what people had corrected by `instant` of the promises on its tickets."""
        corrections = self._store.corrections.by(instant)
        mine = {ident: one for ident, one in corrections.items() if ident.partition("|")[0] in self._subjects}
        return replace(self._uncorrected, corrections=mine) if mine else self._uncorrected

    def corrected_at(self) -> tuple[datetime, ...]:
        """When people corrected promises, in order."""
        return self._store.corrections.instants()

    @cached_property
    def _known(self) -> tuple[Head, ...]:
        return tuple(head for pair in self.containers for head in self._store.seen.heads(pair))

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """The tickets and milestones of the project."""
        return tuple(head for head in self._known if not head.gone)

    @cached_property
    def _subjects(self) -> frozenset[str]:
        return frozenset(head.subject for head in self.heads)

    @cached_property
    def milestone_revisions(self) -> Mapping[tuple[str, str], int]:
        """Those of deleted ones too: it changes their tickets."""
        return {head.place: head.revision for head in self._known if head.is_milestone}

    @cached_property
    def pages(self) -> tuple[Head, ...]:
        """The pages that are looked at: no tickets, and seen by the checks about pages alone."""
        heads = self._store.seen.heads((PAGES, self.project.name)) if self.project.hosts else ()
        return tuple(head for head in heads if not head.gone)

    def at(self, places: Collection[tuple[str, str]]) -> tuple[Head, ...]:
        """Those of its tickets, milestones and pages that are at `places` (source, id); the others are not listed."""
        pages = [(PAGES, self.project.name)] if self.project.hosts else []
        wanted = {pair: {ident for source, ident in places if source == pair[0]} for pair in (*self.containers, *pages)}
        heads = (head for pair, ids in wanted.items() if ids for head in self._store.seen.heads(pair, ids))
        return tuple(head for head in heads if not head.gone)

    def tickets(self, heads: Sequence[Head]) -> Iterator[Ticket]:
        """The tickets of `heads` that existed by now, chunk by chunk."""
        if self._places is not None:
            pages = [head for head in heads if head.source == PAGES]
            for head in heads:
                if (ticket := self._places.get(head.place)) is not None:
                    yield ticket
            heads = pages
        for ticket in self.stored(heads):
            known = self._as_of_now(ticket)
            if known is not None:
                yield known

    def stored(self, heads: Iterable[Head]) -> Iterator[Ticket]:
        """The tickets of `heads` with all that is known of them today, chunk by chunk."""
        ordered = sorted(heads, key=lambda head: head.source)
        for source, group in groupby(ordered, key=lambda head: head.source):
            ids = [head.id for head in group]
            for start in range(0, len(ids), _CHUNK):
                yield from self._store.seen.load(source, ids[start : start + _CHUNK])

    def _as_of_now(self, ticket: Ticket) -> Ticket | None:
        later = [event.at for event in ticket.history if event.at > self._now]
        if later and (self.upcoming is None or later[0] < self.upcoming):
            self.upcoming = later[0]
        return self.as_it_stood(ticket, self._now)

    def as_it_stood(self, ticket: Ticket, instant: datetime) -> Ticket | None:
        """A stored ticket as of `instant`, everybody with their side; None before it existed."""
        known = ticket.as_of(instant)  # first, so that those who had it then get their side too
        if known is None:
            return None
        return self.roles.attribute(
            known,
            client_sees=known.source in self.project.visible_sources,
            own_comments=self._own.get(known.source, frozenset()),
            letters=self.letters.get(known.source, frozenset()),
        )

    def all(self) -> tuple[Ticket, ...]:
        """Every ticket and milestone of the project; held from the first call on, until `let_go`."""
        if self._all is None:
            self._all = tuple(sorted(self.tickets(self.heads), key=lambda t: (t.created, t.source, t.id)))
            self._places = {ticket.place: ticket for ticket in self._all}
        return self._all

    def context(self, at: datetime, source: str = "") -> Context:
        """What a check may read that is asked as of `at` about a ticket of a source, or about the project."""
        return Context(Clock(at), self.project, self.language, self.milestones(source), self.all)

    @cached_property
    def language(self) -> Language | None:
        """The words of the project's language; None without a pack of them."""
        return language_for(self.project.language)

    def let_go(self) -> None:
        """Hold no tickets any longer; they are read again where somebody asks."""
        self._all = self._places = None

    def ticket(self, source: str, ident: str) -> Ticket | None:
        """One ticket; None when it is not in the project, or was not yet."""
        return next(self.tickets(self.at({(source, ident)})), None)

    def milestones(self, source: str) -> Mapping[str, Ticket]:
        """The milestones of a source, by id."""
        if self._milestones is None:
            self._milestones = {head.source: {} for head in self.heads}
            for ticket in self.tickets([head for head in self.heads if head.is_milestone]):
                self._milestones[ticket.source][ticket.id] = ticket
        return self._milestones.get(source, {})


def views_of(config: Config, store: Store, now: datetime, only: Iterable[str] | None = None) -> dict[str, View]:
    """How the projects of a config stood at an instant, or `only` some, by their names; without what is over."""
    roles = store.groups.join(config.roles)

    def alive(name: str) -> list[tuple[str, str]]:
        return [pair for pair in config.containers[name] if not store.seen.scope(*pair).ended]

    return {
        name: View(store, config.project(name), alive(name), roles, now)
        for name in (config.projects if only is None else only)
    }
