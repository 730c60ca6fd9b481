"""What rules would have said, for the terminal and for programs: rule by rule, then finding by finding."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from forewarn.agency import Agency
from forewarn.backtest import AFTER, Heard, Tested
from forewarn.facts.client.aftermath import Later
from forewarn.say.markup import clean
from forewarn.say.phrasebook import DEFAULT
from forewarn.say.tongue import tongue_for
from forewarn.show.data import finding_data
from forewarn.show.found import STYLES
from forewarn.show.inset import inset
from forewarn.show.wording import count, place_of
from forewarn.store import Outcome

_MOST = 30
"""Single findings that are listed."""
_MOST_REASONS = 5
_WEEK = timedelta(weeks=1)
_HEADS = ("Rule", "Said", "On", "A week", "Over after", "Open", "Late", "Asked", "Back")


@dataclass(frozen=True, slots=True)
class Tally:
    """What a rule would have said, in numbers; what stood there from the beginning is left out."""

    said: int
    tickets: int
    """Or projects, where it is about those."""
    weekly: float
    lasted: timedelta | None
    """The median until it was over, of those that are."""
    open: int
    later: Counter[Later]

    @classmethod
    def of(cls, heard: Iterable[Heard], weeks: float) -> "Tally":
        """Count."""
        new = [one for one in heard if not one.before]
        lasted = [(one.over - one.first).total_seconds() for one in new if one.over is not None]
        return cls(
            said=len(new),
            tickets=len({one.finding.on or one.finding.subject for one in new}),
            weekly=len(new) / weeks,
            lasted=timedelta(seconds=median(lasted)) if lasted else None,
            open=sum(one.over is None for one in new),
            later=Counter(later for one in new for later in one.later),
        )


def backtest_text(agency: Agency, found: Sequence[Tested], missing: Sequence[str], *, daily: bool) -> RenderableType:
    """A table of the rules, the single findings, and what nobody can tell from the store."""
    tongue, zone = tongue_for(DEFAULT), agency.config.calendar.zone
    since, until = min(one.since for one in found), max(one.until for one in found)
    head = f"What rules would have said from {tongue.day(since, zone)} to {tongue.day(until, zone)}"
    how = "once a working day, which misses what came and went between (--hourly)" if daily else "every hour of work"
    parts: list[RenderableType] = [
        Text(head, style="bold"),
        Text(f"From what was last read, looking {how}. No tracker was asked, and nothing was written."),
    ]
    if any(not one.before for tested in found for one in tested.heard):
        legend = (
            "On: how many tickets. Over after: half of them took less. Open: not over yet. Late, asked, back: after "
            f"how many of them, within {AFTER.days} days and on the same ticket, a date was missed, the client asked "
            "for news, or finished work was reopened."
        )
        parts += [Text(), _table(found), Text(), Text(legend), Text(), *_singles(found, zone)]
    for line in _others(found):
        parts += [Text(), Text(line)]
    parts += [Text(), Text("What this cannot tell", style="bold"), *map(_line, _unknown(found, missing, agency))]
    return Group(*parts)


def _others(found: Sequence[Tested]) -> Iterator[str]:
    """The rules that are in no table, and what they would meet on the day they are switched on."""
    heard = [one for tested in found for one in tested.heard]
    met = Counter(one.finding.rule for one in heard if one.before)
    rules = sorted({rule for tested in found for rule in tested.rules})
    asked = {rule for tested in found for rule in tested.asked}
    if met:
        told = ", ".join(f"{rule} {number}" for rule, number in sorted(met.items()))
        yield f"Found at the first look already, and not counted above: {told}."
    if silent := [rule for rule in rules if rule in asked - {one.finding.rule for one in heard}]:
        yield f"Would have said nothing: {', '.join(silent)}."
    if idle := [rule for rule in rules if rule not in asked]:
        yield f"Had nothing to look at: {', '.join(idle)}."
    if not rules:
        yield "No rule is on; name one to try it."


def backtest_data(agency: Agency, found: Sequence[Tested], missing: Sequence[str], *, daily: bool) -> dict[str, Any]:
    """For programs: everything. Instants are ISO in UTC."""
    return {
        "agency": agency.config.agency,
        "looks": "daily" if daily else "hourly",
        "not_read": list(missing),
        "projects": [_project_data(one) for one in found],
        "findings": [_heard_data(agency, heard) for heard in _newest(found)],
    }


def _project_data(one: Tested) -> dict[str, Any]:
    tallies = {
        rule: Tally.of((h for h in one.heard if h.finding.rule == rule), _weeks([one])) for rule in sorted(one.rules)
    }
    return {
        "project": one.project.name,
        "since": one.since.isoformat(),
        "until": one.until.isoformat(),
        "gone": one.gone,
        "rules": [
            {
                "rule": rule,
                "asked": rule in one.asked,
                "said": tally.said,
                "tickets": tally.tickets,
                "a_week": round(tally.weekly, 2),
                "over_after_hours": round(tally.lasted.total_seconds() / 3600, 1) if tally.lasted else None,
                "open": tally.open,
                **{str(later): tally.later[later] for later in Later},
                "there_before": sum(h.before for h in one.heard if h.finding.rule == rule),
            }
            for rule, tally in tallies.items()
        ],
        "not_evaluated": [
            {"rule": rule, "outcome": outcome, "reason": reason, "subjects": number}
            for (rule, outcome, reason), number in one.unknown.items()
        ],
    }


def _heard_data(agency: Agency, one: Heard) -> dict[str, Any]:
    return {
        **finding_data(agency, one.finding),
        "audiences": sorted(one.finding.audiences),
        "first_said": None if one.before else one.first.isoformat(),
        "over": one.over.isoformat() if one.over else None,
        "found_again": one.again,
        "later": sorted(one.later),
    }


def _table(found: Sequence[Tested]) -> Table:
    """A line for each rule, the one that says most first; under it one for each project, where there are several."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=0)
    for head in _HEADS:
        table.add_column(head, justify="left" if head == _HEADS[0] else "right", no_wrap=True, overflow="ellipsis")
    heard: dict[str, list[Heard]] = {}
    for one in (one for tested in found for one in tested.heard):
        heard.setdefault(one.finding.rule, []).append(one)
    tallies = {rule: tally for rule, several in heard.items() if (tally := Tally.of(several, _weeks(found))).said}
    for rule, tally in sorted(tallies.items(), key=lambda pair: (-pair[1].said, pair[0])):
        table.add_row(*_row(rule, tally), style="" if len(found) == 1 else "bold")
        for tested in found if len(found) > 1 else ():
            own = Tally.of((h for h in tested.heard if h.finding.rule == rule), _weeks([tested]))
            if own.said:
                table.add_row(*_row(f"  {clean(tested.project.name)}", own))
    return table


def _row(name: str, tally: Tally) -> Iterator[str]:
    yield name
    yield str(tally.said)
    yield str(tally.tickets)
    yield f"{tally.weekly:.1f}"
    yield _length(tally.lasted)
    yield str(tally.open)
    yield from (str(tally.later[later]) for later in (Later.MISSED, Later.ASKED, Later.REOPENED))


def _singles(found: Sequence[Tested], zone: ZoneInfo) -> Iterator[RenderableType]:
    new = [one for one in _newest(found) if not one.before]
    years = {at.astimezone(zone).year for t in found for at in (t.since, t.until)}

    def when(at: datetime) -> str:
        return f"{at.astimezone(zone):{'%d %b %H:%M' if len(years) == 1 else '%d %b %Y'}}"

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=0)
    listed = new[:_MOST]
    longest = max((len(one.finding.rule) for one in listed), default=0)
    for head, width in (("First said", 12), ("Over since", 12), ("Rule", longest), ("On", None)):
        table.add_column(head, width=width)
    for one in listed:
        over = Text(when(one.over) if one.over else "open")
        rule = Text(one.finding.rule, style=STYLES[one.finding.severity])
        table.add_row(Text(when(one.first)), over, rule, Text(place_of(one.finding), no_wrap=True, overflow="ellipsis"))
    yield table
    if len(new) > _MOST:
        yield Text(f"And {len(new) - _MOST} more (--json for all).")


def _unknown(found: Sequence[Tested], missing: Sequence[str], agency: Agency) -> Iterator[str]:
    """What nobody can tell from the store, and what is left out on purpose."""
    yield "These are findings, not comments: budgets, quiet periods, waivers and approvals are not taken off."
    yield "The config and the sides of people are those of today; what a tracker does not tell of the past is missing."
    if gone := sum(one.gone for one in found):
        yield f"{count(gone, 'ticket')} deleted or moved away since, left out."
    yield from (f"{line}." for line in missing)
    latest = max(one.until for one in found)
    for one in found:
        if one.until < latest - timedelta(days=1):
            last = tongue_for(DEFAULT).moment(one.until, agency.config.calendar.zone)
            yield f"{one.project.name} was looked at up to {last}, when it was last read as a whole."
    yield from _not_evaluated(found)


def _not_evaluated(found: Sequence[Tested]) -> Iterator[str]:
    """What could not be asked at the end, the commonest reason first."""
    reasons: dict[tuple[Outcome, str], Counter[str]] = {}
    for one in found:
        for (rule, outcome, reason), number in one.unknown.items():
            reasons.setdefault((outcome, reason), Counter())[rule] += number
    ordered = sorted(reasons.items(), key=lambda pair: (-max(pair[1].values()), pair[0]))
    for (outcome, reason), rules in ordered[:_MOST_REASONS]:
        could = "failed" if outcome is Outcome.BROKEN else "could not be evaluated"
        cases = count(max(rules.values()), "subject")
        yield f"{', '.join(sorted(rules))} {could} on {'up to ' if len(rules) > 1 else ''}{cases}: {reason}"
    if len(ordered) > _MOST_REASONS:
        yield f"And {len(ordered) - _MOST_REASONS} more reasons (--json for all)."


def _newest(found: Iterable[Tested]) -> list[Heard]:
    return sorted((one for tested in found for one in tested.heard), key=lambda one: one.first, reverse=True)


def _weeks(found: Sequence[Tested]) -> float:
    return max((max(one.until for one in found) - min(one.since for one in found)) / _WEEK, 1.0)


def _length(lasted: timedelta | None) -> str:
    if lasted is None:
        return "-"
    days = lasted / timedelta(days=1)
    return f"{lasted / timedelta(hours=1):.0f} h" if days < 1 else f"{days:.0f} d" if days >= 10 else f"{days:.1f} d"


def _line(text: str) -> RenderableType:
    return inset(clean(text))
