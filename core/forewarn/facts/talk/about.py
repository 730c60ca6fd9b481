"""What was said about a ticket: on it and its family, and wherever it is called by its name."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from forewarn.facts.activity import Contact, public_words, recorded_contacts, spoken, tickets_of
from forewarn.facts.messages import Message
from forewarn.facts.project import Project
from forewarn.facts.remembered import remembered
from forewarn.facts.talk.bots import SHORTEST_NAME
from forewarn.language import Language
from forewarn.model import Ticket

_STOPS = str.maketrans(dict.fromkeys(",.;:!?()[]\"'", " "))


def family_of(subject: Ticket, tickets: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """The ticket with its parts, its parent and what is linked to it either way; a milestone with its tickets."""
    if subject.is_milestone:
        return (subject, *tickets_of(subject, tickets))
    ties = _ties(tickets)
    named = [link.target for link in subject.links] + [subject.parent or ""]
    kin = [other for name in named if name for other in ties.called.get(name, ()) if name in _names(other, subject)]
    own = _names(subject, None)
    kin += [other for name in own for other in ties.naming.get(name, ()) if name in _names(subject, other)]
    return (subject, *{other.ref: other for other in kin if other.ref != subject.ref}.values())


@dataclass(frozen=True, slots=True)
class _Ties:
    """The tickets of a project by what others may call them, and by what they call others."""

    called: dict[str, list[Ticket]]
    naming: dict[str, list[Ticket]]


@remembered
def _ties(tickets: Sequence[Ticket]) -> _Ties:
    ties = _Ties({}, {})
    for ticket in tickets:
        if not ticket.is_milestone:
            for name in _names(ticket, None):
                ties.called.setdefault(name, []).append(ticket)
            for name in {link.target for link in ticket.links} | {ticket.parent or ""} - {""}:
                ties.naming.setdefault(name, []).append(ticket)
    return ties


def said_about(
    subject: Ticket, tickets: Sequence[Ticket], project: Project, language: Language, since: datetime
) -> Iterator[Message]:
    """Public messages of the team on `subject` and its family, those elsewhere that name it, and recorded contacts.

    Those from `since` on, not in the order of time.
    """
    family = {ticket.ref: ticket for ticket in family_of(subject, tickets)}
    for ticket in family.values():
        heard = (*spoken(ticket, language), *recorded_contacts(ticket, project.contact_labels))
        yield from (message for message in heard if message.at >= since)
    yield from (one.message for one in naming(subject, tickets, language, since) if one.ticket.ref not in family)


def naming(subject: Ticket, tickets: Sequence[Ticket], language: Language, since: datetime) -> Iterator[Contact]:
    """Public messages of the team from `since` on that call `subject` by its title or key, oldest first."""
    named = _words(tickets).naming(subject, since)
    return (one for one in named if one.message in spoken(one.ticket, language))


@dataclass(frozen=True, slots=True)
class _Words:
    """Everything that the team said publicly in a project as one text, so that all of it is searched at once."""

    said: Sequence[Contact]
    """Oldest first."""
    text: str
    bare: str
    """Without punctuation, and as long."""
    starts: Sequence[int]
    """Where each begins in both, and where the last ends."""

    def naming(self, subject: Ticket, since: datetime) -> Iterator[Contact]:
        """What was said from `since` on and calls `subject` by its title or key, oldest first."""
        first = bisect_left(self.said, since, key=lambda one: one.message.at)
        title, key = subject.title.casefold(), subject.key.casefold()
        found = {*self._holding(self.text, title, first)} if len(title) >= SHORTEST_NAME else set()
        if key and not subject.is_milestone:
            found |= {*self._holding(self.bare, f" {key} ", first)}
        return (self.said[number] for number in sorted(found))

    def _holding(self, text: str, name: str, first: int) -> Iterator[int]:
        """The numbers, from `first` on, of what holds `name` in one piece."""
        end = self.starts[first]
        while (at := text.find(name, end)) >= 0:
            number = bisect_right(self.starts, at) - 1
            end = self.starts[number + 1]
            if at + len(name) <= end:
                yield number


@remembered
def _words(tickets: Sequence[Ticket]) -> _Words:
    """What the team said, automatic replies too."""
    said = [Contact(ticket, message) for ticket in tickets for message in public_words(ticket)]
    said.sort(key=lambda one: one.message.at)
    texts = [f" {' '.join(one.message.text.casefold().split())} " for one in said]
    whole = "".join(texts)
    return _Words(said, whole, whole.translate(_STOPS), [0, *accumulate(map(len, texts))])


def _names(ticket: Ticket, other: Ticket | None) -> set[str]:
    """What `other` may call a ticket; by its id only in the same source, as every source has its own."""
    is_near = other is None or ticket.source == other.source
    return {ticket.key, ticket.url, ticket.id if is_near else ""} - {""}
