"""What a pass leaves in the log: each decision once, each write with its outcome, each command with its answer."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from forewarn.model import Audience, Finding, about
from forewarn.say.acts import ActKind, Plan
from forewarn.say.phrasebook import DEFAULT
from forewarn.say.spoken import Deed, Spoken
from forewarn.say.tongue import tongue_for
from forewarn.store import Entry
from forewarn.waivers import Heard, Silenced, Waiver
from forewarn.worktime import Calendar

_ACTS = {
    ActKind.POST: "to be said",
    ActKind.REPOST: "to be said anew",
    ActKind.EDIT: "to be said in the note that stands there",
    ActKind.LOOK: "waits",
    ActKind.ACKNOWLEDGED: "left in peace",
}
_DEEDS = {
    Deed.POSTED: "posted a comment",
    Deed.EDITED: "edited our comment",
    Deed.ADOPTED: "found our comment of an interrupted run",
    Deed.UNKNOWN: "no answer came back, so it may or may not stand there",
    Deed.FAILED: "could not write",
    Deed.WITHDRAWN: "came out visible to clients and was withdrawn",
    Deed.EXPOSED: "came out visible to clients and could not be withdrawn",
    Deed.DELETED_BY_PERSON: "a person had deleted our comment",
}
_GONE = "no longer found"


def decisions(plan: Plan, silenced: Iterable[Silenced], calendar: Calendar, now: datetime) -> Iterator[Entry]:
    """What was decided about each finding, and why."""
    for act in plan.acts:
        if act.kind is ActKind.KEEP:
            continue
        for finding in act.findings:
            if act.kind is ActKind.EDIT and finding.identity not in act.news:
                continue
            yield _decided(finding, act.audience, f"{_ACTS.get(act.kind, act.kind)}: {act.why}", now)
    for held in plan.held:
        yield _decided(held.finding, held.audience, f"held back, because {held.why}", now)
    for one in silenced:
        yield _decided(one.finding, None, f"kept quiet: {why(one, calendar)}", now)


def why(one: Silenced, calendar: Calendar) -> str:
    """Who keeps a finding quiet until when, for logs and reports."""
    until = tongue_for(DEFAULT).day(calendar.last_day(one.by.until), calendar.zone)
    if isinstance(one.by, Waiver):
        return f"{one.by.owner} decided so until {until} ({one.by.kind}): {one.by.because}"
    return f"it belongs to the baseline (quiet until {until})"


def _decided(finding: Finding, audience: Audience | None, what: str, now: datetime) -> Entry:
    whom = f", for the {audience}" if audience else ""
    return _on(finding, Entry(now, "decided", f"{finding.rule} ({finding.severity.word}{whom}) {what}",
                              about=f"{finding.identity}|{audience or ''}"))  # fmt: skip


def _on(finding: Finding, entry: Entry) -> Entry:
    where = finding.on
    if where is None:
        return replace(entry, project=finding.project)
    return replace(entry, project=finding.project, source=where.source, ticket=where.id, key=where.key)


def gone(
    states: Mapping[str, Entry],
    found: Collection[str],
    undecided: Collection[tuple[str, str]],
    now: datetime,
) -> Iterator[Entry]:
    """What the log still calls open and nobody finds any more. `found` are the identities of every finding, kept quiet
    or not; `undecided` are (rule, subject) that could not be evaluated."""
    for key, last in states.items():
        identity = key.rpartition("|")[0]
        if not last.text.endswith(_GONE) and identity not in found and about(identity) not in undecided:
            yield replace(last, at=now, text=f"{about(identity)[0]} {_GONE}")


def deeds(spoken: Iterable[Spoken]) -> Iterator[Entry]:
    """What was written, and what came of it."""
    for one in spoken:
        comment = one.comment
        what = "replied to a command" if comment.answers and one.deed is Deed.POSTED else _DEEDS[one.deed]
        text = f"{what}, for the {comment.audience}{f': {one.error}' if one.error else ''}"
        if comment.url and one.error is None:
            text = f"{text}: {comment.url}"
        kind = "failed" if one.error and one.deed is not Deed.DELETED_BY_PERSON else "wrote"
        yield Entry(
            comment.changed_at,
            kind,
            text,
            comment.project,
            comment.ticket.source,
            comment.ticket.id,
            comment.ticket.key,
        )


def command(heard: Heard, outcome: str, now: datetime) -> Entry:
    """What somebody asked for on a ticket, and what became of it."""
    who = heard.given.by or "somebody"
    text = f"{who} wrote “forewarn: {heard.given.command.words}”: {outcome}"
    return Entry(now, "heard", text, heard.project, heard.ticket.source, heard.ticket.id, heard.ticket.key)
