"""Opening the database: one writer at a time, always of the current schema."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from forewarn.errors import StoreError, StoreFailedError
from forewarn.store.baseline import BaselineStore
from forewarn.store.connection import Database
from forewarn.store.corrections import Corrections
from forewarn.store.digests import Digests
from forewarn.store.drafts import DraftStore
from forewarn.store.evaluated import Evaluated
from forewarn.store.groups import Groups
from forewarn.store.held import HeldStore
from forewarn.store.hold import foresee, hold, hold_file
from forewarn.store.journal import Journal
from forewarn.store.letters import Letters
from forewarn.store.mentions import Mentions
from forewarn.store.missing import MissingStore
from forewarn.store.owner import Owner
from forewarn.store.plans import Plans
from forewarn.store.runs import Runs
from forewarn.store.said import SaidStore
from forewarn.store.seen import Seen
from forewarn.store.waivers import WaiverStore

_MIGRATIONS = Path(__file__).parent / "migrations" / "versions"
_NAME_ONE = "Name a file, or a URL that SQLAlchemy knows, such as postgresql+psycopg://HOST/NAME."
_INSTALL = "Its driver is not installed; for PostgreSQL: pip install 'psycopg[binary]' where forewarn is installed."


@dataclass(frozen=True, slots=True)
class Store:
    """The rooms of the database."""

    database: Database
    seen: Seen
    missing: MissingStore
    evaluated: Evaluated
    said: SaidStore
    runs: Runs
    mentions: Mentions
    waivers: WaiverStore
    baseline: BaselineStore
    journal: Journal
    drafts: DraftStore
    held: HeldStore
    plans: Plans
    digests: Digests
    corrections: Corrections
    letters: Letters
    groups: Groups
    owner: Owner


@contextmanager
def open_store(url: str) -> Iterator[Store]:
    """The store at a SQLAlchemy URL, brought up to the current schema and held by this process alone.

    Raises StoreError when another process holds it, when it cannot be opened, or when it is newer than this program;
    StoreFailedError when it fails in the middle.
    """
    place = _place(url)
    engine = _engine(url, place)
    with hold_file(url, place):
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _tune_sqlite)
        failure: type[StoreError] = StoreError
        try:
            with hold(engine, place):
                store = _opened(engine, place)
                failure = StoreFailedError
                yield store
        except sa.exc.DatabaseError as error:
            raise failure(
                f"the database cannot be used ({error.orig})",
                place=place,
                next_step="Check that the disk is not full, and that this is a forewarn database that can be written.",
            ) from error
        finally:
            engine.dispose()


def _address(url: str) -> sa.URL:
    try:
        return sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:  # the latter for a port that is no number
        raise StoreError("the address of the database cannot be read", place="store", next_step=_NAME_ONE) from error


def _place(url: str) -> str:
    """As people know it: an address of a file has signs in place of letters, and one of a server a password."""
    address = _address(url)
    is_file = address.drivername.startswith("sqlite") and address.database
    return str(address.database) if is_file else address.render_as_string(hide_password=True)


def _engine(url: str, place: str) -> sa.Engine:
    in_memory = _address(url).database in (None, "", ":memory:") and url.startswith("sqlite")
    # Each thread would get an empty database of its own in memory; all share one connection instead.
    alone = {"poolclass": sa.StaticPool, "connect_args": {"check_same_thread": False}} if in_memory else {}
    try:
        return sa.create_engine(url, **alone)
    except (sa.exc.ArgumentError, ImportError) as error:
        step = _INSTALL if isinstance(error, ImportError) else _NAME_ONE
        raise StoreError(f"the database cannot be used ({error})", place=place, next_step=step) from error


def _opened(engine: sa.Engine, place: str) -> Store:
    if not _is_current(engine):
        from forewarn.store.migrate import upgrade  # Alembic costs a quarter of a second, and is hardly ever needed

        upgrade(engine, place)
    database = Database(engine)
    return Store(
        database,
        Seen(database),
        MissingStore(database),
        Evaluated(database),
        SaidStore(database),
        Runs(database),
        Mentions(database),
        WaiverStore(database),
        BaselineStore(database),
        Journal(database),
        DraftStore(database),
        HeldStore(database),
        Plans(database),
        Digests(database),
        Corrections(database),
        Letters(database),
        Groups(database),
        Owner(database),
    )


def _is_current(engine: sa.Engine) -> bool:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return False
        return bool(connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == newest_version())


@cache
def newest_version() -> str:
    """The schema's newest version: files of migrations begin with theirs."""
    return max(file.name.partition("_")[0] for file in _MIGRATIONS.glob("[0-9]*.py"))


def is_begun(url: str) -> bool:
    """Whether something is there at a SQLAlchemy URL of a file; of a server nobody knows before it is asked.

    Raises StoreError where there is none and none could be made.
    """
    path = _address(url).database
    begun = not url.startswith("sqlite") or (path is not None and os.path.exists(path))  # noqa: PTH110 - Path's raises
    if not begun:
        foresee(url, _place(url))
    return begun


def _tune_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # an intent must outlive a power cut, or a comment could be said twice
    cursor.close()
