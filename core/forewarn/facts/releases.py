"""What a client writes that lets the team off a date it gave."""

from collections.abc import Iterable
from datetime import datetime

from forewarn.facts.messages import Message
from forewarn.facts.project import Project
from forewarn.facts.wording import listed, sentence_with
from forewarn.language import Language
from forewarn.model import Role

_RATHER = listed("""
    instead, rather, better, is fine, is ok, is okay, is enough, is sufficient, would be fine, would be ok,
    would be okay, would be enough, would be better, works too, will do, would do, suffices, suits, also fine,
    make it next, make it on, make it monday, make it tuesday, make it wednesday, make it thursday, make it friday,
    move it to, push it to, postpone it,
    вместо, лучше, достаточно, подойдет, хватит, можно и, тоже подходит, тоже хорошо, тоже нормально,
    перенести, перенесем, перенесите
""")
"""What stands beside a day that a client would rather have, or that is early enough for them."""


def release(
    said: Iterable[Message], since: datetime, deadline: datetime, project: Project, language: Language
) -> Message | None:
    """The first word of a client after `since` that something need not come by `deadline`, or at all."""
    theirs = (m for m in said if m.role is Role.CLIENT and m.public and not m.opening and m.at > since)
    return next((message for message in theirs if _releases(message, deadline, project, language)), None)


def _releases(message: Message, deadline: datetime, project: Project, language: Language) -> bool:
    if language.is_unhurried(message.text) or language.settles(message.text):
        return True
    named = language.named_dates(message.text, message.at, project.client_calendar)
    return any(one.deadline > deadline and sentence_with(one.sentence, _RATHER, language) for one in named)
