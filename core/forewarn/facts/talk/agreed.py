"""A day for the work that a client and the team settle on, one asking and the other answering."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from forewarn.facts.gist import is_bare
from forewarn.facts.messages import Message, messages
from forewarn.facts.project import Project
from forewarn.facts.wording import listed, sentence_with
from forewarn.language import Language
from forewarn.model import Role, Ticket

_OF_THE_WORK = listed("""
    it, this, them, do, make, ready, done, finish*, complete*, deliver*, live, online, launch*, release*,
    это, его, ее, их, все, успе*, готов*, сдела*, сдать, сдади*, закончи*, запуст*, запуск*
""")
"""What a question asks by whose day the work is to come, and no talk or invoice."""


def is_agreed(place: Ticket, old: datetime, since: datetime, project: Project, language: Language) -> bool:
    """Whether a client who asked when was told a bare day later than `old`, or one that they named was agreed to."""
    said = [m for m in messages(place) if m.public and m.role in (Role.CLIENT, Role.TEAM)]
    answers = ((asked, reply) for asked, reply in pairwise(said) if reply.role is Role.TEAM and reply.at > since)
    return any(
        day > old
        for asked, reply in answers
        if asked.role is Role.CLIENT
        for day in _settled_on(asked, reply, project, language)
    )


def _settled_on(asked: Message, reply: Message, project: Project, language: Language) -> Iterator[datetime]:
    """The bare days that a reply names to a client who asked when, or those of the client that it says yes to."""
    calendar = project.agency_calendar
    if language.chases(asked.text):
        for date in language.named_dates(reply.text, reply.at, calendar):
            if is_bare(date, language):
                yield date.deadline
        return
    wish = language.question(asked.text)
    if wish and sentence_with(wish, _OF_THE_WORK, language) and language.assents(reply.text):
        yield from (date.deadline for date in language.named_dates(wish, reply.at, calendar))
