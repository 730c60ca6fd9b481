"""Promised dates that were missed: which one, and what the client knows of it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forewarn.facts.activity import finishes, open_ticket_of, spoken
from forewarn.facts.dates.ledger import date_ledger, missed_at, parent_spoke
from forewarn.facts.dates.setbacks import Missed, given_at, stands, was_off_our_hands
from forewarn.facts.dates.slips import Slip, for_client, slips
from forewarn.facts.deadlines import passing
from forewarn.facts.messages import Message
from forewarn.facts.project import Project
from forewarn.facts.talk.about import naming, said_about
from forewarn.facts.talk.bots import SHORTEST_NAME, is_told_by_bot
from forewarn.facts.talk.told import told_new
from forewarn.facts.wording import AWAY, MOVING, SLIPPING, listed, sentence_with, tells_of_delay
from forewarn.language import Language
from forewarn.model import Due, Evidence, Fact, Ticket, TicketRef

Reached = Callable[[datetime], bool]

_SHORTLY = timedelta(days=1)
"""How long before a move what is said of the work may tell of it."""
_ENDS = listed("""
    ready, done, finished, finish, completed, complete, live, online, готов*, закончи*, законче*, завершим, доделае*
""")
"""What is said of work that comes to its end on a day."""
_ITSELF = listed("it, everything, это, всё")
"""What the work of a ticket is called on it."""
_WORD = re.compile(r"\w\w+")


@dataclass(frozen=True, slots=True)
class Miss:
    """The date of a deliverable that was missed last."""

    how: Missed
    due: Due
    """That on the ticket, or a later one that the client was told and that does not stand there."""
    evidence: tuple[Evidence, ...]
    """Where the client was told it."""
    at: datetime
    """When it had passed, with grace."""
    retold: int
    """How many dates that the client was told after the one on the ticket were missed."""
    team_only: bool
    """Whether the client has nothing to hear of it: they were told a later one, it was not missed by us, it was written
    down when it had passed, or they were told it of the parent."""
    place: TicketRef | None
    """Where to speak of it."""

    @property
    def anchor(self) -> str:
        """Which event it is."""
        return self.how.anchor(self.due)

    @property
    def facts(self) -> dict[str, Fact]:
        """As a template names it."""
        return {"due": self.due, **self.how.facts}


def last_miss(
    subject: Ticket, tickets: Sequence[Ticket], project: Project, language: Language, reached: Reached, grace_days: int
) -> Miss | None:
    """What of `subject` was missed last; None while its date has not passed.

    A later date that the client was told holds like one on the ticket, unless they were told another before it passed.
    """
    given, passed, late = given_at(subject), missed_at(subject, project), missed_at(subject, project, grace_days)
    if subject.due is None or given is None or passed is None or late is None or not reached(late):
        return None
    told = _told_anew(subject, (given, passed), tickets, project, language)
    due: Due = subject.due
    shown: tuple[Evidence, ...] = ()
    last = retold = 0
    for number, new in enumerate(told, start=1):
        passes, falls = passing(project, new.day), passing(project, new.day, grace_days)
        if passes is not None and falls is not None and _stood(new, told[number:], passes) and reached(falls):
            due, shown, passed, late = new.day, (new.evidence,), passes, falls
            last, retold = number, retold + 1
    how = stands(subject, tickets, project, language)
    if how is Missed.DUE and last < len(told):
        how = Missed.TOLD
    then = subject.as_of(passed)
    # It was written down when it had passed, and not in the place of one that was missed as well.
    was_none = (then is None or then.due != subject.due) and not was_moved_late(subject, project)
    spared = not retold and (was_none or parent_spoke(subject, passed, tickets, project))
    hidden = how is not Missed.DUE or spared or was_off_our_hands(subject, passed, tickets, project, language)
    return Miss(how, due, shown, late, retold, hidden, open_ticket_of(subject, tickets))


@dataclass(frozen=True, slots=True)
class _New:
    """A word to the client that work comes later, and when."""

    at: datetime
    day: date
    is_of_work: bool
    """Whether it states when the work itself comes; a promise in the first person is kept or broken by itself."""
    evidence: Evidence


def _stood(new: _New, later: Sequence[_New], passed: datetime) -> bool:
    """Whether the work was due at `passed` by a word, and by none of those that came `later`."""
    return new.is_of_work and not any(one.at <= passed for one in later)


def _told_anew(
    subject: Ticket, since: tuple[datetime, datetime], tickets: Sequence[Ticket], project: Project, language: Language
) -> list[_New]:
    """What the team said of work that comes later, oldest first.

    `since` is when the date that stands was given, and when it passed.
    """
    given, missed = since
    said = sorted(said_about(subject, tickets, project, language, given), key=lambda message: message.at)
    about = {*spoken(subject, language), *(one.message for one in naming(subject, tickets, language, given))}
    told = (
        _new_day(one, missed, subject if one in about else None, project, language) for one in said if one.at > given
    )
    return [new for new in told if new is not None]


def _new_day(
    message: Message, missed: datetime, subject: Ticket | None, project: Project, language: Language
) -> _New | None:
    """The last day that a message names where it tells of a delay or, where it is about the work of a `subject`, of
    its end.

    A date alone may be that of something else, and so may what is said on a related ticket; and what comes to its end
    may be a part, unless the work is named.
    """
    said, calendar = (message.text, message.at, project.agency_calendar), project.agency_calendar
    later = [date for date in language.named_dates(*said) if date.deadline > max(missed, message.at)]
    stated = {date.sentence for date in language.dates(*said)} if subject else set()
    is_late = tells_of_delay(message.text, SLIPPING - MOVING, language) is not None
    if not is_late:
        ends = {sentence for sentence in stated if sentence_with(sentence, _ENDS, language)}
        later = [date for date in later if date.sentence in ends or tells_of_delay(date.sentence, MOVING, language)]
    if not later:
        return None
    last = max(later, key=lambda date: date.deadline)
    promised = any(last.sentence == one.sentence for one in language.promises(*said))
    is_our_own = language.next_contact(last.sentence, *said[1:]) or sentence_with(last.sentence, AWAY, language)
    is_single = len({date.deadline for date in later}) == 1
    is_named = is_late or (subject is not None and _is_named(subject, last.sentence, language))
    is_of_work = last.sentence in stated and is_named and is_single and not promised and not is_our_own
    return _New(message.at, calendar.day_of(last.deadline), is_of_work, message.evidence())


def _is_named(subject: Ticket, sentence: str, language: Language) -> bool:
    """Whether a sentence calls a ticket by its title, or its work as one does on the ticket itself."""
    title, said = subject.title.casefold(), sentence.casefold()
    # A short one, as FAQ, is a word of its own and no piece of another.
    is_titled = title in said if len(title) >= SHORTEST_NAME else title in _WORD.findall(said)
    return is_titled or sentence_with(sentence, _ITSELF, language) is not None


def was_moved_late(subject: Ticket, project: Project) -> bool:
    """Whether a date that stood on `subject` had passed when it became another one."""
    ledger = date_ledger(subject)
    moves = ((passing(project, m.old), m.at) for m in (ledger.moves if ledger else ()) if m.old is not None)
    return any(old is not None and old < at for old, at in moves)


def owed_move(
    subject: Ticket, tickets: Sequence[Ticket], project: Project, language: Language, reached: Reached
) -> Slip | None:
    """The move of a date that had passed, where the client, who did not ask for it, was told no later one.

    The last such move counts. What they were told and had passed by then was the date of another miss.
    """
    if not was_moved_late(subject, project):
        return None
    where = (tickets, project, language)
    late = [s for s in slips(subject, tickets, project, reached) if s.at > (passing(project, s.old) or s.at)]
    for slip in late[-1:]:
        dates = {slip.new, subject.due or slip.new}
        if not (
            for_client(slip, subject, *where)
            or any(told_new(subject, slip.at, new, slip.given, *where) for new in dates)
            or _told_anew(subject, (slip.given, slip.at), *where)
        ):
            return slip
    return None


def awaited_move(
    subject: Ticket, tickets: Sequence[Ticket], project: Project, language: Language, reached: Reached
) -> Slip | None:
    """The move of which the client waits to hear, until the new date passes: they read that the old one was missed.

    That is, a bot such as we are spoke of the work, by its title, between the two, and it was not done since; and
    nobody of the team wrote to them about it from the day before the move on, be it without a date that one can read.
    """
    slip = owed_move(subject, tickets, project, language, reached)
    passed = passing(project, slip.old) if slip else None
    if slip is None or passed is None:
        return None
    ends = missed_at(subject, project) or passing(project, slip.new)
    since = max([passed, *(event.at for event in subject.history if finishes(event) and event.at <= slip.at)])
    if not is_told_by_bot(subject, (since, slip.at), tickets) or (ends is not None and reached(ends)):
        return None
    heard = any(said_about(subject, tickets, project, language, slip.at - _SHORTLY))
    return None if heard else slip
