"""Gathers every waiver there is: from the rules file, the command line, and replies on tickets."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from forewarn.config import Config
from forewarn.engine import View
from forewarn.facts.commands import commands_on
from forewarn.model import project_subject
from forewarn.store import KeptWaiver, Store
from forewarn.waivers.replies import Heard, hear
from forewarn.waivers.waiver import Kind, Waiver


def heard_on_tickets(config: Config, store: Store, views: Mapping[str, View]) -> tuple[Heard, ...]:
    """Every command that stands on a ticket, oldest first."""
    rules = {rule.id for rule in config.rules.all_rules()}
    found: list[Heard] = []
    for name, view in views.items():
        calendar = view.project.agency_calendar
        named = {(pair[0], ident) for pair in config.containers[name] for ident in store.mentions.of(pair)}
        for ticket in view.tickets(view.at(named)):
            given = commands_on(ticket, calendar)
            found += hear(given, ticket, name, rules, calendar, config.speaking.longest_snooze)
    return tuple(sorted(found, key=lambda one: (one.given.at, one.given.key)))


def waivers_of(config: Config, store: Store, heard: Iterable[Heard]) -> tuple[Waiver, ...]:
    """All waivers, those that have ended included; those taken back are gone."""
    standing = [one for one in store.waivers.all() if one.ended_at is None]
    kept = map(kept_waiver, as_named_now(config, store, standing))
    covered = store.waivers.covered()
    accepted = (one.waiver for one in heard if one.waiver is not None)
    replies = (replace(one, findings=covered.get(one.key, frozenset())) for one in accepted)
    return (*file_waivers(config), *kept, *replies)


def file_waivers(config: Config) -> tuple[Waiver, ...]:
    """Those of the rules file. Each ends with its last day on the agency's calendar."""
    passes: Callable[..., datetime] = config.calendar.passes
    return tuple(
        Waiver(
            kind=Kind.FILE,
            key=str(one.place),
            owner=one.entry.owner,
            because=one.entry.because,
            until=passes(one.entry.until),
            rule=one.rule,
            check=one.entry.check or "",
            ticket=one.entry.ticket or "",
            project=one.entry.project or "",
            client=one.entry.client or "",
        )
        for one in config.rules.waivers
    )


def as_named_now(config: Config, store: Store, kept: Sequence[KeptWaiver]) -> tuple[KeptWaiver, ...]:
    """Waivers for projects that the config does not name any more are for those to which most of these went."""
    gone = {one.project for one in kept} - config.projects.keys()
    there = {
        name: {head.subject for pair in containers for head in store.seen.heads(pair)}
        for name, containers in (config.containers if gone else {}).items()
    }

    def name_now(project: str) -> str:
        judged = store.evaluated.standings(project).keys() - {project_subject(project)}
        return next((name for name, subjects in there.items() if 2 * len(judged & subjects) > len(judged)), project)

    names = {project: name_now(project) for project in gone}
    return tuple(replace(one, project=names.get(one.project, one.project)) for one in kept)


def kept_waiver(one: KeptWaiver) -> Waiver:
    """One that was made on the command line."""
    return Waiver(
        kind=Kind.KEPT,
        key=str(one.id),
        owner=one.owner,
        because=one.because,
        until=one.until,
        rule=one.rule,
        ticket=one.ticket,
        meant=one.meant,
        project=one.project,
    )
