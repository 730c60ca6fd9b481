"""Looks at each source before trouble does: who we are there, what we may do, what we can promise. Reads alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from forewarn.config import Config, Source
from forewarn.connect import NAME_PEOPLE, Examination, Guarantee, Patience, Reader, Rights, members_of
from forewarn.connect.stumbling import stumbling
from forewarn.errors import ConfigError, ForewarnError, TrackerError
from forewarn.facts.roles import Roles
from forewarn.model import Kind, Role
from forewarn.run import Exit
from forewarn.store import State, Store

LARGEST_SKEW = timedelta(minutes=2)
"""Beyond it a comment may seem older than what it answers."""
_LONGEST_WAIT = timedelta(seconds=30)
"""Somebody sits and waits for us."""
_NAMED = 5
"""Strangers who are named; the others are counted."""
_SCARCE = 0.1
"""Part of the rate budget below which a run may not come to its end."""

_WORDS = {"read": "read", "comment": "comment on", "edit_own": "edit its own comments in"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend."""

    what: str
    next_step: str
    container: str = ""
    """Empty when it is about the source as a whole."""


@dataclass(frozen=True, slots=True)
class Health:
    """How it stands with one source."""

    source: str
    containers: tuple[str, ...]
    guarantee: Guarantee | None = None
    """How surely a comment for the team stays among it; None where not even that could be learnt."""
    examination: Examination | None = None
    """None when the source could not be reached."""
    groups: Mapping[str, int] = field(default_factory=dict)
    """Groups that the config names, with the number of people in each; without those that could not be read."""
    problems: tuple[Problem, ...] = ()


def examine_sources(config: Config, environ: Mapping[str, str], now: Callable[[], datetime]) -> tuple[Health, ...]:
    """Every source of the config. What goes wrong with one is its own problem, and the others are looked at."""
    patience = replace(config.patience, now=now, budget=min(config.patience.budget, _LONGEST_WAIT))
    used = [pair for pairs in config.containers.values() for pair in pairs]
    return tuple(
        _examine(
            source,
            tuple(container for name, container in used if name == source.name),
            tuple(group for name, group in config.roles.groups if name == source.name),
            environ,
            patience,
        )
        for source in config.sources.values()
    )


def contradict(found: Sequence[Health], config: Config, store: Store) -> tuple[Health, ...]:
    """`found`, with a problem for each container where clients wrote and the config says that they cannot see it."""
    roles = store.groups.join(config.roles)
    return tuple(
        health
        if config.sources[health.source].client_visible
        else replace(health, problems=(*health.problems, *_clients_wrote(health, roles, store)))
        for health in found
    )


def tell_strangers(found: Sequence[Health], config: Config, store: Store) -> tuple[Health, ...]:
    """`found`, with those who wrote on tickets where nobody is known to be the team's; read before, the store tells.

    Where the team is known, strangers are no problem of the set-up: on a public repository there will always be some.
    """
    roles = store.groups.join(config.roles)
    return tuple(replace(one, problems=(*one.problems, *_strangers(one, roles, store))) for one in found)


def _strangers(health: Health, roles: Roles, store: Store) -> Iterator[Problem]:
    us = health.examination.account.id if health.examination else ""
    wrote = {who for place in health.containers for who in store.seen.people(health.source, place, Kind.COMMENTED)}
    sides = {one: roles.side(health.source, one) for one in wrote if one.id != us}
    names = sorted({one.name or one.handle or one.id for one, side in sides.items() if side is Role.UNKNOWN})
    if names and Role.TEAM not in sides.values():
        some = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
        step = "Add them to roles in the config, one by one, by the domain of their addresses, or by a group."
        yield Problem(
            f"nobody knows the side of {some}, who wrote on the tickets; what they wrote counts for none", step
        )


def tell_leaks(found: Sequence[Health], store: Store) -> tuple[Health, ...]:
    """`found`, with what to do where something for the team came out visible to clients."""
    return tuple(replace(one, problems=(*one.problems, *_leaked(one.source, store))) for one in found)


def _leaked(source: str, store: Store) -> Iterator[Problem]:
    states = (State.EXPOSED, State.WITHDRAWN)
    known = [*store.said.all(*states), *store.said.all(*states, replies=True)]
    here = [one for one in known if one.ticket.source == source]
    standing = sorted({one.ticket.key for one in here if one.state is State.EXPOSED})
    if standing:
        step = "Delete it there, and let forewarn run --apply see that it is gone."
        yield Problem(f"clients can read a note for the team on {', '.join(standing)}", step)
    elif here:
        keys = ", ".join(sorted({one.ticket.key for one in here}))
        what = f"a note for the team came out visible to clients on {keys}, so nothing more is written for the team"
        step = f"Mend what the account may do, then say that it is mended: forewarn doctor --mended {source}."
        yield Problem(what, step)


def _clients_wrote(health: Health, roles: Roles, store: Store) -> Iterator[Problem]:
    for container in health.containers:
        authors = store.seen.people(health.source, container, Kind.COMMENTED)
        clients = sorted({one.name for one in authors if roles.side(health.source, one) is Role.CLIENT})
        if clients:
            some = ", ".join(clients[:3]) + (" and others" if len(clients) > 3 else "")
            what = f"{some} of the client wrote comments, and client_visible: false says that no client can see them"
            step = "Say client_visible: true; else nobody is told that they wait. Or correct their side in roles."
            yield Problem(what, step, container)


def fields_of(found: Examination) -> Mapping[str, bool]:
    """Custom fields and whether they were found; none where no container can be read, since nobody knows then."""
    return found.fields if any(rights.read is not False for rights in found.rights) else {}


def exit_code(found: tuple[Health, ...], kept: tuple[Problem, ...] = ()) -> Exit:
    """DONE when all is well, also with the database (`kept`), NOTHING_COLLECTED when nothing could be reached, else
    PARTIAL."""
    if all(health.examination is None for health in found):
        return Exit.NOTHING_COLLECTED
    return Exit.PARTIAL if kept or any(health.problems for health in found) else Exit.DONE


def _examine(
    source: Source,
    containers: tuple[str, ...],
    groups: tuple[str, ...],
    environ: Mapping[str, str],
    patience: Patience,
) -> Health:
    health = Health(source.name, containers)
    try:
        with stumbling(source.name), closing(source.connect(environ, patience).reader()) as reader:
            health = replace(health, guarantee=reader.capabilities.team_only)
            found = reader.examine(containers)
            counted, troubles = _count(reader, groups, containers)
    except (TrackerError, ConfigError) as error:
        return replace(health, problems=tuple(_unreachable(error)))
    return replace(health, examination=found, groups=counted, problems=(*_problems(found), *troubles))


def _count(reader: Reader, groups: Sequence[str], containers: Sequence[str]) -> tuple[dict[str, int], list[Problem]]:
    """How many people are in each group, and what is wrong with the others."""
    counted: dict[str, int] = {}
    troubles: list[Problem] = []
    for group in groups:
        try:
            counted[group] = len(members_of(reader, group, containers))
        except TrackerError as error:
            troubles.append(Problem(f"the group {group}: {error.reason}", error.next_step or NAME_PEOPLE))
            continue
        if not counted[group]:
            step = "Put people into it on the tracker, or correct its name in roles."
            troubles.append(Problem(f"nobody is in the group {group}, which roles names", step))
    return counted, troubles


def _unreachable(error: ForewarnError) -> Iterator[Problem]:
    for one in error.problems if isinstance(error, ConfigError) else (error,):
        place = f"{one.place}: " if one.place else ""
        step = one.next_step or "Check the address and the token of this source in the config."
        yield Problem(f"{place}{one.reason}", step)


def _problems(found: Examination) -> Iterator[Problem]:
    for rights in found.rights:
        yield from _missing_rights(rights)
    for name, known in fields_of(found).items():
        if not known:
            step = "Correct its name or id in the config, or show it to the account."
            yield Problem(*found.hints.get(name, (f"the tracker does not know the custom field {name!r}", step)))
    skew = found.clock_skew
    if skew is not None and abs(skew) > LARGEST_SKEW:
        ahead = "ahead of" if skew > timedelta(0) else "behind"
        minutes = round(abs(skew) / timedelta(minutes=1))
        step = "Let this machine take its time from the network (NTP)."
        yield Problem(f"the tracker's clock is {minutes} minutes {ahead} the one of this machine", step)
    if found.budget_left is not None and found.budget_left <= _SCARCE * (found.budget or 0):
        step = "Wait until the tracker fills it up again, or give forewarn an account that nothing else uses."
        yield Problem(f"only {found.budget_left} requests are left of {found.budget or 'the rate budget'}", step)
    for what, next_step in found.notes:
        yield Problem(what, next_step)


def _missing_rights(rights: Rights) -> Iterator[Problem]:
    denied = [words for right, words in _WORDS.items() if getattr(rights, right) is False]
    if rights.problem or denied:
        what = rights.problem or f"the account may not {', '.join(denied)} {rights.container}"
        step = rights.next_step or "Give the account these rights, and run forewarn doctor again."
        yield Problem(what, step, rights.container)
