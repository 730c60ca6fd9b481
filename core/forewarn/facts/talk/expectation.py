"""Whether a client was told when to expect what they asked for."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from forewarn.facts.activity import opened_last, reopens
from forewarn.facts.marks import is_marked, is_one_of, status_changes
from forewarn.facts.messages import Message, messages, opened_by_client
from forewarn.facts.project import Project
from forewarn.facts.stands import actors
from forewarn.facts.wording import BY, listed, sentence_with
from forewarn.language import Language
from forewarn.model import Event, Kind, Need, Person, Role, Ticket

_US = listed("we, i, i'll, we'll, i'm, we're, let's, will, you will, you'll, мы, я, будет, будем, буду, давайте")
"""Who makes an expectation of a date that they name."""
_WANTING = listed("""
    need, needs, needed, would be, ideally, hope, hoping, want, wanted, has to be, have to be, must be, should be live,
    should be online, should be ready, should be done, should be there, should go, нужно, нужен, нужна, нужны, надо,
    хотелось бы, хотим, хорошо бы, лучше, надеемся, должен быть, должна быть, должны быть, должно быть готово
""")
"""What a client writes who would have it on a day."""
_ON_OUR_DESK = listed("""
    noted, checked, looked, reviewed, analys*, problem*, issue*, list, board, ticket*, card, description, estimate*,
    offer, quote, invoice*, mail*, email*, question*, yet, rest, but, failed, reopened, записал*, проверил*,
    посмотрел*, проблем*, список, доск*, задач*, тикет*, карточк*, описание, оценк*, смет*, счет, письмо, вопрос*,
    остальн*, но
""")
"""What stands beside a word of ours that tells of our own papers, or of a part, rather than of the work."""


def why_nobody_waits(ticket: Ticket, project: Project, ideas: Iterable[str], chores: Iterable[str]) -> str | None:
    """Why no client waits for a date of `ticket`; None where one does.

    `ideas` are statuses in which things wait that may never be done, `chores` types and labels of what comes again.
    """
    if not opened_by_client(ticket) or ticket.source not in project.visible_sources:
        return "it is no request of a client"
    if not ticket.is_open:
        return "it is finished"
    if is_one_of(ticket.status, ideas):
        return "it is an idea that waits"
    if is_marked(ticket, chores):
        return "it comes again and again"
    return None


def is_planned(ticket: Ticket, milestone: Ticket | None) -> bool:
    """Whether a date stands: on the ticket, its milestone or an item of its list, or that of a sprint."""
    dated = ticket.due is not None or (milestone is not None and milestone.due is not None)
    return dated or ticket.sprint is not None or any(item.due is not None for item in ticket.checklist)


def why_not_known(ticket: Ticket, milestone: Ticket | None) -> str | None:
    """Why nobody can tell whether the milestone of `ticket` has a date; None where it has none or can be read."""
    if ticket.milestone is None:
        return None
    return "its milestone is not known" if milestone is None else milestone.absent.get(Need.DUE)


def was_told(ticket: Ticket, project: Project, language: Language) -> bool:
    """Whether a person who may be of the team named a coming date or contact, be it roughly, or a label records one.

    Any date that is told sets an expectation, whichever of us will keep it; one in a question does not. So does our yes
    to a date that the client named. Nobody waits for what they thanked for, either.
    """
    calendar, people = project.agency_calendar, (*actors(ticket).values(), *ticket.assignees)
    us = _US.union(*map(_names, people))
    theirs = (m for m in messages(ticket) if m.public and not m.opening and m.role in (Role.TEAM, Role.UNKNOWN))
    if any(
        language.next_contact(m.text, m.at, calendar)
        or language.dates(m.text, m.at, calendar)
        or any(
            sentence_with(one.sentence, us, language) and not language.asks(one.sentence)
            for one in language.named_dates(m.text, m.at, calendar)
        )
        or language.is_rough_date(m.text)
        for m in theirs
        if not language.is_automatic(m.text)
    ):
        return True
    if _said_yes(ticket, project, language) or _is_there(ticket, language):
        return True
    return not project.contact_labels.isdisjoint(ticket.labels)


def _said_yes(ticket: Ticket, project: Project, language: Language) -> bool:
    """Whether the team agreed to a coming date by which a client had asked for something.

    Their last words before the yes count, with those of before to which nobody had replied yet.
    """
    wanted: list[datetime] = []
    asked = replied = False
    for message in messages(ticket):
        if not message.public or language.is_automatic(message.text):
            continue
        if message.role is Role.CLIENT:
            if replied and not language.is_pleasantry(message.text):
                wanted = []
            wanted += _wanted(message, project, language, asked=asked)
            replied = False
        elif message.role is Role.TEAM and not message.opening:
            if any(day > message.at for day in wanted) and any(map(language.assents, language.sentences(message.text))):
                return True
            asked, replied = language.asks(message.text), True
    return False


def _is_there(ticket: Ticket, language: Language) -> bool:
    """Whether the client thanked for work that the team wrote is there, and all since is courtesy.

    Our word alone may tell of a part, or of what is taken back in the next sentence.
    """
    since = opened_last(ticket)
    there = thanked = False
    for message in messages(ticket):
        if not message.public or message.opening or message.at < since or language.is_automatic(message.text):
            continue
        courtesy = language.is_pleasantry(message.text)
        if message.role is Role.CLIENT:
            there, thanked = there and courtesy, there and courtesy
        elif message.role is not Role.BOT and not courtesy:
            there = language.delivers(message.text) and not sentence_with(message.text, _ON_OUR_DESK, language)
            thanked = False
    return thanked


def _wanted(message: Message, project: Project, language: Language, *, asked: bool) -> Iterator[datetime]:
    """The dates in a client's message by which they want something: no promise of their own, and not any date."""
    calendar = project.client_calendar
    own = {one.sentence for one in language.promises(message.text, message.at, calendar)}
    for one in language.named_dates(message.text, message.at, calendar):
        wish = asked or language.asks(one.sentence) or sentence_with(one.phrase, BY, language)
        if one.sentence not in own and (wish or sentence_with(one.sentence, _WANTING, language)):
            yield one.deadline


def _names(person: Person) -> set[str]:
    return {person.name.casefold(), person.name.casefold().split(" ")[0]} if person.role is Role.TEAM else set()


def taken_up(ticket: Ticket, ideas: Iterable[str]) -> Event:
    """The event since which somebody waits: opened, reopened, or moved out of a status in which `ideas` wait."""
    starts = [event for event in ticket.history if event.kind is Kind.CREATED or reopens(event)]
    starts += [event for event in status_changes(ticket) if is_one_of(event.old or "", ideas)]
    return max(starts, key=lambda event: event.at)
