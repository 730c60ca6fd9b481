"""What the client asked to be changed while they looked at the work, and whether anybody did something about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.marks import is_one_of, status_changes
from forewarn.facts.messages import Message, messages
from forewarn.facts.wording import listed, sentence_with, without
from forewarn.language import Language
from forewarn.model import Event, Field, Kind, Role, StatusCategory, Ticket

_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])\s+\S", re.MULTILINE)
_FEWEST_WORDS = 5
"""Words from which on a comment of the team is a reply."""
_ASKING = frozenset(
    {
        "please", "could you", "can you", "would you", "must be", "needs to be", "need to be", "has to be", "should be",
        "пожалуйста", "можете", "могли бы", "нужно", "надо",
    }
)  # fmt: skip
"""Words by which a client asks for anything."""
REQUESTS = _ASKING | {
    "make the", "make it", "change the", "move the", "remove the", "replace the", "add the", "add a", "fix the",
    "сделайте", "поменяйте", "измените", "уберите", "удалите", "замените", "добавьте", "исправьте", "поправьте",
    "перенесите",
}  # fmt: skip
"""Words by which a client asks for a change."""
NO_CHANGES = frozenset(
    {
        "close the ticket", "close this", "close it", "close the task", "close the issue", "go ahead", "deploy*",
        "publish*", "go live", "goes live", "going live", "put it live", "be live", "put it online", "go online",
        "be online", "put this live", "put this online", "set it live", "release it", "launch it", "roll it out",
        "ship it", "the invoice", "an invoice", "send me", "send us", "thank *",
        "закройте", "закрыть", "закрывайте", "опубликуйте", "опубликовать", "публикуйте", "публиковать", "выложите",
        "выложить", "выкладывайте", "выкладывать", "запустите", "запустить", "запускайте", "запускать", "деплой*",
        "счет", "пришлите", "прислать", "отправьте", "поблагодарите",
    }
)  # fmt: skip
"""Words of a request that leaves the work as it is: to close it, put it live, send something."""
_UNNEEDED = listed("""
    don't need to *, do not need to *, don't have to *, do not have to *, no need to *, needn't *, need not *,
    doesn't need to be *, does not need to be *, doesn't have to be *, don't need to be *, nothing has to be *,
    nothing needs to be *, nothing else has to be *, nothing else needs to be *, не надо *ть, не нужно *ть,
    *ть не надо, *ть не нужно, ничего не надо, ничего не нужно, не надо ничего, не нужно ничего
""")
"""Words that want nothing done."""
_BUT = listed("but, except, besides, apart from, other than, кроме, но, а")
"""What says beside it that something is wanted done all the same."""
_TO_DO = listed("""
    убрать, поменять, заменить, добавить, исправить, поправить, изменить, удалить, перенести, сделать, увеличить,
    уменьшить
""")
"""What an item of a list names that is to be done."""
_CHANGED = frozenset(
    {
        "changed", "updated", "adjusted", "corrected", "made it", "made the", "made them", "enlarged", "increased",
        "reduced", "moved", "removed", "replaced", "added", "implemented", "rewrote", "rewritten", "swapped",
        "изменил*", "обновил*", "увеличил*", "уменьшил*", "поменял*", "заменил*", "убрал*", "удалил*", "добавил*",
        "перенесл*", "перенес", "переписал*", "учл*", "учел",
    }
)  # fmt: skip
"""Words in which even a short reply tells what was changed."""
ASKING_APPROVAL = frozenset(
    {
        "approve", "approval", "sign off", "sign-off", "sign it off", "good to go", "happy with", "go live", "final ok",
        "согласу*", "согласов*", "утверд*", "одобр*", "подтверд*",
    }
)  # fmt: skip
"""Words by which a team asks for approval."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the agency works with feedback."""

    reviews: frozenset[str]
    """Statuses in which the client looks at the work."""
    requests: frozenset[str]
    """Words by which a single sentence asks for a change."""
    approval: frozenset[str]
    """Words by which the team asks for approval."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """Feedback that was passed over: the work was called done, or put up for approval, as if it were not there."""

    message: Message
    passed: Event
    """What closed the matter."""


def passed_over(ticket: Ticket, manner: Manner, language: Language) -> Feedback | None:
    """The first feedback on `ticket` that was passed over and that nobody has acted on to this day."""
    for message in messages(ticket):
        if _is_feedback(message, ticket, manner, language) and not _acted_on(ticket, message, manner, language):
            passed = next(_closings(ticket, message.at, manner, language), None)
            if passed is not None:
                return Feedback(message, passed)
    return None


def _is_feedback(message: Message, ticket: Ticket, manner: Manner, language: Language) -> bool:
    """Whether a client asks for changes in review: a request, in several sentences or a list, or an outright one, or a
    list of what is wrong or to be done."""
    if message.opening or message.role is not Role.CLIENT:
        return False
    then = ticket.as_of(message.at)
    if then is None or not is_one_of(then.status, manner.reviews) or language.approves(message.text):
        return False
    if language.is_automatic(message.text) or language.chases(message.text):
        return False
    sentences = language.sentences(message.text)
    said = [one if sentence_with(one, _BUT, language) else without(one, _UNNEEDED) for one in sentences]
    wanting = [sentence for sentence in said if not _leaves_it(sentence, manner, language)]
    if any(sentence_with(sentence, manner.requests, language) for sentence in wanting):
        return True
    is_list = _ITEM.search(message.text) is not None
    if is_list and any(language.is_about_trouble(one) or sentence_with(one, _TO_DO, language) for one in wanting):
        return True
    return (is_list or len(said) > 1) and any(language.asks(sentence) for sentence in wanting)


def _leaves_it(sentence: str, manner: Manner, language: Language) -> bool:
    """Whether a sentence asks for something, and not for a change of the work."""
    wants_a_change = sentence_with(sentence, manner.requests - _ASKING, language) is not None
    return not wants_a_change and sentence_with(sentence, NO_CHANGES, language) is not None


def _acted_on(ticket: Ticket, feedback: Message, manner: Manner, language: Language) -> bool:
    """Whether anything followed that takes the feedback up: a change, work going on, a reply, or the client's yes."""
    said = (message for message in messages(ticket) if message.at > feedback.at)
    return any(_takes_up(event, manner) for event in ticket.history if event.at > feedback.at) or any(
        _answers(message, manner, language) for message in said
    )


def _takes_up(event: Event, manner: Manner) -> bool:
    side = event.actor.role if event.actor else Role.UNKNOWN
    if side is Role.CLIENT:  # they moved it on themselves
        return event.category is StatusCategory.DONE
    match event.kind, event.field:
        case Kind.ADDED, Field.ATTACHMENTS | Field.LINKS | Field.CHECKLIST:
            return True
        case Kind.CHANGED, Field.DESCRIPTION | Field.CRITERIA:
            return True
        case Kind.CHANGED, Field.STATUS:  # back into work
            return event.category is not StatusCategory.DONE and not is_one_of(event.new or "", manner.reviews)
        case Kind.TICKED, _:
            return True
    return False


def _answers(message: Message, manner: Manner, language: Language) -> bool:
    if message.role is Role.CLIENT:
        return language.approves(message.text) or language.is_pleasantry(message.text)
    if message.role is Role.BOT or not message.public or language.is_holding_reply(message.text):
        return False
    told = [s for s in language.sentences(message.text) if not _asks_approval(s, manner, language)]
    if any(language.delivers(sentence) or sentence_with(sentence, _CHANGED, language) for sentence in told):
        return True
    return sum(len(s.split()) for s in told if not language.is_pleasantry(s)) >= _FEWEST_WORDS


def _asks_approval(sentence: str, manner: Manner, language: Language) -> bool:
    return language.asks(sentence) and sentence_with(sentence, manner.approval, language) is not None


def _closings(ticket: Ticket, since: datetime, manner: Manner, language: Language) -> Iterator[Event]:
    """What passes feedback over, oldest first: the work done, or the team asking for approval."""
    asked = {
        message.event
        for message in messages(ticket)
        if message.at > since and message.role is Role.TEAM and message.public
        if any(_asks_approval(sentence, manner, language) for sentence in language.sentences(message.text))
    }
    finished = {e.id for e in status_changes(ticket) if e.at > since and e.category is StatusCategory.DONE}
    return (event for event in ticket.history if event.id in asked | finished)
