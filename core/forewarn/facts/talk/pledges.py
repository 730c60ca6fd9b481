"""The dated promises in what people wrote, and the later dates that take their place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from forewarn.facts.gist import clauses_of, is_bare, names_same
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.remembered import worked_out
from forewarn.facts.wording import ON_TIME, SLIPPING, listed, sentence_with, without
from forewarn.language import Language, Promised
from forewarn.model import Role, Ticket

_NEARLY = listed("""
    # more day*, # day* more, # more week*, # week* more, another day, another week, almost ready, nearly ready,
    almost done, nearly done, almost finished, nearly finished, еще # день, еще # дня, еще день, еще неделю,
    почти готов*, почти доделал*, почти закончил*
""")
"""What beside a date that stands alone says that something comes then, and not sooner."""
_OTHER_DAY = ("{} instead", "только {}", "{}, а не в", "{}, а не к", "{}, а не на")
"""What a date looks like that takes the place of another."""
_FILLING = listed("""
    sorry, apologies, unfortunately, then, instead, only, need, needs, looks like, rather, probably, likely, will, they,
    this, that, from, have, more, takes, longer, expected, planned, next, date, deadline, until, morning, noon,
    afternoon, evening, извините, простите, сожалению, увы, только, тогда, будет, будут, давайте, скорее, всего, вместо,
    нужно, надо, срок, дата, утром, днем, вечером, успеваю, успеваем, сделаем, сделаю
""")
"""What stands beside a new date and names no thing."""
_PUTTING_OFF = SLIPPING | _NEARLY


@dataclass(frozen=True, slots=True)
class Pledge:
    """One dated promise."""

    message: Message
    sentence: str
    """The author's own words."""
    deadline: datetime
    day: date
    """Its day on the agency's calendar."""
    contact: bool = False
    """Whether it announces to the client when they will hear from the team: then any word on that day keeps it."""
    renewed: str = ""
    """The words of the promise whose new date it is, where it is none by its own words."""

    @property
    def promise(self) -> str:
        """The words that tell what is promised."""
        return self.renewed or self.sentence

    @property
    def anchor(self) -> str:
        """The comment and the day, as a comment may hold several promises; of those for one day the last counts."""
        return f"{self.message.event}:{self.day}"


@worked_out
def pledges(ticket: Ticket, project: Project, language: Language) -> tuple[Pledge, ...]:
    """Every dated promise of the team on a ticket, oldest first."""
    return tuple(pledge for message in messages(ticket) for pledge in _in_message(message, project, language))


def new_dates(ticket: Ticket, project: Project, language: Language) -> Iterator[Pledge]:
    """The dates that a word of delay names in its own sentence; when we write again is none of them."""
    calendar = project.agency_calendar
    for message in messages(ticket):
        if not _is_our_word(message, language):
            continue
        told = language.dates(message.text, message.at, calendar)
        bare = [one for one in language.named_dates(message.text, message.at, calendar) if is_bare(one, language)]
        for named in (*told, *bare):
            moved = sentence_with(named.sentence, SLIPPING, language) or _is_other_day(named)
            nearly = named in bare and _is_nearly(named, pledges(ticket, project, language), language)
            if not (moved or nearly) or sentence_with(named.sentence, ON_TIME, language):
                continue
            if language.next_contact(named.sentence, message.at, calendar) is None:
                yield Pledge(message, named.sentence, named.deadline, calendar.day_of(named.deadline))


def put_off(pledge: Pledge, new: Pledge, project: Project, language: Language) -> Pledge | None:
    """A promise with the new date that a word of delay names for it; None where that may be the date of something else:
    "The launch moves to 20 November"."""
    for clause in clauses_of(new.sentence):
        words = undated(clause, new.message, project, language)
        if words != clause or sentence_with(clause, _PUTTING_OFF, language):
            rest = without(words, _PUTTING_OFF | _FILLING)
            if language.telling_words(rest) and not names_same(rest, pledge.promise, language):
                return None
    return replace(new, renewed=pledge.promise)


def undated(words: str, message: Message, project: Project, language: Language) -> str:
    """Words of a message without their dates: "Friday instead of Wednesday" may be said of anything."""
    for named in language.named_dates(words, message.at, project.agency_calendar):
        words = words.replace(named.phrase, "")
    return words


def _is_nearly(named: Promised, made: Iterable[Pledge], language: Language) -> bool:
    """Whether beside a date stands that something promised, or nothing by name, is almost there."""
    for clause in clauses_of(named.sentence):
        if sentence_with(clause, _NEARLY, language):
            rest = without(clause, _NEARLY | {named.phrase})
            return not language.telling_words(rest) or any(names_same(rest, one.sentence, language) for one in made)
    return False


def _is_other_day(named: Promised) -> bool:
    return any(form.format(named.phrase.casefold()) in named.sentence.casefold() for form in _OTHER_DAY)


def renews(later: Pledge, pledge: Pledge) -> bool:
    """Whether one names a later date for the other, to everybody who read that."""
    after = later.message.at > pledge.message.at and later.deadline > pledge.deadline
    same = pledge.contact or not later.contact  # that we write again puts off no work
    return after and same and (later.message.public or not pledge.message.public)


def _is_our_word(message: Message, language: Language) -> bool:
    """Whether somebody of the team gives their word in it, or takes it back."""
    return message.role is Role.TEAM and not message.opening and not language.is_automatic(message.text)


def _in_message(message: Message, project: Project, language: Language) -> tuple[Pledge, ...]:
    if not _is_our_word(message, language):
        return ()
    calendar = project.agency_calendar
    promised = language.promises(message.text, message.at, calendar)
    by_day = {calendar.day_of(one.deadline): one for one in sorted(promised, key=lambda one: one.deadline)}

    def is_contact(sentence: str) -> bool:
        return message.public and language.next_contact(sentence, message.at, calendar) is not None

    return tuple(Pledge(message, p.sentence, p.deadline, day, is_contact(p.sentence)) for day, p in by_day.items())
