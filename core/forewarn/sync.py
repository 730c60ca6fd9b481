"""From the trackers into the store, all sources side by side. One that fails is marked; the others go on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

from forewarn.connect import Access, Batch, Ending, Reader, Recounting, members_of
from forewarn.connect.sided import sided
from forewarn.connect.stumbling import stumbling
from forewarn.connect.trouble import PARTICULAR, Trouble
from forewarn.errors import GoneError, PartlyRead, PermissionDenied, TrackerError
from forewarn.facts.groups import Member
from forewarn.facts.roles import Roles
from forewarn.store import Absorbed, Scope, Store
from forewarn.sweep import INTERVAL, is_due, sweep

Progress = Callable[[str, int], None]
"""Called with (what is being read, tickets so far)."""


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
    lacking: TrackerError | None = None
    """What could not be learnt although it was read to its end: it is current but for that."""
    ended: str = ""
    """Why nobody can work there any more, so that nothing in it is judged; empty where people can."""
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
        scopes = (task.store.seen.scope(task.source, container) for container in task.containers)
        return [*groups, *(_stale(task, scope, error) for scope in scopes)]
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
            if not isinstance(error, PARTICULAR):
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
    """All are read before deletions are looked for in any: whatever that runs into, what changed is there."""
    results: list[Synced] = []
    trouble = Trouble()
    if isinstance(reader, Recounting):
        reader.remember(lambda ticket: task.store.seen.standing(task.source, ticket))
    cursors = {container: _cursor(task, container) for container in task.containers}
    before = {container: task.store.seen.scope(task.source, container) for container in task.containers}
    try:
        with stumbling(task.source):
            reader.expect(cursors)
    except TrackerError as error:
        trouble.fatal = error
    for container in task.containers:
        try:
            trouble.stop()
            results.append(_read_container(task, before[container], reader))
            trouble.is_over()
        except TrackerError as error:
            results.append(_stale(task, before[container], error))
            trouble.met(error)
    return [_swept(task, before[one.container], one, reader, trouble) for one in results]


def _cursor(task: _Task, container: str) -> str | None:
    """How far a container was read; not at all where the config puts people with addresses on other sides by now: only
    reading shows their addresses."""
    scope, addresses = task.store.seen.scope(task.source, container), task.roles.of_addresses
    if scope.addresses in (None, addresses):
        return scope.cursor
    task.store.seen.place_by(addresses, scope, task.now())
    return None


def _read_container(task: _Task, before: Scope, reader: Reader) -> Synced:
    source, container, store, begun = task.source, before.container, task.store, task.now()
    tickets = events = 0
    lacking: PartlyRead | None = None
    absorb = _absorbing(task, before, reader)
    try:
        for batch in _batches(source, reader.read(container, before.cursor)):
            absorbed = absorb(batch)
            tickets += absorbed.tickets
            events += absorbed.events
            task.progress(f"{source}: {container}", tickets)
    except PartlyRead as error:
        lacking = error
    last = before.synced_at or begun
    called = lacking.tickets if lacking else {}
    unread = {one: before.unread.get(one, last) for one in called}
    store.seen.mark(replace(before, synced_at=begun, error=None, unread=unread, called=called), task.now())
    return Synced(source, container, tickets, events, lacking=lacking, ended=before.ended or "", synced_at=begun)


def _absorbing(task: _Task, before: Scope, reader: Reader) -> Callable[[Batch], Absorbed]:
    """What stores the batches of a container, and once what the config says of addresses, where these are shown."""
    told, addresses = reader.capabilities.history, before.addresses

    def absorb(batch: Batch) -> Absorbed:
        nonlocal addresses
        placed, sides = sided(batch, task.source, task.roles)
        if sides and addresses is None:
            addresses = task.roles.of_addresses
            task.store.seen.place_by(addresses, before, task.now())
        return task.store.seen.absorb(task.source, before.container, placed, told, task.now(), sides)

    return absorb


def _swept(task: _Task, before: Scope, read: Synced, reader: Reader, trouble: Trouble) -> Synced:
    """`read`, with what is gone from a container, or whether all of it is over, where it is time to look for that. It
    is stale where all of it is out of sight, and otherwise as current as its reading; where nobody could look, the next
    run tries again."""
    now = task.now()
    if read.error is not None or trouble.fatal is not None or not is_due(before, now):
        return read
    try:
        with stumbling(task.source):
            ended = reader.ended(read.container) if isinstance(reader, Ending) else ""
        here = task.store.seen.scope(task.source, read.container)
        task.store.seen.mark(replace(here, swept_at=now if ended else here.swept_at, ended=ended or None), now)
        read = replace(read, ended=ended)
        gone, lacking = (0, None) if ended else sweep(here, reader, task.store, _absorbing(task, here, reader), now)
        trouble.is_over()
    except (PermissionDenied, GoneError) as error:
        return _stale(task, before, error)
    except TrackerError as error:
        trouble.met(error)
        gone, lacking = 0, error
    return replace(read, gone=gone, lacking=read.lacking or lacking)


def _batches(source: str, read: Iterator[Batch]) -> Iterator[Batch]:
    with stumbling(source):
        yield from read


def _stale(task: _Task, before: Scope, error: TrackerError) -> Synced:
    task.store.seen.mark(replace(before, error=str(error)), task.now())
    return Synced(task.source, before.container, error=error, synced_at=before.synced_at)


def nothing_collected(results: Sequence[Synced]) -> bool:
    """Whether there were sources and every one of them failed."""
    containers = [result for result in results if not result.group]
    return bool(containers) and all(result.error is not None for result in containers)
