"""Which side people stand on, and what a client can see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from forewarn.model import Event, Person, Role, Ticket

_Known = tuple[str, str, str, str, str]
"""Source, and everything about a person that the config may name them by."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The sides that the config states.

    An entry names a person by `source:handle`, id, handle, e-mail address, exact name or `@domain` of the address.
    Where several entries fit, the one that comes first in this list decides. Handles and addresses are compared
    without regard to case, as trackers do.
    """

    entries: Mapping[str, Role] = field(default_factory=dict)
    _folded: dict[str, Role] = field(init=False, repr=False, compare=False)
    _sides: dict[_Known, Person | None] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        folded = {entry.casefold(): role for entry, role in self.entries.items()}
        object.__setattr__(self, "_folded", folded)

    def side(self, source: str, person: Person) -> Role:
        """The side `person` stands on: as the config states, else as the tracker said, else UNKNOWN."""
        return self._placed(source, person).role

    def attribute(self, ticket: Ticket, *, client_sees: bool, own_comments: frozenset[str]) -> Ticket:
        """`ticket` with everybody on their side, and `public` meaning that the client can see it.

        `client_sees`: whether clients can open the ticket. `own_comments`: ids of comments that we wrote; they are a
        bot's. The same object comes back where nothing changes.
        """
        source = ticket.source
        reporter = self._placed(source, ticket.reporter) if ticket.reporter else None
        assignees = tuple([self._placed(source, person) for person in ticket.assignees])
        history = tuple([self._attributed(source, event, client_sees, own_comments) for event in ticket.history])
        if (
            reporter is ticket.reporter
            and all(new is old for new, old in zip(assignees, ticket.assignees, strict=True))
            and all(new is old for new, old in zip(history, ticket.history, strict=True))
        ):
            return ticket
        return replace(ticket, reporter=reporter, assignees=assignees, history=history)

    def unmapped(self, tickets: Iterable[Ticket]) -> tuple[Person, ...]:
        """Everybody seen on `tickets` of whom nobody knows the side, each once, by name."""
        found: dict[tuple[str, str], Person] = {}
        for ticket in tickets:
            for person in (ticket.reporter, *ticket.assignees, *(event.actor for event in ticket.history)):
                if person is not None and self.side(ticket.source, person) is Role.UNKNOWN:
                    found.setdefault((ticket.source, person.id), person)
        return tuple(sorted(found.values(), key=lambda person: (person.name.casefold(), person.id)))

    def _attributed(self, source: str, event: Event, client_sees: bool, own_comments: frozenset[str]) -> Event:
        actor = event.actor
        if actor is not None:
            actor = self._placed(source, actor)
            if event.ref in own_comments and actor.role is not Role.BOT:
                actor = replace(actor, role=Role.BOT)
        public = event.public and client_sees
        if actor is event.actor and public is event.public:
            return event
        return _seen(event, actor, public)

    def _placed(self, source: str, person: Person) -> Person:
        """`person` with the role the config states; the same object where it states none or the same."""
        known = (source, person.id, person.handle, person.name, person.email)
        try:
            placed = self._sides[known]
        except KeyError:
            role = self._stated(source, person)
            placed = self._sides[known] = None if role is None else replace(person, role=role)
        return person if placed is None or placed.role is person.role else placed

    def _stated(self, source: str, person: Person) -> Role | None:
        handle, email = person.handle.casefold(), person.email.casefold()
        candidates = (
            (self._folded, f"{source}:{handle}".casefold(), handle),
            (self.entries, person.id, person.id),
            (self._folded, handle, handle),
            (self._folded, email, email),
            (self.entries, person.name, person.name),
            (self._folded, f"@{email.rpartition('@')[2]}", email),
        )
        return next((names[name] for names, name, given in candidates if given and name in names), None)


def _seen(event: Event, actor: Person | None, public: bool) -> Event:
    """`event` with two fields changed; by hand because `replace` takes twice as long, and there are millions."""
    return Event(
        event.id,
        event.at,
        event.kind,
        actor,
        event.field,
        event.old,
        event.new,
        event.text,
        event.ref,
        public,
        event.url,
        event.category,
        event.old_category,
        event.edited,
        event.batch,
    )
