"""Whom a public comment speaks to, as far as it names somebody."""

import re
from collections.abc import Iterator, Mapping

from forewarn.facts.messages import Message
from forewarn.facts.remembered import worked_out
from forewarn.facts.wording import FAMILIAR, has_words, sentence_with
from forewarn.language import Language
from forewarn.model import Person, Role, Ticket

_MENTION = re.compile(r"\[~(?:accountid:)?([^\]\n]{1,128})\]|(?<![\w@])@([\w][\w.-]{0,63})")
_TELLS = (
    "said|says|told|asked|asks|wrote|writes|wants|wanted|needs|thinks|thought|noticed|found|reported|mentioned|suggested|"
    "confirmed|decided|prefers|сказала?|говорит|просила?|просит|попросила?|написала?|пишет|хочет|хотела?|считает|думает|"
    "заметила?|наш[её]л|нашла|предложила?|подтвердила?|решила?"
)
_CALLED = re.compile(rf"\W*(?:\w+,? )?(?>{_MENTION.pattern})(?! (?:{_TELLS})\b)")
"""A name at the beginning, or after a word of greeting; not that of whom it tells: "@carl said it must be green"."""
_GREETED = re.compile(
    r"\W*(?:(?i:hi|hello|hey|dear|good \w+|привет|здравствуйте|добрый (?:день|вечер)|доброе утро|уважаем\w+)[,!.]?\s+)?"
    r"([^\W\d_][\w'-]*)(?: [A-ZА-ЯЁ][\w'-]*)?[,!:]"
)
"""The same without a sign, as in "Hi Helen,": a first name, a surname or patronymic, and what ends a greeting."""
_ASIDE = re.compile(r"\W*([^\W\d_][\w'-]*)(?:,(?: [\w'-]+){1,3})? ?\?+\W*")
"""A question so short that it is asked of whom it names: "Helen?", "Helen, and you?"."""
_COPY = re.compile(r"\W*\b(?:cc|fyi)\b\W*$", re.IGNORECASE)
"""What stands before the name of somebody who only gets to know of it."""


def addressees(message: Message, ticket: Ticket) -> frozenset[Role | None]:
    """The sides of those whom a message mentions, or one of the team begins with; None for strangers; maybe empty."""
    side = _greeted_side(message, ticket)
    return frozenset(_mentioned(message.text, _people(ticket)) | ({side} if side else set()))


def greeted(text: str) -> str:
    """The word that a text may call somebody by at its beginning, in small letters; else empty."""
    found = _GREETED.match(text)
    return found[1].casefold() if found else ""


def mentions(text: str) -> Iterator[str]:
    """What a text mentions people by: an id or a handle."""
    return (bracketed or plain.rstrip(".-") for bracketed, plain in _MENTION.findall(text))


def words_to_client(message: Message, ticket: Ticket, language: Language) -> str:
    """What a message of the team says to the client: all of it, or what stands before it names others."""
    people = _people(ticket)
    if Role.CLIENT in _mentioned(message.text, people):
        return message.text
    sentences = language.sentences(message.text)
    turned = next((place for place, one in enumerate(sentences) if _mentioned(one, people)), None)
    return message.text if turned is None else "\n".join(sentences[:turned])


def words_before_colleague(message: Message, ticket: Ticket, language: Language) -> str | None:
    """What a client says before they turn to another of theirs, by a mention or a short question at the end; None where
    they do not, or name one of ours as well."""
    people, first_names = _people(ticket), _first_names(ticket)
    if _mentioned(message.text, people) - {Role.CLIENT}:
        return None
    before: list[str] = []
    said = language.sentences(message.text)
    for sentence in said:
        if mention := _MENTION.search(sentence):
            copy = _COPY.search(sentence[: mention.start()])
            is_told = not has_words(sentence[mention.end() :]) or "?" in sentence
            if before and before[-1].endswith("?") and not has_words(_MENTION.sub("", sentence)):
                before.pop()  # "Any news? @carl" asks them
            if copy or is_told or _CALLED.match(sentence):  # "as @carl said" tells us of them
                return "\n".join([*before, sentence[: copy.start()] if copy else ""]).strip()
        before.append(sentence)
    aside = _ASIDE.fullmatch(said[-1]) if said else None
    return "\n".join(before[:-1]) if aside and first_names.get(aside[1].casefold()) == {Role.CLIENT} else None


def calling_clients(text: str, ticket: Ticket, name: str) -> str:
    """A text in small letters with `name` in place of the first names of clients on `ticket`, in whichever case."""
    text = text.casefold()
    for first, sides in _first_names(ticket).items():
        if sides == {Role.CLIENT}:
            text = re.sub(rf"(?<!\w){re.escape(first[:-1])}\w{{1,2}}(?!\w)", name, text)
    return text


def without_name(message: Message, ticket: Ticket) -> str:
    """The words of a message without the name of somebody on `ticket` that they begin with, as in "Tom, thanks!"."""
    name, comma, rest = message.text.partition(",")
    return rest.strip() if comma and name.strip().casefold() in _people(ticket) else message.text


def is_for_colleagues(message: Message, ticket: Ticket, language: Language) -> bool:
    """Whether a message of the team asks something of others of the team and speaks to nobody else."""
    return asks_by_name(message, ticket, language) and addressees(message, ticket) <= {Role.TEAM, Role.BOT}


def asks_by_name(message: Message, ticket: Ticket, language: Language) -> bool:
    """Whether a message of the team begins with the name of somebody who is no client, and asks something of them.

    Where it only tells of them, as in "@tom fixed it", it speaks to the client.
    """
    wants = language.asks(message.text) or sentence_with(message.text, FAMILIAR, language)
    if not wants or Role.CLIENT in addressees(message, ticket):
        return False
    return _calls(message, language) or _greeted_side(message, ticket) is not None


def asks_client(words: str, message: Message, ticket: Ticket, language: Language) -> bool:
    """Whether `words` of a message of the team ask something of the client.

    In the words that colleagues use among each other they do only where the message names clients and nobody else.
    """
    if language.asks(words):
        return True
    return addressees(message, ticket) == {Role.CLIENT} and sentence_with(words, FAMILIAR, language) is not None


def is_for_stranger(message: Message, ticket: Ticket, language: Language) -> bool:
    """Whether a comment of a client begins with the name of somebody who may be one of them or of us."""
    if message.opening or not _calls(message, language):
        return False
    named = addressees(message, ticket)
    return Role.TEAM not in named and not named.isdisjoint((None, Role.UNKNOWN))


def _calls(message: Message, language: Language) -> bool:
    return any(_CALLED.match(sentence) for sentence in language.sentences(message.text)[:1])


def _mentioned(text: str, people: Mapping[str, Role]) -> set[Role | None]:
    return {people.get(mention.casefold()) for mention in mentions(text)}


def _greeted_side(message: Message, ticket: Ticket) -> Role | None:
    """The side of whom the team calls at the beginning; None where nobody on the ticket, or several sides, may be.

    Who writes for a client may begin with anybody: "Carl, our director, asks when it is ready", "Hi Clara" to ours.
    """
    if message.role is not Role.TEAM:
        return None
    sides = _first_names(ticket).get(greeted(message.text), set())
    return next(iter(sides)) if len(sides) == 1 else None


def _everybody(ticket: Ticket) -> Iterator[Person]:
    """Whoever is named on the ticket or took part in it, as often as they did."""
    actors = (event.actor for event in ticket.history)
    return (person for person in (*ticket.named, ticket.reporter, *ticket.assignees, *actors) if person)


@worked_out
def _people(ticket: Ticket) -> Mapping[str, Role]:
    """Everybody on the ticket, or named there, by what a mention may call them; the side they stood on last."""
    return {name.casefold(): person.role for person in _everybody(ticket) for name in _names(person)}


@worked_out
def _first_names(ticket: Ticket) -> Mapping[str, set[Role]]:
    """The sides of everybody on the ticket, or named there, by first name."""
    sides: dict[str, set[Role]] = {}
    for person in _everybody(ticket):
        for first in person.name.split(maxsplit=1)[:1]:
            sides.setdefault(first.casefold(), set()).add(person.role)
    return sides


def _names(person: Person) -> tuple[str, ...]:
    first = person.name.split(maxsplit=1)[:1]
    return tuple(name for name in (person.id, person.handle, *first) if name)
