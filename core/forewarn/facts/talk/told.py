"""What the client was told: a new date, a problem, the reason of a change."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from forewarn.facts.activity import spoken, work_of
from forewarn.facts.items import due_day, due_of, milestones_of
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.talk.about import said_about
from forewarn.facts.talk.agreed import is_agreed
from forewarn.facts.talk.bots import Span, is_named_by_bot, is_within
from forewarn.facts.talk.in_bulk import LATER, said_of_all
from forewarn.facts.wording import AWAY, TALK, listed, sentence_with, tells_of_delay
from forewarn.language import Language
from forewarn.model import Due, Role, Ticket

_AROUND = timedelta(hours=24)
_RUNNING_OUT = listed("invoice, payable, expire*, runs out, run out, счет, счёт, счета, счёта, истека*")
_SPAN = re.compile(r"(?i)\b(?:from|between|с|со|от)\b.+\b(?:to|until|till|and|по|до)\b")
"""What stands beside a day on which no work comes, and what goes on from one day to another."""


def told_date(
    subject: Ticket, old: datetime, since: datetime, tickets: Sequence[Ticket], project: Project, language: Language
) -> bool:
    """Whether the team, after `since`, told the client a date for `subject` that is later than `old`.

    A public message on the ticket or its family, or elsewhere in the project where it calls the ticket by its name, or
    is about all that was moved with it at once.
    When they write again is none, unless they tell of a delay. A contact outside the trackers that was recorded counts
    as well, and so does the new date of `subject` that a bot names, such as our own words: it stands there to be read.
    """
    due = due_of(subject, milestones_of(tickets))
    later = due if due is not None and project.agency_calendar.passes(due) > old else None
    if any(
        message.at > since
        and (message.text in project.contact_labels or _names_date(message, old, later, project, language))
        for message in said_about(subject, tickets, project, language, since)
    ):
        return True
    if any(said_of_all(subject, old, since, tickets, project, language)):
        return True
    if any(is_agreed(place, old, since, project, language) for place in work_of(subject, tickets)):
        return True
    return later is not None and is_named_by_bot(subject, later, (since, None), tickets, project, language)


def told_move(
    subject: Ticket,
    old: datetime,
    new: Due,
    span: Span,
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
) -> bool | None:
    """Whether the team told the client within `span` that the date of `subject`, which passes at `old`, becomes `new`.

    None where they named a later date and nobody can tell whether it is this one (another day, and no word of a delay),
    or where no person but a bot, such as we are, named the new one.
    """
    calendar, doubtful = project.agency_calendar, is_named_by_bot(subject, new, span, tickets, project, language)
    if any(is_within(one, span) for one in said_of_all(subject, old, span[0], tickets, project, language)):
        return True
    for message in said_about(subject, tickets, project, language, span[0]):
        if not is_within(message, span):
            continue
        if message.text in project.contact_labels:
            return True
        dates = language.named_dates(message.text, message.at, calendar)
        if later := {calendar.day_of(date.deadline) for date in dates if date.deadline > old}:
            if due_day(new, calendar) in later or tells_of_delay(message.text, LATER, language) is not None:
                return True
            doubtful = True
    return None if doubtful else False


def told_new(
    subject: Ticket,
    old: datetime,
    new: Due,
    since: datetime,
    tickets: Sequence[Ticket],
    project: Project,
    language: Language,
) -> bool:
    """Whether the client was told after `since` that the date of `subject` becomes `new`, be it by a bot."""
    if told_move(subject, old, new, (since, None), tickets, project, language):
        return True
    if is_named_by_bot(subject, new, (since, None), tickets, project, language):
        return True
    return any(is_agreed(place, old, since, project, language) for place in work_of(subject, tickets))


def told(subject: Ticket, since: datetime, tickets: Sequence[Ticket], project: Project, language: Language) -> bool:
    """Whether the client has known of something about `subject` from `since` on.

    By whatever the team said publicly on the ticket, on its family, or elsewhere naming it; by a recorded contact; or
    because a client wrote on the ticket themselves.
    """
    theirs = (message for message in messages(subject) if message.role is Role.CLIENT)
    return any(m.at >= since for m in theirs) or any(said_about(subject, tickets, project, language, since))


def reason_for(
    subject: Ticket, at: datetime, new: Due | None, tickets: Sequence[Ticket], project: Project, language: Language
) -> str:
    """The sentence in which the team told the client why the date of `subject` became `new` at `at`; else empty.

    Within a day of it. The sentence, or its comment, tells of a delay, or else names a date: the comment the new one.
    What stands on a ticket that is kept private is quoted nowhere else.
    """
    private = project.private_labels
    places = [one for one in work_of(subject, tickets) if one is subject or private.isdisjoint(one.labels)]
    calendar = project.agency_calendar
    for message in (m for ticket in places for m in spoken(ticket, language) if abs(m.at - at) <= _AROUND):
        dates = language.named_dates(message.text, message.at, calendar)
        named = new is not None and any(calendar.day_of(d.deadline) == due_day(new, calendar) for d in dates)
        is_about_it = named or tells_of_delay(message.text, LATER, language) is not None
        dated = {date.sentence for date in dates}
        for sentence in language.sentences(message.text):
            if (is_about_it or sentence in dated) and language.gives_reason(sentence):
                return sentence
    return ""


def _names_date(message: Message, old: datetime, new: Due | None, project: Project, language: Language) -> bool:
    """Whether a message names a date later than `old`, be it that of anything where it tells of a delay.

    In whatever words it names the very day that the work has now (`new`), they were told it.
    """
    calendar = project.agency_calendar
    named = language.named_dates(message.text, message.at, calendar)
    if tells_of_delay(message.text, LATER, language) is not None:
        return any(date.deadline > old for date in named)
    later = [date for date in language.dates(message.text, message.at, calendar) if date.deadline > old]
    if new is not None:
        same = (date for date in named if calendar.day_of(date.deadline) == due_day(new, calendar))
        later += [date for date in same if not _is_aside(date.sentence, language)]
    return any(language.next_contact(date.sentence, message.at, calendar) != date.deadline for date in later)


def _is_aside(sentence: str, language: Language) -> bool:
    """Whether a sentence asks something, or tells of a talk, an absence or what comes to its end."""
    aside = sentence_with(sentence, TALK | AWAY | _RUNNING_OUT, language)
    return bool(_SPAN.search(sentence) or language.asks(sentence) or aside)
