"""What a command on a ticket leads to: a waiver, an answer, or nothing at all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forewarn.facts.commands import Given
from forewarn.language.commands import Command, Unreadable, Verb
from forewarn.model import Finding, Role, Ticket, TicketRef
from forewarn.waivers.waiver import Kind, Waiver
from forewarn.worktime import Calendar


class Verdict(StrEnum):
    """What we make of a command."""

    ACCEPTED = "accepted"
    UNREADABLE = "unreadable"
    UNKNOWN_RULE = "unknown rule"
    TOO_LONG = "too long"
    NOT_TEAM = "not of the team"
    """Nobody gets an answer: not even that there is somebody to command."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One command on a ticket, and what we make of it."""

    given: Given
    ticket: TicketRef
    project: str
    verdict: Verdict
    waiver: Waiver | None = None
    """What an accepted snooze or dismissal keeps quiet."""

    @property
    def verb(self) -> Verb | None:
        """What it asks for, as far as anybody can tell."""
        return self.given.command.verb


def hear(
    given: Sequence[Given],
    ticket: Ticket,
    project: str,
    rules: Collection[str],
    calendar: Calendar,
    longest: int,
) -> tuple[Heard, ...]:
    """What to make of the commands on `ticket`. `longest`: business days for which a reply may keep something quiet;
    a dismissal lasts that long."""
    return tuple(_hear(one, ticket, project, rules, calendar, longest) for one in given)


def _hear(
    given: Given, ticket: Ticket, project: str, rules: Collection[str], calendar: Calendar, longest: int
) -> Heard:
    def heard(verdict: Verdict, waiver: Waiver | None = None) -> Heard:
        return Heard(given, ticket.ref, project, verdict, waiver)

    command = given.command
    if given.role is not Role.TEAM:
        return heard(Verdict.NOT_TEAM)
    if isinstance(command, Unreadable):
        return heard(Verdict.UNREADABLE)
    if command.rule and command.rule not in rules:
        return heard(Verdict.UNKNOWN_RULE)
    if command.verb not in (Verb.SNOOZE, Verb.DISMISS):
        return heard(Verdict.ACCEPTED)
    latest = calendar.add_days(given.at, longest)
    until = latest if command.verb is Verb.DISMISS else _end(command, given.at, calendar, longest + 1)
    if until > latest:
        return heard(Verdict.TOO_LONG)
    waiver = Waiver(
        kind=Kind.DISMISSAL if command.verb is Verb.DISMISS else Kind.SNOOZE,
        key=given.key,
        owner=given.by,
        because=command.because,
        until=until,
        rule=command.rule,
        ticket=ticket.key,
        place=ticket.place,
        project=project,
        since=given.at,
        url=given.url,
    )
    return heard(Verdict.ACCEPTED, waiver)


def _end(command: Command, at: datetime, calendar: Calendar, most: int) -> datetime:
    # A number beyond what is allowed may lead to a day that no calendar knows.
    return calendar.passes(command.until) if command.until else calendar.add_days(at, min(command.days, most))


def covered(heard: Heard, found: Mapping[tuple[str, str], Sequence[Finding]]) -> tuple[Finding, ...]:
    """The findings a command is about; `found` are all by the place they are spoken of."""
    here = found.get(heard.ticket.place, ())
    command = heard.given.command
    rule = command.rule if isinstance(command, Command) else ""
    return tuple(finding for finding in here if not rule or finding.rule == rule)
