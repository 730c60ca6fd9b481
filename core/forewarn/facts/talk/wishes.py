"""What the client asked for shortly before the team did it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from forewarn.facts.activity import finishes, reopens
from forewarn.facts.messages import Message
from forewarn.facts.project import Project
from forewarn.facts.wording import listed, sentence_with
from forewarn.language import Language
from forewarn.model import Due, Event, Field, Role, Ticket, due_from_text

_SHORTLY = timedelta(days=3)
"""So close before what the team did, the client's last word counts as its reason."""

_LATER = listed("""
    postpone, postponing, push back, move the date, move the launch, move the deadline, move the go-live, move the
    release, reschedule, rescheduling, delay the date, delay the launch, delay the go-live, a later date, later start,
    # day* later, # week* later, # month* later,
    перенести, перенесем, перенесите, перенос, сдвинуть, сдвинем, сдвиньте, отложить, отложим, отложите, подвинуть
""")
_UNWILLING = listed("""
    why, again, don't, do not, cannot, can't, won't, will not, must not, should not, never, too late, you,
    почему, зачем, опять, снова, нельзя, не можем, не будем, не хотим, слишком поздно, вы, поздно
""")
"""Who says so beside a date or words of moving mostly complains of it, or speaks of what we did."""
_WILLING = listed("""
    could you, can you, would you, will you, thank you, could we, can we, may we, shall we, let's, please move,
    please postpone, please push, please reschedule, нельзя ли, давайте, можно, прошу, перенесите, сдвиньте, отложите
""")
"""Unless they ask for it in so many words."""
_REFUSING = listed("""
    not move, not postpone, not push, not delay, not reschedule, don't move, don't postpone, don't push, don't delay,
    not be moved, not be postponed, not be pushed, не переноси*, не перенесем, не сдвига*, не откладыва*, не надо,
    не нужно
""")


def last_word(
    said: Sequence[Message], at: datetime, language: Language, since: datetime | None = None
) -> Message | None:
    """The last public message of a client in the three days before `at`, and after `since` where that is given.

    Thanks and automatic replies are passed over.
    """
    start = max(at - _SHORTLY, since) if since else at - _SHORTLY
    theirs = [m for m in said if m.role is Role.CLIENT and m.public and start < m.at <= at]
    wanting = (m for m in theirs if not language.is_pleasantry(m.text) and not language.is_automatic(m.text))
    return max(wanting, key=lambda m: m.at, default=None)


def asked_to_move(said: Sequence[Message], at: datetime, new: Due | None, project: Project, language: Language) -> bool:
    """Whether the client's last word before `at` names the date that was given then, or asks to move it."""
    word = last_word(said, at, language)
    if word is None or language.complains(word.text):
        return False
    calendar = project.agency_calendar
    day = calendar.day_of(calendar.passes(new)) if new is not None else None
    named = language.named_dates(word.text, word.at, calendar)
    wanted = [one.sentence for one in named if calendar.day_of(one.deadline) == day]
    wanted += [one for one in language.sentences(word.text) if sentence_with(one, _LATER, language)]
    return any(_is_wish(sentence, language) for sentence in wanted)


def at_their_word(event: Event, ticket: Ticket, said: Sequence[Message], project: Project, language: Language) -> bool:
    """Whether the client's last word before a change asked for the new date, or told what is wrong with done work."""
    if event.field is Field.DUE:
        return asked_to_move(said, event.at, due_from_text(event.new), project, language)
    ends = [e.at for e in ticket.history if finishes(e) and e.at <= event.at] if reopens(event) else []
    return bool(ends) and last_word(said, event.at, language, since=ends[-1]) is not None


def _is_wish(sentence: str, language: Language) -> bool:
    if sentence_with(sentence, _REFUSING, language):
        return False
    return bool(sentence_with(sentence, _WILLING, language)) or not sentence_with(sentence, _UNWILLING, language)
