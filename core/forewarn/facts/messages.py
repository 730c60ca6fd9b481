"""What people said on a ticket, as messages between the client and the team."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from forewarn.facts.remembered import worked_out
from forewarn.language.commands import without_commands
from forewarn.model import Evidence, Fact, Kind, Person, Role, Ticket

_LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class Message:
    """The opening of a ticket, or a comment that stands on it."""

    event: str
    """Id of the event that brought it."""
    at: datetime
    author: Person | None
    text: str
    public: bool
    """Whether the client can see it."""
    url: str
    opening: bool = False
    letter: bool = False
    """Whether it is a letter about all of the work, and so says little of this ticket."""

    @property
    def role(self) -> Role:
        """The author's side when they wrote it."""
        return self.author.role if self.author else Role.UNKNOWN

    @property
    def name(self) -> str:
        """What people call the author."""
        return called(self.author)

    @property
    def words(self) -> str:
        """What there is to quote: of an opening its description, since whoever reads that sees the title anyway."""
        title, _, description = self.text.partition("\n") if self.opening else (self.text, "", "")
        return description.strip() or title

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        return {"author": self.name, "said": self.at, "words": self.words}

    def evidence(self) -> Evidence:
        """One line: who said what, shortened."""
        words = " ".join(self.words.split())
        if len(words) > _LONGEST_LINE:
            words = f"{words[: _LONGEST_LINE - 1].rstrip()}…"
        return Evidence(self.at, f"{self.name}: {words}", self.url)


@worked_out
def messages(ticket: Ticket) -> tuple[Message, ...]:
    """The opening of `ticket` and the comments that stand on it, oldest first.

    What somebody of the team says to us with a command is no word to anybody else and is left out.
    """
    events = {event.ref: event for event in ticket.history if event.kind is Kind.COMMENTED}
    said = (
        Message(
            events[comment.id].id,
            comment.at,
            comment.author,
            comment.text,
            comment.public,
            comment.url,
            letter=events[comment.id].letter,
        )
        for comment in ticket.comments()
    )
    to_people = (own for message in said if (own := _to_people(message)) is not None)
    return (*_opening(ticket), *sorted(to_people, key=lambda message: message.at))


def _to_people(message: Message) -> Message | None:
    """The message without its commands to us; None where nothing else is in it."""
    if message.role is not Role.TEAM:
        return message
    text = without_commands(message.text)
    if text is message.text:
        return message
    return replace(message, text=text) if text else None


def _opening(ticket: Ticket) -> Iterator[Message]:
    born = at_birth(ticket)
    if born is not None and born.history and born.history[0].kind is Kind.CREATED:
        event = born.history[0]
        text = f"{born.title}\n{born.description}".strip() or born.key
        yield Message(event.id, event.at, event.actor, text, event.public, event.url or ticket.url, opening=True)


def called(person: Person | None) -> str:
    """What people call a person; empty where nobody knows who it was."""
    return " ".join(person.name.split()) if person else ""


@worked_out
def at_birth(ticket: Ticket) -> Ticket | None:
    """The ticket as it was opened; None where its history begins before it was."""
    return ticket.as_of(ticket.created)


def opened_by_client(ticket: Ticket) -> bool:
    """Whether a client opened the ticket."""
    opener = ticket.history[0].actor if ticket.history else None
    return opener is not None and opener.role is Role.CLIENT
