"""What the words of a client's message amount to: whether they want something, or only agree, thank or see to it."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from forewarn.facts.project import Project
from forewarn.facts.wording import (
    AWAY,
    CONDITIONAL,
    FAMILIAR,
    FOR_INFORMATION,
    GIVING,
    OBJECTING,
    OUR_PART,
    TALK,
    has_words,
    listed,
    sentence_with,
    without,
)
from forewarn.language import Language, Promised

_CLAUSES = re.compile(r"[,;:]\s+|\s[–—-]\s")
_WHICH = listed("which, when, where, who, how many, how much, какой, какая, какую, какое из, когда, где, кто, сколько")
"""What a question asks by that no praise answers."""
_OR = listed("or, или")
_WHOLE = listed("""
    new, design, site, website, page, layout, work, app, новый, новая, новое, новые, дизайн*, сайт*, страниц*, макет*
""")
"""What is praised by somebody who chooses nothing; "the blue one looks great" does."""
_CHOSEN = listed("one, first, second, third, left, right, both, either, перв*, втор*, трет*, оба, обе, лев*, прав*")
_APPROVING = listed("approved, approve, signed off, accepted, согласован*, утвержд*, утверди*, одобр*")
_DETAIL = listed("just, only, только, лишь")
_IF = listed("once, when, if, until, unless, provided, когда, если, пока")
"""What somebody writes who gives something, or a yes, only then."""
_WISHING = listed("""
    need, needs, should, must, want, wants, just, instead, go ahead, you change, our side, our end, from us, with you,
    нужно, нужен, нужна, нужны, надо, должен, должна, должно, должны, просто, за вами, дальше вы, от нас, нашей стороны
""")
"""What somebody writes who wants something done all the same, or who did their own part."""
_DEMANDING = listed("""
    has to be, have to be, must be, must work, is needed, are needed, должен быть, должна быть, должны быть,
    должен работать, должна работать, должно работать
""")
"""What somebody writes who wants a thing of us beside what they see to themselves."""
_TELLING = listed("""
    fyi, just fyi, for your information, just for your information, heads up, heads-up, just so you know, к сведению,
    для сведения, для информации, просто для информации, просто к сведению, чтобы вы знали
""")
"""What somebody writes who only tells something."""
_ABSENT = listed("""
    i'm away, i am away, we're away, we are away, i'll be away, we'll be away, out of office, out of the office,
    out until, out till, out today, out this week, out next week, on holiday, on vacation, on leave, on a trip,
    on the road, я в отпуске, мы в отпуске, в отъезде, на больничном, в командировке, меня не будет, нас не будет,
    меня нет, нас нет
""")
"""What somebody writes beside it who will not be there anyway."""
_TURNING = re.compile(r"(?<!\w)(?:and|but|и|но|а)(?!\w)")
"""What joins another statement to a promise."""
_TELLING_US = re.compile(
    r"\W*(?:then )?(?:tell|let|report|collect|list|note|write|send|mail|email|see|check|test|look|describe|show|give|"
    r"call|get back|come back|напишу|сообщу|расскажу|скажу|отпишусь|пришлю|соберу|посмотрю|проверю)(?!\w)"
)
"""What they promise behind it as well: "I'll test it tomorrow and tell you what is wrong"."""
_SHORTEST = 4
"""Letters that two words share at least which differ in their ending."""
_BESIDE_A_DAY = 1
"""Words beside a day in a clause that says little else: "Probably on Thursday."."""
_ASIDE = 2
"""Words too few to say something of their own beside a receipt: "Invoice received, paid today."."""


def is_answered_elsewhere(text: str, language: Language) -> bool:
    """Whether a client says thanks for a talk with us, and nothing else: that was the answer."""
    return language.is_after_talk(text) and language.is_pleasantry(text)


def names_same(one: str, other: str, language: Language) -> bool:
    """Whether a word of one text is, but for its ending, one of the other's; everyday words are none."""
    theirs = language.telling_words(other)
    return any(_is_same(word, known) for word in language.telling_words(one) for known in theirs)


def names_only(one: str, other: str, language: Language) -> bool:
    """Whether one text names something, and nothing but what the other does."""
    words = language.telling_words(one)
    return bool(words) and all(names_same(word, other, language) for word in words)


def _is_same(one: str, other: str) -> bool:
    shorter, longer = sorted((len(one), len(other)))
    shared = min(shorter, max(_SHORTEST, shorter - 1))
    return one[:shared] == other[:shared] and (shorter >= _SHORTEST or longer < 2 * shorter)  # approval is no app


def wants_nothing(text: str, language: Language) -> bool:
    """Whether a message neither asks, chases nor complains."""
    asks = language.asks(text) or sentence_with(text, FAMILIAR, language)
    return not (asks or language.chases(text) or language.complains(text))


def objects(text: str, language: Language) -> bool:
    """Whether a message tells of trouble, or may want that work is not finished as it is: "Stop, don't publish"."""
    return language.is_about_trouble(text) or sentence_with(text, OBJECTING, language) is not None


def only_tells(text: str, language: Language) -> bool:
    """Whether a message says that it is for information; "Add the fair to the calendar" wants a deed."""
    return sentence_with(text, _TELLING, language) is not None


def is_for_information(text: str, at: datetime, project: Project, language: Language) -> bool:
    """Whether a message says that it wants no answer, and else at most that it is for information.

    One that asks or wishes, tells of trouble or names a date does not.
    """
    if not sentence_with(text, FOR_INFORMATION, language) or not wants_nothing(text, language):
        return False
    if language.named_dates(text, at, project.client_calendar):
        return False
    rest = without("\n".join(language.sentences(text)), FOR_INFORMATION)
    if has_words(rest) and not only_tells(rest, language) and not language.is_pleasantry(rest):
        return False
    return not objects(rest, language) and not sentence_with(without(rest, _TELLING), _WISHING, language)


def only_agrees(text: str, language: Language) -> bool:
    """Whether a message approves or says yes and does nothing else: a remark beside it wants an answer."""
    if language.assents(text):
        return True
    return language.approves(text) and not language.asks(text) and is_only(text, language, language.approves)


def is_beside_the_question(text: str, asked: str, language: Language) -> bool:
    """Whether a message only praises a thing, where the question was which, when or who, and is not about it."""
    question = language.question(asked) or ""
    if language.agrees(text) or language.approves(text) or names_same(text, question, language):
        return False
    of_another = sentence_with(text, _WHOLE, language) and not sentence_with(text, _CHOSEN, language)
    return bool(of_another) and sentence_with(question, _WHICH, language) is not None


def chooses(text: str, asked: str, language: Language) -> bool:
    """Whether a message says which, where that was the question, whatever else stands beside it."""
    if not sentence_with(language.question(asked) or "", _WHICH | _OR, language):
        return False
    return any(language.assents(one) and sentence_with(one, _CHOSEN, language) for one in language.sentences(text))


def approves_but_for_a_detail(text: str, language: Language) -> bool:
    """Whether a message approves in so many words and wants a detail otherwise: "Approved, just swap the logo"."""
    for sentence in language.sentences(text):
        first, *rest = clauses_of(sentence)
        if rest and sentence_with(first, _APPROVING, language) and language.approves(first):
            detail = sentence_with(rest[0], _DETAIL, language)
            return detail is not None and sentence_with(detail, _IF, language) is None
    return False


def sees_to_it(text: str, language: Language) -> bool:
    """Whether a client says that they answer, give or look at it later, or whom they ask, and nothing else."""
    kinds = (language.is_holding_reply, language.is_inquiry, partial(_gives, language=language))
    if not any(is_kind(text) for is_kind in kinds) or language.is_about_trouble(text):
        return False
    if sentence_with(text, OUR_PART | _DEMANDING, language):
        return False
    return is_only(text, language, *kinds)


def _gives(text: str, language: Language) -> bool:
    """Whether it says that they will send something or pay, on no condition, and no more but that somebody is away."""
    if objects(text, language) or sentence_with(text, CONDITIONAL, language):  # "after the holidays"
        return False
    said = (one for one in clauses_of(text) if not sentence_with(one, GIVING | AWAY, language))
    return sentence_with(text, GIVING, language) is not None and all(map(language.is_pleasantry, said))


def is_only(text: str, language: Language, *kinds: Callable[[str], bool]) -> bool:
    """Whether every sentence is of one of `kinds`, or a pleasantry or yes beside them."""
    among = (*kinds, language.is_pleasantry, language.assents)
    return all(any(is_kind(one) for is_kind in among) for one in language.sentences(text))


def clauses_of(sentence: str) -> list[str]:
    """What stands between the commas and dashes of a sentence."""
    return _CLAUSES.split(sentence)


def all_clauses(text: str, language: Language) -> list[str]:
    """The clauses of all sentences of a text."""
    return [clause for one in language.sentences(text) for clause in clauses_of(one)]


def is_mere_patience(text: str, language: Language) -> bool:
    """Whether it says that there is no hurry, and no more beside a comma but that somebody is away."""
    said = (one for one in all_clauses(text, language) if not sentence_with(one, _ABSENT, language))
    return all(is_only(one, language, language.is_unhurried) for one in said)


def is_bare(date: Promised, language: Language) -> bool:
    """Whether a date stands alone and in no question: "Not done, Friday then."; a day of a talk or absence is none."""
    if language.asks(date.sentence):
        return False
    return any(not sentence_with(one, TALK | AWAY, language) for one in _alone(date))


def stands_alone(date: Promised) -> bool:
    """Whether a date stands in a clause with one other word at most."""
    return any(_alone(date))


def _alone(date: Promised) -> Iterator[str]:
    most = len(date.phrase.split()) + _BESIDE_A_DAY
    return (one for one in clauses_of(date.sentence) if date.phrase in one and len(one.split()) <= most)


def is_mere_receipt(text: str, language: Language) -> bool:
    """Whether it says that something came, and no more behind a comma either: "received, it differs a lot"."""
    said = (one for one in all_clauses(text, language) if len(one.split()) > _ASIDE)
    return language.is_receipt(text) and all(is_only(one, language, language.is_receipt) for one in said)


def promised_until(
    text: str, at: datetime, project: Project, language: Language, *, sees_to_it: bool
) -> datetime | None:
    """The latest date that a client promises, or by which they see to it, with no trouble or demand beside it."""
    contact = language.next_contact(text, at, project.client_calendar)
    promises = language.promises(text, at, project.client_calendar)
    named = language.named_dates(text, at, project.client_calendar) if sees_to_it else promises
    deadlines = {one.deadline for one in named} | ({contact} if contact else set())
    beside = set(language.sentences(text)) - {one.sentence for one in promises}
    beside |= {clause for one in promises for clause in clauses_of(one.sentence) if one.phrase not in clause}
    joined = (rest for one in promises for rest in _TURNING.split(one.sentence.partition(one.phrase)[2])[1:])
    beside |= {rest for rest in joined if not _TELLING_US.match(rest)}
    if any(language.is_about_trouble(one) or sentence_with(one, _DEMANDING, language) for one in beside):
        return None
    return max(deadlines, default=None)


def bare_until(text: str, at: datetime, project: Project, language: Language) -> datetime | None:
    """The latest day that stands alone, as whoever promised something before names another: "Sorry, Monday then.".

    With a wish beside it, it is none: "Friday, the shop must be live!"
    """
    if sentence_with(text, _WISHING, language):
        return None
    named = language.named_dates(text, at, project.client_calendar)
    return max((one.deadline for one in named if is_bare(one, language)), default=None)
