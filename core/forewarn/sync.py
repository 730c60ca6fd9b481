"""From the trackers into the store, all sources side by side. One that fails is marked; the others go on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

from forewarn.connect import Access, Batch, Reader, Recounting, members_of
from forewarn.connect.stumbling import stumbling
from forewarn.errors import GoneError, MalformedAnswer, PermissionDenied, RefusedError, ServerFault, TrackerError
from forewarn.facts.groups import Member
from forewarn.facts.roles import Roles
from forewarn.model import Event, Person, Role
from forewarn.store import Scope, Store
from forewarn.sweep import INTERVAL, is_due, sweep

Progress = Callable[[str, int], None]
"""Called with (what is being read, tickets so far)."""

_PARTICULAR = (GoneError, PermissionDenied, MalformedAnswer, RefusedError)
"""What is wrong with one container or group alone; a bad token or a dead host fails all alike, and is met only once."""


@dataclass(frozen=True, slots=True)
class Synced:
    """How the fetch of one container went, or of the members of one group."""

    source: str
    container: str
    """Empty for a group."""
    tickets: int = 0
    """Tickets and milestones new or changed."""
    events: int = 0
    gone: int = 0
    """Tickets and milestones found to be deleted or moved out of sight."""
    error: TrackerError | None = None
    """Why it is stale; None when it was read to its end."""
    synced_at: datetime | None = None
    """Begin of the last good fetch, this one included."""
    group: str = ""
    """Empty for a container."""
    people: int = 0
    """Members of the group."""


@dataclass(frozen=True, slots=True)
class _Task:
    """What one thread needs to read one source."""

    source: str
    containers: Sequence[str]
    groups: Sequence[str]
    connector: Access
    roles: Roles
    store: Store
    now: Callable[[], datetime]
    progress: Progress


def sync(
    wanted: Sequence[tuple[str, str]],
    connectors: Mapping[str, Access],
    roles: Roles,
    store: Store,
    now: Callable[[], datetime],
    progress: Progress = lambda what, count: None,
) -> tuple[Synced, ...]:
    """Fetch every (source, container) and the groups that `roles` name; each source in a thread of its own, with one
    reader.

    A failed fetch is not an empty one: what was stored stays, the scope is marked stale with the reason. Groups are
    read once a day, and again at the next sync after a failure; they are among the results only when they were read.
    """
    tasks = [
        _Task(
            source,
            [container for name, container in sorted(wanted) if name == source],
            [group for name, group in sorted(roles.groups) if name == source],
            connectors[source],
            roles,
            store,
            now,
            progress,
        )
        for source in sorted({source for source, _ in (*wanted, *roles.groups)})
    ]
    pool, patient = ThreadPoolExecutor(max_workers=max(len(tasks), 1)), True
    try:
        return tuple(result for results in pool.map(_read_source, tasks) for result in results)
    except KeyboardInterrupt:
        patient = False  # a tracker may hang for minutes; what it had to say is read by the next run
        raise
    finally:
        pool.shutdown(wait=patient, cancel_futures=True)


def _read_source(task: _Task) -> list[Synced]:
    try:
        with stumbling(task.source):
            reader = task.connector.reader()
    except TrackerError as error:
        groups = [_unread(task, group, error) for group in task.groups]
        return [*groups, *(_stale(task, container, error) for container in task.containers)]
    try:
        return [*_read_groups(task, reader), *_read_containers(task, reader)]
    finally:
        reader.close()


def _read_groups(task: _Task, reader: Reader) -> list[Synced]:
    results: list[Synced] = []
    fatal: TrackerError | None = None
    for group in task.groups:
        last = task.store.groups.last(task.source, group)
        fresh = last.read_at is not None and abs(task.now() - last.read_at) < INTERVAL
        if fresh and last.error is None and list(last.asked) == task.containers:
            continue
        try:
            if fatal is not None:
                raise fatal
            results.append(_read_group(task, group, reader))
        except TrackerError as error:
            results.append(_unread(task, group, error))
            if not isinstance(error, _PARTICULAR):
                fatal = error
    return results


def _read_group(task: _Task, group: str, reader: Reader) -> Synced:
    source = task.source
    with stumbling(source):
        found = members_of(reader, group, task.containers)
    members = [Member(source, group, person, task.roles.by_address(person)) for person in found]
    at = task.now()
    task.store.groups.keep(source, group, task.containers, members, at)
    return Synced(source, "", synced_at=at, group=group, people=len(members))


def _unread(task: _Task, group: str, error: TrackerError) -> Synced:
    before = task.store.groups.last(task.source, group)
    task.store.groups.fail(task.source, group, str(error), task.now())
    return Synced(task.source, "", error=error, synced_at=before.read_at, group=group)


def _read_containers(task: _Task, reader: Reader) -> list[Synced]:
    results: list[Synced] = []
    fatal: TrackerError | None = None
    is_at_fault = False
    if isinstance(reader, Recounting):
        reader.remember(lambda ticket: task.store.seen.standing(task.source, ticket))
    cursors = {container: _cursor(task, container) for container in task.containers}
    try:
        with stumbling(task.source):
            reader.expect(cursors)
    except TrackerError as error:
        fatal = error
    for container in task.containers:
        if fatal is not None:
            results.append(_stale(task, container, fatal))
            continue
        try:
            results.append(_read_container(task, container, reader))
            is_at_fault = False
        except TrackerError as error:
            results.append(_stale(task, container, error))
            # There are containers that a tracker cannot serve; one that is down cannot serve the next one either.
            is_first, is_at_fault = not is_at_fault, isinstance(error, ServerFault)
            if not isinstance(error, _PARTICULAR) and not (is_at_fault and is_first):
                fatal = error
    return results


def _cursor(task: _Task, container: str) -> str | None:
    """How far a container was read; not at all where the config puts people with addresses on other sides by now: only
    reading shows their addresses."""
    scope, addresses = task.store.seen.scope(task.source, container), task.roles.of_addresses
    if scope.addresses in (None, addresses):
        return scope.cursor
    task.store.seen.place_by(addresses, scope, task.now())
    return None


def _read_container(task: _Task, container: str, reader: Reader) -> Synced:
    source, store = task.source, task.store
    before, begun = store.seen.scope(source, container), task.now()
    told, addresses = reader.capabilities.history, before.addresses
    tickets = events = gone = 0
    for batch in _batches(source, reader.read(container, before.cursor)):
        sided, sides = _sided(batch, source, task.roles)
        if sides and addresses is None:
            addresses = task.roles.of_addresses
            store.seen.place_by(addresses, before, task.now())
        absorbed = store.seen.absorb(source, container, sided, told, task.now(), sides)
        tickets += absorbed.tickets
        events += absorbed.events
        task.progress(f"{source}: {container}", tickets)
    at = task.now()
    if is_due(before, at):
        gone = sweep(source, container, reader, store, at)
    swept_at = store.seen.scope(source, container).swept_at
    store.seen.mark(Scope(source, container, synced_at=begun, swept_at=swept_at), at)
    return Synced(source, container, tickets, events, gone, None, begun)


def _batches(source: str, read: Iterator[Batch]) -> Iterator[Batch]:
    with stumbling(source):
        yield from read


def _sided(batch: Batch, source: str, roles: Roles) -> tuple[Batch, Mapping[str, Role]]:
    """The batch with everybody whose e-mail address the tracker shows on the side their domain says, the address gone;
    and these sides, by id.

    It must happen here: addresses are not stored, so nobody can look at them later, and somebody with an address would
    not be the one in the store.
    """
    sides: dict[str, Role] = {}

    def side(person: Person | None) -> Person | None:
        if person is None or not person.email:
            return person
        sides[person.id] = roles.side(source, person)
        return replace(person, role=sides[person.id], email="")

    def event(one: Event) -> Event:
        return replace(one, actor=side(one.actor)) if one.actor and one.actor.email else one

    tickets = tuple(
        replace(
            ticket,
            reporter=side(ticket.reporter),
            assignees=tuple(p for p in map(side, ticket.assignees) if p),
            history=tuple(map(event, ticket.history)),
        )
        for ticket in batch.tickets
    )
    events = tuple((ident, event(one)) for ident, one in batch.events)
    return replace(batch, tickets=tickets, events=events), sides


def _stale(task: _Task, container: str, error: TrackerError) -> Synced:
    before = task.store.seen.scope(task.source, container)
    task.store.seen.mark(replace(before, error=str(error)), task.now())
    return Synced(task.source, container, error=error, synced_at=before.synced_at)


def nothing_collected(results: Sequence[Synced]) -> bool:
    """Whether there were sources and every one of them failed."""
    containers = [result for result in results if not result.group]
    return bool(containers) and all(result.error is not None for result in containers)
