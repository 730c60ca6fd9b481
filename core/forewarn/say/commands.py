"""Reacts to the commands on tickets, and keeps the log of a pass."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from forewarn.model import Finding
from forewarn.rulebook import Rule
from forewarn.say import journal
from forewarn.say.acts import Plan, SourceFacts
from forewarn.say.answering import Answering
from forewarn.say.answers import Answer, due_answers, reply
from forewarn.say.render import Voice
from forewarn.say.spoken import Spoken
from forewarn.store import Said, Store
from forewarn.waivers import Considered
from forewarn.worktime import Calendar

Replies = tuple[tuple[Answer, str], ...]
"""Each answer with its words."""
Settled = tuple[tuple[str, str], ...]
"""Keys of the commands that get no reply of their own, each with what became of it."""


def replies_to(
    considered: Considered,
    findings: Sequence[Finding],
    said: Sequence[Said],
    answered: Collection[str],
    sources: Mapping[str, SourceFacts],
    rule_of: Callable[[Finding], Rule],
    voice_at: Callable[[str, str], Voice],
    longest: int,
) -> tuple[Replies, Settled]:
    """The replies that are due, and the commands that need none.

    `voice_at` gives the voice for the team in a project and a source. Where a baseline is being taken nothing is
    written, so its commands wait.
    """
    waiting = considered.adopting.keys()
    heard = [one for one in considered.heard if one.project not in waiting]
    due = due_answers(heard, answered, said, considered.quiet.silenced, sources)
    everything = [*findings, *(one.finding for one in considered.quiet.silenced)]
    rules = {(f.rule, f.subject): rule_of(f) for f in everything}
    worded = []
    for answer in due.replies:
        place = answer.ticket.place
        here = [f for f in findings if f.on and f.on.place == place]
        how = voice_at(answer.project, answer.ticket.source)
        worded.append((answer, reply(answer, here, considered.quiet.silenced, rules, how, longest)))
    return tuple(worded), tuple((one.given.key, why) for one, why in due.settled)


def settle(
    store: Store,
    answering: Answering,
    considered: Considered,
    replies: Replies,
    settled: Settled,
    now: datetime,
) -> tuple[Spoken, ...]:
    """Post the replies, and remember what was heard. A command is in the log before its reply is on the ticket."""
    heard = {one.given.key: one for one in considered.heard}
    outcomes = [*settled, *((one.given.key, one.verdict.value) for answer, _ in replies for one in answer.heard)]
    known = store.waivers.heard()
    store.journal.add(journal.command(heard[key], outcome, now) for key, outcome in outcomes if key not in known)
    for key, _ in settled:
        store.waivers.hear(key, now)
    return answering.say(replies)


def log_decisions(
    store: Store,
    plan: Plan,
    considered: Considered,
    findings: Sequence[Finding],
    undecided: Collection[tuple[str, str]],
    calendar: Calendar,
    now: datetime,
) -> None:
    """Append what this pass decided: before it speaks, so that what a killed run said has its reason in the log."""
    silenced = considered.quiet.silenced
    found = {f.identity for f in (*findings, *(one.finding for one in silenced))}
    gone = journal.gone(store.journal.open_states(), found, undecided, now)
    store.journal.add([*gone, *journal.decisions(plan, silenced, calendar, now)])


def log_deeds(store: Store, spoken: Sequence[Spoken]) -> None:
    """Append what was written, with its outcome."""
    store.journal.add(journal.deeds(spoken))
