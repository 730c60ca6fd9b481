"""The next contacts the team announced to the client, and whether they came."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from forewarn.facts.activity import days_of_contact, last_contact, spoken
from forewarn.facts.deadlines import after_days, counted, passing, put_off
from forewarn.facts.gist import names_same
from forewarn.facts.marks import is_marked
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.remembered import remembered
from forewarn.facts.talk.releases import Replies
from forewarn.language import Language
from forewarn.model import Fact, Role, Ticket

PLANNED = frozenset({"next contact", "next-contact", "следующий контакт", "следующий-контакт"})
"""Labels of tickets that plan a contact."""
FARTHEST = timedelta(days=92)
"""Nobody announces a contact further ahead, so that older messages need not be read."""
_NEAR = timedelta(weeks=2)
"""A promise further ahead than this is no day for the next word."""
_USUAL_WEEKS = 3
"""For so many weeks running a word on the same day of the week makes a habit."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A public message of the team that says when the client hears from them next."""

    ticket: Ticket
    message: Message
    sentence: str
    """The author's own words."""
    day: datetime
    """When that day, or hour, has passed."""

    @property
    def anchor(self) -> str:
        """Unique within the ticket, also where an edit names another day."""
        return f"{self.message.event}:{self.day:%Y-%m-%d}"

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        return self.message.facts | {"words": self.sentence, "announced": self.day}


def announcements(ticket: Ticket, project: Project, language: Language, since: datetime) -> tuple[Announcement, ...]:
    """Every next contact that was announced on `ticket` after `since`, oldest first."""
    found = []
    for message in _spoken(ticket, language, since):
        day = _contact(message.text, message, project, language)
        if day is not None:
            own = (s for s in language.sentences(message.text) if _contact(s, message, project, language) == day)
            found.append(Announcement(ticket, message, next(own, message.text), day))
    return tuple(found)


def last_announcement(tickets: Sequence[Ticket], project: Project, language: Language) -> Announcement | None:
    """The announcement with the latest day in the whole project; those of long ago are not looked at."""
    since = _long_ago(tickets, project, language)
    said = (one for ticket in tickets for one in announcements(ticket, project, language, since))
    return max(said, key=lambda one: one.day, default=None)


def word_due(project: Project, last: datetime, days: int = 0) -> datetime | None:
    """When the client is to hear from us again: so many business days after the `last` word, or at the end of the day
    on which the project's rhythm of contact asks for one where that is no earlier; None as for `after_days`."""
    rhythm = project.cadence_days or 0
    due = after_days(project, last, max(days, rhythm))
    calendar = counted(project)
    return due if due is None or rhythm < max(days, 1) else calendar.closing(calendar.day_of(due))


def named(
    announced: Announcement | None, last: Message | None, project: Project, language: Language
) -> Iterator[datetime]:
    """The days that were named to the client: of the contact `announced` last, and of near promises in the `last` word.

    Whoever was told at the end that they are shown something on Friday knows as well when to expect the next word; that
    the shop opens in summer tells nobody when they hear from us.
    """
    if announced is not None:
        yield announced.day
    if last is not None:
        yield from (day for day in _promised(last, project, language) if day - last.at <= _NEAR)


def _promised(last: Message, project: Project, language: Language) -> Iterator[datetime]:
    return (one.deadline for one in language.promises(last.text, last.at, project.agency_calendar))


def after_expected(
    limit: datetime,
    longest: datetime | None,
    last: Message | None,
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
) -> datetime:
    """`limit`, or the day of the last announcement, of a promise in the `last` word, or of our usual word where that is
    later; but no later than `longest`.

    Whoever hears from us every Monday knows as well when to expect the next word.
    """
    announced = last_announcement(tickets, project, language)
    days = [announced.day if announced else None]
    if last is not None:
        days += [*_promised(last, project, language), _usual_day(last.at, tickets, project, language)]
    return put_off(limit, max(filter(None, days), default=limit), longest)


def _usual_day(last: datetime, tickets: Sequence[Ticket], project: Project, language: Language) -> datetime | None:
    """When the day of the week passes on which the client heard from us in each of the last weeks, and seldom else.

    Whoever writes on most days has written on each of them for weeks, and keeps no rhythm by that.
    """
    calendar = project.agency_calendar
    heard = days_of_contact(tickets, language, project.contact_labels, calendar)
    for day in (calendar.day_of(last) + timedelta(days=n) for n in range(1, 8)):
        habit = {day - timedelta(weeks=n) for n in range(1, _USUAL_WEEKS + 1)}
        if habit <= heard:
            others = sum(min(habit) < one < day for one in heard - habit)
            return passing(project, day) if others < _USUAL_WEEKS else None
    return None


def unkept(ticket: Ticket, tickets: Sequence[Ticket], project: Project, language: Language) -> tuple[Announcement, ...]:
    """Those on `ticket` of which nothing has come, or not yet; see `failed`."""
    said = announcements(ticket, project, language, _long_ago(tickets, project, language))
    return tuple(one for one in said if failed(one, tickets, project, language))


def failed(announced: Announcement, tickets: Sequence[Ticket], project: Project, language: Language) -> bool:
    """Whether nothing came on the announced day or since, and nothing before it took its place.

    Whatever the client heard counts, on any ticket of the project, and so does what they tell they heard elsewhere.
    What came before the day counts only where it names a new date for the contact or, on the same ticket, any new date
    or words of delivery; and so does the client's word there that it is not needed.
    """
    said, last = announced.message.at, _last_heard(tickets, project, language)
    morning = _morning(announced.day, project)
    if last is not None and last > said and last >= morning:
        return False
    if any(_tells_of_contact(ticket, language, max(said, morning)) for ticket in tickets):
        return False
    if any(names_same(text, announced.sentence, language) for text in _receipts(announced.ticket, language, said)):
        return False
    if Replies(messages(announced.ticket), project, language).release(said, announced.sentence) is not None:
        return False
    return not any(
        _replaces(message, ticket, announced, project, language)
        for ticket in tickets
        for message in _spoken(ticket, language, said)
    )


def word_awaited(announced: Announcement, project: Project, language: Language) -> datetime:
    """When the announced day has passed, or the later one that the client would rather have."""
    replies = Replies(messages(announced.ticket), project, language)
    return replies.put_off_to(announced.message.at, announced.day, announced.sentence, talk=True)


@remembered
def _last_heard(tickets: Sequence[Ticket], project: Project, language: Language) -> datetime | None:
    """When the client heard from the team last, in a public message or a contact that a label records."""
    contact = last_contact(tickets, language, project.contact_labels)
    return contact.message.at if contact else None


def _receipts(ticket: Ticket, language: Language, since: datetime) -> Iterator[str]:
    """What clients wrote on a ticket after an instant who got something."""
    theirs = (m for m in messages(ticket) if m.role is Role.CLIENT and not m.opening and m.at > since)
    return (m.text for m in theirs if language.is_receipt(m.text))


def _tells_of_contact(ticket: Ticket, language: Language, since: datetime) -> bool:
    """Whether a client wrote, from an instant on, of a call with us or of something of ours that came."""
    if not ticket.history or ticket.history[-1].at < since:
        return False
    theirs = (m.text for m in messages(ticket) if m.role is Role.CLIENT and not m.opening and m.at >= since)
    return any(language.is_after_talk(text) or language.is_receipt(text) for text in theirs)


def _long_ago(tickets: Sequence[Ticket], project: Project, language: Language) -> datetime:
    last = _last_heard(tickets, project, language)
    return last - FARTHEST if last is not None else datetime.min.replace(tzinfo=UTC)


def _contact(words: str, message: Message, project: Project, language: Language) -> datetime | None:
    return language.next_contact(words, message.at, project.agency_calendar)


def planned_contacts(tickets: Iterable[Ticket], project: Project, labels: Iterable[str]) -> tuple[datetime, ...]:
    """When the dates of the open tickets pass that plan a contact, such as a call, by one of `labels` or their type."""
    planned = (ticket for ticket in tickets if ticket.is_open and is_marked(ticket, labels))
    return tuple(day for t in planned if t.due is not None and (day := passing(project, t.due)) is not None)


def _spoken(ticket: Ticket, language: Language, since: datetime) -> Iterator[Message]:
    """The public comments of the team after an instant; automatic replies are none."""
    if ticket.history and ticket.history[-1].at > since:  # most tickets rest, and need not be read
        yield from (message for message in spoken(ticket, language) if message.at > since)


def _replaces(message: Message, ticket: Ticket, announced: Announcement, project: Project, language: Language) -> bool:
    contact = _contact(message.text, message, project, language)
    if contact is not None and contact >= announced.day:
        return True
    if ticket.ref != announced.ticket.ref:
        return False
    dates = language.dates(message.text, message.at, project.agency_calendar)
    return language.delivers(message.text) or any(date.deadline >= announced.day for date in dates)


def _morning(day: datetime, project: Project) -> datetime:
    zone = project.agency_calendar.zone
    return datetime.combine(day.astimezone(zone).date(), time.min, zone).astimezone(UTC)
