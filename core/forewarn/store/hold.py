"""One process at a time: a lock on the file, or on the schema of a server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from forewarn.errors import StoreBusyError, StoreError

_OURS = 1179603538
"""The first half of our locks' key: other programs in the same database may have locks of their own."""
_LET_WRITE = "Let the user of the cron job write it and its folder, or set 'store' in the config."


@contextmanager
def hold_file(url: str, place: str) -> Iterator[None]:
    """Hold the file of an SQLite URL; a server is held with `hold`, and memory belongs to this process anyway.

    Raises StoreBusyError when another process holds it, StoreError when nobody can.
    """
    path = _file(url)
    if not path:
        yield
        return
    _in_folder(path, place)
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise _busy(place) from None
    except OSError as error:
        raise StoreError(
            f"{path}.lock cannot be written ({error.strerror})",  # who ran forewarn by hand may own it, or the folder
            place=place,
            next_step=_LET_WRITE,
        ) from None
    try:
        if not Path(path).exists():
            Path(path).touch(mode=0o600)  # what is said between four eyes is nothing for other users of the machine
        yield
    finally:
        lock.release()


def foresee(url: str, place: str) -> None:
    """Raise StoreError where the file of an SQLite URL, which is not there so far, could not be made."""
    path = _file(url)
    folder = _in_folder(path, place) if path else None
    if folder and not os.access(folder, os.W_OK | os.X_OK):
        raise StoreError(f"nothing can be written into the folder {folder}", place=place, next_step=_LET_WRITE)


def _file(url: str) -> str:
    path = sa.make_url(url).database
    return path if path and path != ":memory:" and url.startswith("sqlite") else ""


def _in_folder(path: str, place: str) -> Path:
    folder = Path(path).parent
    try:
        is_there = folder.is_dir()
    except OSError as error:
        reason = f"the folder {folder} cannot be looked at ({error.strerror})"
        raise StoreError(reason, place=place, next_step=_LET_WRITE) from None
    if not is_there:
        raise StoreError(f"the folder {folder} does not exist", place=place, next_step="Create it.")
    return folder


@contextmanager
def hold(engine: sa.Engine, place: str) -> Iterator[None]:
    """Hold the schema of a PostgreSQL server, on a connection of its own: the server lets go when it ends, so also
    when this process dies. Raises StoreBusyError when another process holds it.

    The server keeps such keys apart by database; agencies that share one have a schema each.
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    # Without a transaction, which the server might end for being idle, and which would keep it from tidying up.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        taken = sa.select(sa.func.pg_try_advisory_lock(_OURS, sa.func.hashtext(sa.func.current_schema())))
        if not connection.execute(taken).scalar():
            raise _busy(place)
        try:
            yield
        finally:
            connection.invalidate()  # closed and not put back, and the lock with it


def _busy(place: str) -> StoreBusyError:
    return StoreBusyError(
        "another run is using the database",
        place=place,
        next_step="Try again in a moment. From cron there is nothing to do: the next run goes on.",
    )
