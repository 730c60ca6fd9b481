"""The later dates that take the place of promised ones."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from forewarn.facts.gist import clauses_of, is_bare, names_only, names_same
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.talk.pledges import HANDING, Pledge, is_our_word, named_in, pledges, undated
from forewarn.facts.wording import ON_TIME, SLIPPING, has_words, listed, sentence_with, without
from forewarn.language import Language, Promised
from forewarn.model import Role, Ticket

_NEARLY = listed("""
    # more day*, # day* more, # more week*, # week* more, another day, another week, almost ready, nearly ready,
    didn't get to it, did not get to it, didn't get around to it, didn't manage, руки не дошли, не дошли руки,
    almost done, nearly done, almost finished, nearly finished, еще # день, еще # дня, еще день, еще неделю,
    почти готов*, почти доделал*, почти закончил*
""")
"""What beside a date that stands alone says that something comes then, and not sooner."""
_OTHER_DAY = ("{} instead", "только {}", "{}, а не в", "{}, а не к", "{}, а не на")
"""What a date looks like that takes the place of another."""
_FILLING = listed("""
    sorry, apologies, unfortunately, then, than, instead, only, need, needs, looks like, rather, probably, likely, will,
    they, for sure, at the latest, latest, first thing, this, that, from, have, more, takes, longer, expected, planned,
    next, date, deadline, until, morning, noon, afternoon, evening,
    извините, простите, сожалению, увы, только, тогда, будет, будут, давайте, скорее, всего, вместо, нужно, надо, срок,
    дата, утром, днем, вечером, точно, успеваю, успеваем, сделаем, сделаю
""")
"""What stands beside a new date and names no thing."""
_PUTTING_OFF = SLIPPING | _NEARLY
_TODAY = listed("today, сегодня")
_READY = listed("ready, done, finished, готов*")
_NEWS = listed("""
    any, news, status, update*, expect, tell, know, idea, stand, going, look*, progress, when, where, what, still,
    новост*, статус, подскажите, скажите, как дела, успева*, когда, жда*
""")
"""What a client asks after in general."""
_COMING = ("will be {}", "'ll be {}", "будет {}", "будут {}")
"""What a date looks like on which something comes."""


def new_dates(ticket: Ticket, project: Project, language: Language) -> Iterator[Pledge]:
    """The dates that a word of delay names in its own sentence, or on which all that was promised comes.

    When we write again is none of them.
    """
    calendar = project.agency_calendar
    made = [_thing(one, project, language) for one in pledges(ticket, project, language) if not one.contact]
    said = messages(ticket)
    for before, message in zip((None, *said), said, strict=False):
        if not is_our_word(message, language):
            continue
        of_it = before is None or not _asks_of_another(before, made, language)
        told = language.dates(message.text, message.at, calendar)
        how = (message, project, language)
        named_dates = [_last(one, *how) for one in named_in(message.text, *how)]
        coming = [one for one in (*told, *named_dates) if _is_coming(one, one in told, made, language, of_it=of_it)]
        bare = [one for one in named_dates if is_bare(one, language) or _is_filled(one, language)]
        for named in (*told, *bare, *coming):
            moved = sentence_with(named.sentence, SLIPPING, language) or _is_other_day(named) or named in coming
            nearly = named in bare and _is_nearly(named, made, language)
            if not (moved or nearly) or sentence_with(named.sentence, ON_TIME, language):
                continue
            if language.next_contact(named.sentence, message.at, calendar) is None:
                yield Pledge(message, named.sentence, named.deadline, calendar.day_of(named.deadline))


def put_off(pledge: Pledge, new: Pledge, project: Project, language: Language) -> Pledge | None:
    """A promise with the new date that is named for it; None where that may be the date of something else.

    "The launch moves to 20 November" may be.
    """
    for clause in clauses_of(new.sentence):
        words = undated(clause, new.message, project, language)
        if words != clause or sentence_with(clause, _PUTTING_OFF, language):
            rest = without(words, _PUTTING_OFF | _FILLING | HANDING)
            if language.telling_words(rest) and not names_same(rest, pledge.promise, language):
                return None
    return replace(new, renewed=pledge)


def leaves_a_rest(pledge: Pledge, new: Pledge, project: Project, language: Language) -> bool:
    """Whether a message that hands something over puts off a part of it: "Header done, the footer needs until Friday".

    In "It is fixed. Live on Monday." all of it is done, and a meeting about what is handed over is no part of it.
    """
    clauses = ((one, undated(one, new.message, project, language)) for one in clauses_of(new.sentence))
    rest = (without(words, _PUTTING_OFF | _FILLING | HANDING) for clause, words in clauses if words != clause)
    whole = _thing(pledge.origin, project, language)
    is_part = any(names_only(one, whole, language) and not names_only(whole, one, language) for one in rest)
    return is_part and put_off(pledge, new, project, language) is not None


def renews(later: Pledge, pledge: Pledge) -> bool:
    """Whether one names a later date for the other, to everybody who read that."""
    after = later.message.at > pledge.message.at and later.deadline > pledge.deadline
    same = pledge.contact or not later.contact  # that we write again puts off no work
    return after and same and (later.message.public or not pledge.message.public)


def _last(named: Promised, message: Message, project: Project, language: Language) -> Promised:
    """The last of two days with a comma between them: "I can't make it today, tomorrow for sure"."""
    before, _, last = named.phrase.rpartition(", ")
    first = named_in(before, message, project, language) if before else ()
    return replace(named, phrase=last) if first and first[-1].deadline != named.deadline else named


def _is_coming(named: Promised, told: bool, made: Sequence[str], language: Language, *, of_it: bool) -> bool:
    """Whether it is stated when all that was promised comes, or, `of_it`, what has no name: "It'll be Monday".

    Of "the banner sketch" the banner is another thing.
    """
    if language.asks(named.sentence):
        return False
    for clause in clauses_of(named.sentence.casefold().replace("’", "'")):
        phrase = named.phrase.casefold().replace("’", "'")
        if phrase in clause and (told or any(form.format(phrase) in clause for form in _COMING)):
            said = clause.replace(phrase, "")
            rest = without(said, _FILLING | HANDING)
            same = (names_only(rest, one, language) and names_only(one, rest, language) for one in made)
            bare = of_it and "there" not in clause.split()  # "We will be there on Monday"
            return any(same) or (bare and not language.telling_words(without(said, _FILLING | _READY)))
    return False


def _asks_of_another(message: Message, made: Sequence[str], language: Language) -> bool:
    """Whether a client asks of something that was not promised, as does the answer: "When is the fair?"."""
    asked = language.question(message.text) if message.role is Role.CLIENT else None
    rest = without(asked or "", _FILLING | HANDING | _READY | _TODAY | _NEWS)
    return bool(language.telling_words(rest)) and not any(names_same(rest, one, language) for one in made)


def _thing(pledge: Pledge, project: Project, language: Language) -> str:
    return without(undated(pledge.sentence, pledge.message, project, language), _FILLING | HANDING)


def _is_filled(named: Promised, language: Language) -> bool:
    """Whether a date stands in a clause with nothing but words that say no more: "Tomorrow for sure"."""
    clauses = (one.replace(named.phrase, "") for one in clauses_of(named.sentence) if named.phrase in one)
    return any(not has_words(without(one, _FILLING)) for one in clauses) and not language.asks(named.sentence)


def _is_nearly(named: Promised, made: Sequence[str], language: Language) -> bool:
    """Whether beside a date stands that something promised, or nothing by name, is almost there."""
    for clause in clauses_of(named.sentence):
        if sentence_with(clause, _NEARLY, language):
            rest = without(clause.replace(named.phrase, ""), _NEARLY | _TODAY)
            return not language.telling_words(rest) or any(names_same(rest, one, language) for one in made)
    return False


def _is_other_day(named: Promised) -> bool:
    return any(form.format(named.phrase.casefold()) in named.sentence.casefold() for form in _OTHER_DAY)
