"""Which side people stand on, and what a client can see."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from forewarn.facts.addressed import greeted, mentions
from forewarn.facts.groups import Group, Member
from forewarn.facts.relays import Relay
from forewarn.model import Event, Field, Kind, Person, Role, Ticket

_Known = tuple[str, str, str, str, str, Role]
"""Source, everything about a person that the config may name them by, and the side that the tracker says."""

_Account = tuple[str, str]
"""Source and id of a person; an empty source and the name of one who has several accounts."""

_SIGNS = re.compile(r"@|\[~")
"""Without one of these nobody is mentioned."""

_ADDRESS = re.compile(r"\S*[@:]\S*")


@dataclass(frozen=True, slots=True)
class Roles:
    """The sides that the config states.

    An entry names a person by `source:handle`, id, handle, e-mail address, exact name or `@domain` of the address.
    Where several entries fit, the one that comes first in this list decides. Handles and addresses are compared
    without regard to case, as trackers do. Groups speak of those alone whom no entry names, and make no person of what
    the tracker itself says is a bot.
    """

    entries: Mapping[str, Role] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    """By what a tracker may call somebody (as in `entries`, or `source:id`), the name under which they are one person
    on all trackers."""
    relays: tuple[Relay, ...] = ()
    groups: Mapping[Group, Role] = field(default_factory=dict)
    """Groups of the trackers, each with the side of everybody in it."""
    members: Mapping[_Account, Role] = field(default_factory=dict)
    """The sides that follow from who is in the groups; see `with_members`."""
    _aliases: dict[str, str] = field(init=False, repr=False, compare=False)
    _folded: dict[str, Role] = field(init=False, repr=False, compare=False)
    _called_by: dict[str, list[Person]] = field(init=False, repr=False, compare=False)
    """People whom the config names in full, by their first names."""
    _sides: dict[_Known, Person | None] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        folded = {entry.casefold(): role for entry, role in self.entries.items()}
        object.__setattr__(self, "_folded", folded)
        called_by: dict[str, list[Person]] = {}
        for entry, role in self.entries.items():
            if " " in entry and not _ADDRESS.search(entry):
                called_by.setdefault(entry.split()[0].casefold(), []).append(Person(entry, entry, role))
        object.__setattr__(self, "_called_by", called_by)
        object.__setattr__(self, "_aliases", {alias.casefold(): name for alias, name in self.people.items()})

    def side(self, source: str, person: Person) -> Role:
        """The side `person` stands on: as the config states, else as the tracker said, else UNKNOWN."""
        return self._placed(source, person).role

    def by_address(self, person: Person) -> Role | None:
        """The side on which the e-mail address alone puts `person`; None where it puts them on none."""
        email = person.email.casefold()
        names = (email, f"@{email.rpartition('@')[2]}") if email else ()
        return next((self._folded[name] for name in names if name in self._folded), None)

    @property
    def of_addresses(self) -> str:
        """What the config says of e-mail addresses and domains, as one word that names none of them."""
        named = sorted(f"{name} {one}" for names in (self._folded, self._aliases) for name, one in names.items())
        return sha256("\n".join(line for line in named if "@" in line).encode()).hexdigest()[:16]

    def with_members(self, members: Iterable[Member]) -> "Roles":
        """These roles, knowing who is in the groups; members of groups that the config does not name are left out."""
        known = [(one, self.groups[one.source, one.group]) for one in members if (one.source, one.group) in self.groups]
        sides: dict[_Account, Role] = {}
        for one, side in sorted(known, key=lambda pair: pair[0].rank(pair[1])):
            sides.setdefault(self._account(one.source, one.person), one.stated or side)
        return replace(self, members=sides)

    def attribute(
        self,
        ticket: Ticket,
        *,
        client_sees: bool,
        own_comments: frozenset[str],
        letters: frozenset[str] = frozenset(),
    ) -> Ticket:
        """`ticket` with everybody on their side, and `public` meaning that the client can see it.

        `client_sees`: whether clients can open the ticket. `own_comments`: ids of comments that we wrote; they are a
        bot's. `letters`: ids of those that the agency published through us; they are the team's words to the client.
        The same object comes back where nothing changes.
        """
        source = ticket.source
        reporter = self._placed(source, ticket.reporter) if ticket.reporter else None
        assignees = tuple([self._placed(source, person) for person in ticket.assignees])
        events = self._passed_on(source, ticket.history) if self.relays else ticket.history
        history = tuple([self._attributed(source, event, client_sees, own_comments) for event in events])
        if letters:
            history = tuple([_by_the_team(event) if event.ref in letters else event for event in history])
        named = tuple(self._named(source, history))
        if (
            reporter is ticket.reporter
            and named == ticket.named
            and all(new is old for new, old in zip(assignees, ticket.assignees, strict=True))
            and all(new is old for new, old in zip(history, ticket.history, strict=True))
        ):
            return ticket
        return replace(ticket, reporter=reporter, assignees=assignees, history=history, named=named)

    def _named(self, source: str, history: Iterable[Event]) -> Iterator[Person]:
        """Whom comments mention or begin with, and the config knows by that id, handle or full name."""
        texts = [event.text for event in history if event.kind is Kind.COMMENTED]
        signed = (text for text in texts if _SIGNS.search(text))
        for mention in dict.fromkeys(mention for text in signed for mention in mentions(text)):
            person = self._placed(source, Person(mention, "", handle=mention))
            if person.role is not Role.UNKNOWN:
                yield person
        for first in dict.fromkeys(map(greeted, texts)) if self._called_by else ():
            yield from self._called_by.get(first, ())

    def _attributed(self, source: str, event: Event, client_sees: bool, own_comments: frozenset[str]) -> Event:
        if self.people and event.field is Field.ASSIGNEE:
            event = replace(event, old=self._joined(source, event.old), new=self._joined(source, event.new))
        actor = event.actor
        if actor is not None:
            actor = self._placed(source, actor)
            # What has a field is no comment: a file may well have the number of a comment of ours.
            if event.field is None and event.ref in own_comments and actor.role is not Role.BOT:
                actor = replace(actor, role=Role.BOT)
        public = event.public and client_sees
        if actor is event.actor and public is event.public:
            return event
        return _seen(event, actor, public)

    def _passed_on(self, source: str, history: Iterable[Event]) -> Iterator[Event]:
        """`history` with comments that a bot passed on, and their edits, as the words of whoever wrote them."""
        passed: dict[str, tuple[Relay, Person]] = {}
        for event in history:
            if event.kind is Kind.COMMENTED and (known := self._relayed(source, event)) is not None:
                relay, author = passed[event.ref] = known
                yield replace(event, actor=author, text=relay.words(event.text, author.name))
            elif event.kind is Kind.EDITED and event.ref in passed:
                relay, author = passed[event.ref]
                by_relay = event.actor is not None and relay.is_by(source, event.actor)
                old, new = (text and relay.words(text, author.name) for text in (event.old, event.new))
                yield replace(event, actor=author if by_relay else event.actor, old=old, new=new)
            else:
                yield event

    def _relayed(self, source: str, event: Event) -> tuple[Relay, Person] | None:
        """The bot that passed a comment on, and who wrote it."""
        for relay in self.relays:
            author = relay.author(event.text) if event.actor and relay.is_by(source, event.actor) else None
            if author is not None:
                return relay, Person(author, author, handle=author)
        return None

    def _joined(self, source: str, ident: str | None) -> str | None:
        """The id under which a person is one on all trackers."""
        return None if ident is None else self._name(source, Person(ident, "")) or ident

    def _name(self, source: str, person: Person) -> str | None:
        """The one name of a person; None where the config joins no accounts of theirs."""
        given = (
            f"{source}:{person.id}",
            f"{source}:{person.handle}",
            person.id,
            person.handle,
            person.email,
            _called(person),
        )
        return next((self._aliases[one.casefold()] for one in given if one and one.casefold() in self._aliases), None)

    def _account(self, source: str, person: Person) -> _Account:
        """What makes one of all accounts of a person whom the config knows on several trackers."""
        name = self._name(source, person) if self._aliases else None
        return ("", name) if name else (source, person.id)

    def _placed(self, source: str, person: Person) -> Person:
        """`person` as the config states, under their one name and on their side; the same object where it is silent."""
        known = (source, person.id, person.handle, person.name, person.email, person.role)
        try:
            placed = self._sides[known]
        except KeyError:
            name = self._name(source, person) if self._aliases else None
            one = replace(person, id=name, name=name) if name else person
            role = self._stated(source, person) or (self._stated(source, one) if name else None)
            if role is None and person.role is not Role.BOT:
                role = self.members.get(("", name) if name else (source, person.id))
            placed = self._sides[known] = None if role is None and not name else replace(one, role=role or person.role)
        if placed is None or (placed.role is person.role and placed.id == person.id):
            return person
        return placed

    def _stated(self, source: str, person: Person) -> Role | None:
        handle, email = person.handle.casefold(), person.email.casefold()
        domain = f"@{email.rpartition('@')[2]}"
        candidates = (
            (self._folded, f"{source}:{handle}".casefold(), handle),
            (self.entries, person.id, person.id),
            (self._folded, handle, handle),
            (self._folded, email, email),
            (self.entries, _called(person), _called(person)),
            (self._folded, domain, email),
        )
        # Handles may be chosen too: one like the agency's domain makes nobody one of the team.
        known = (one for one in candidates if one[1] == domain or not one[1].startswith("@"))
        stated = next((names[name] for names, name, given in known if given and name in names), None)
        # Portals show an address where a client gave no name, and who passes for a client gains nothing.
        return Role.CLIENT if stated is None and self.entries.get(person.name) is Role.CLIENT else stated


def _called(person: Person) -> str:
    """The display name, which everybody chooses: none where it could pass for an address, a domain or an account."""
    return "" if _ADDRESS.fullmatch(person.name) else person.name


def _by_the_team(event: Event) -> Event:
    """A letter that was published for the team, whichever account it went out through."""
    if event.kind is not Kind.COMMENTED or event.actor is None:
        return event
    return replace(event, actor=replace(event.actor, role=Role.TEAM), letter=True)


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
