"""Waivers, the baseline and the log, in words and as data."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.text import Text

from forewarn.say.phrasebook import DEFAULT
from forewarn.say.tongue import tongue_for
from forewarn.show.inset import inset
from forewarn.show.wording import count, place_of
from forewarn.store import Adopted, Entry, RunRecord
from forewarn.waivers import Considered, Kind, Quiet, Silenced, Waiver
from forewarn.worktime import Calendar


def waivers_text(waivers: Sequence[Waiver], quiet: Quiet, calendar: Calendar) -> RenderableType:
    """Every waiver: what for, who, until when, why, whether it does anything, and how to end it."""
    before = sum(1 for one in quiet.silenced if one.waiver is None)
    lines: list[RenderableType] = []
    for waiver in waivers:
        lines.append(Text(waiver.about, style="bold"))
        lines.append(inset(f"{where(waiver)}; {state_of(waiver, quiet)}"))
        lines.append(inset(f"by {waiver.owner}, until {last_day(waiver.until, calendar)}: {waiver.because}"))
        lines.append(inset(f"To end it, {_ending(waiver)}."))
    if before:
        were = count(before, "finding is", "findings are")
        told = f"{were} quiet all the same, because they were there before; see forewarn baseline."
        lines.append(Text(told if waivers else f"No waivers. {told}"))
    return Group(*lines) if lines else Text("No waivers: everything that is found is spoken of.")


def kept_quiet(considered: Considered, calendar: Calendar, *, applied: bool) -> Iterator[RenderableType]:
    """For the report of a run: what is kept quiet and by whom, and waivers that do nothing."""
    baselined: Counter[tuple[str, bool, str]] = Counter()
    zone = calendar.zone
    for one in considered.quiet.silenced:
        until = last_day(one.by.until, calendar)
        if isinstance(one.by, Adopted):
            project = one.finding.project
            baselined[project, one.by in considered.adopting.get(project, ()), until] += 1
            continue
        yield inset(f"{place_of(one.finding)}  {one.finding.rule}: {one.by.owner}, until {until}, {one.by.because}")
    for (project, joins, until), number in sorted(baselined.items()):
        found = count(number, "finding")
        if joins and not applied:
            begun = "this would be its first run with --apply"
            yield inset(f"{project}: {found} would be kept quiet until {until}, because {begun}")
            continue
        begun = "this is its first run" if joins else "they are in its baseline"
        yield inset(f"{project}: {found} until {until}, because {begun}; forewarn baseline lists them")
    for waiver in considered.quiet.expired:
        text = f"{where(waiver)} ({waiver.about}) ended on {day(waiver.until, zone)}: delete it or give it another end"
        yield inset(Text(text, style="yellow"))
    for waiver in considered.quiet.unused:
        yield inset(Text(f"{where(waiver)} ({waiver.about}) is for nothing that is found", style="yellow"))


def quiet_data(one: Silenced) -> dict[str, Any]:
    """For programs: by whom a finding is kept quiet, and until when."""
    return {
        "finding": one.finding.identity,
        "outcome": one.outcome,
        "until": one.by.until.isoformat(),
        "owner": one.waiver.owner if one.waiver else None,
        "because": one.waiver.because if one.waiver else None,
    }


def where(waiver: Waiver) -> str:
    """Where a waiver was made: a line of a file, a number, or a comment."""
    if waiver.kind is Kind.FILE:
        return waiver.key
    if waiver.kind is Kind.KEPT:
        return f"waiver {waiver.key}"
    return f"{waiver.kind} in a comment {waiver.url}".strip()


def _ending(waiver: Waiver) -> str:
    if waiver.kind is Kind.FILE:
        return "delete it from the rules file"
    if waiver.kind is Kind.KEPT:
        return f"forewarn waive end {waiver.key}"
    return "delete that comment"


def state_of(waiver: Waiver, quiet: Quiet) -> str:
    """Whether it holds, has ended, or is for nothing that is found."""
    if waiver in quiet.expired:
        return "ended, so delete it"
    if waiver in quiet.unused:
        return "nothing is found that it is for"
    covered = sum(1 for one in quiet.silenced if one.waiver == waiver)
    return f"keeps {count(covered, 'finding')} quiet"


def waivers_data(waivers: Sequence[Waiver], quiet: Quiet) -> list[dict[str, Any]]:
    """For programs."""
    return [
        {
            "kind": waiver.kind,
            "key": waiver.key,
            "about": waiver.about,
            "owner": waiver.owner,
            "because": waiver.because,
            "until": waiver.until.isoformat(),
            "state": state_of(waiver, quiet),
            "url": waiver.url,
        }
        for waiver in waivers
    ]


def baseline_text(
    adopted: Sequence[Adopted], pending: Sequence[str], calendar: Calendar, now: datetime
) -> RenderableType:
    """What was there before, by project and by its last quiet day. `pending`: projects whose baseline is not taken."""
    running = [one for one in adopted if one.until > now]
    lines: list[RenderableType] = []
    if pending:
        names = f"{', '.join(pending)}: the baseline is not taken yet."
        lines.append(Text(f"{names} The next forewarn run --apply takes it, and keeps quiet what it finds there."))
    elif not running:
        lines.append(Text("The baseline is empty: everything that is found is spoken of."))
    for (project, until), group in groupby(running, key=lambda one: (one.project, last_day(one.until, calendar))):
        found = list(group)
        lines.append(Text(f"{project}: {count(len(found), 'finding')} quiet until {until}", style="bold"))
        lines += [inset(f"{one.place}  {one.rule} ({one.severity.word})") for one in found]
    return Group(*lines)


def baseline_data(adopted: Iterable[Adopted]) -> list[dict[str, Any]]:
    """For programs."""
    return [
        {
            "project": one.project,
            "identity": one.identity,
            "rule": one.rule,
            "place": one.place,
            "severity": one.severity.word,
            "adopted_at": one.adopted_at.isoformat(),
            "until": one.until.isoformat(),
        }
        for one in adopted
    ]


def log_text(entries: Sequence[Entry], zone: ZoneInfo) -> RenderableType:
    """The story of a ticket, day by day."""
    return Group(*_story(entries, zone)) if entries else Text("The log says nothing of it.")


def _story(entries: Sequence[Entry], zone: ZoneInfo) -> Iterator[RenderableType]:
    for on, group in groupby(entries, key=lambda entry: day(entry.at, zone)):
        yield Text(on, style="bold")
        for entry in group:
            style = "red" if entry.kind == "failed" else ""
            yield inset(Text(f"{entry.at.astimezone(zone):%H:%M}  {entry.text}", style=style))


def log_data(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """For programs."""
    return [
        {
            "at": entry.at.isoformat(),
            "kind": entry.kind,
            "project": entry.project,
            "ticket": entry.key,
            "text": entry.text,
        }
        for entry in entries
    ]


def runs_text(runs: Sequence[RunRecord], zone: ZoneInfo) -> RenderableType:
    """The latest runs, the latest first."""
    lines = [
        Text(
            f"{tongue_for(DEFAULT).moment(run.now, zone)}  {'spoke' if run.applied else 'looked'}, "
            f"exit code {run.exit_code}: {run.summary}"
        )
        for run in runs
    ]
    return Group(*lines) if lines else Text("forewarn has not run so far.")


def runs_data(runs: Iterable[RunRecord]) -> list[dict[str, Any]]:
    """For programs."""
    return [
        {"now": run.now.isoformat(), "applied": run.applied, "exit_code": run.exit_code, "summary": run.summary}
        for run in runs
    ]


def last_day(until: datetime, calendar: Calendar) -> str:
    """The last working day on which something is quiet that ends at `until`."""
    return day(calendar.last_day(until), calendar.zone)


def day(at: date | datetime, zone: ZoneInfo) -> str:
    """`Fri 13 Nov 2026`."""
    return tongue_for(DEFAULT).day(at, zone)
