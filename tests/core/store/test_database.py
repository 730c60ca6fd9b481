"""The database opens safely or says why not."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import forewarn.store
from forewarn.errors import StoreError
from forewarn.facts.roles import Roles
from forewarn.store import open_store
from forewarn.store.database import newest_version


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def schema(connection: sa.Connection) -> dict[str, object]:
    """All that a database knows of its tables, in no order."""
    known = sa.inspect(connection)

    def parts(table: str) -> list[str]:
        columns = [{**column, "type": str(column["type"])} for column in known.get_columns(table)]
        keys = [known.get_pk_constraint(table), *known.get_foreign_keys(table)]
        return sorted(map(repr, [*columns, *keys, *known.get_indexes(table), *known.get_unique_constraints(table)]))

    return {table: parts(table) for table in known.get_table_names()}


def test_a_new_database_is_as_one_that_every_migration_was_run_on(tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(forewarn.store.__file__).parent / "migrations"))
    engine = sa.create_engine(url(tmp_path / "migrated.db"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        migrated = schema(connection)
        at = connection.execute(sa.text("SELECT * FROM alembic_version")).all()
    engine.dispose()
    with open_store(url(tmp_path / "new.db")) as store, store.database.reading() as connection:
        assert schema(connection) == migrated
        assert connection.execute(sa.text("SELECT * FROM alembic_version")).all() == at == [(newest_version(),)]


def test_alembic_is_loaded_only_where_something_is_to_be_done(tmp_path: Path) -> None:
    code = (
        "import sys; from forewarn.store import open_store\n"
        f"with open_store({url(tmp_path / 'f.db')!r}): print('alembic' in sys.modules)"
    )
    opening = [sys.executable, "-c", code]
    loaded = [subprocess.run(opening, capture_output=True, text=True, check=True).stdout.strip() for _ in range(2)]
    assert loaded == ["True", "False"]


@pytest.mark.parametrize("version", ["0011", "0012"])
def test_what_an_older_version_read_is_as_though_no_addresses_had_been_named(tmp_path: Path, version: str) -> None:
    """So that those whom the config puts on a side by their addresses get there, though nothing happens on a ticket."""
    config = Config()
    config.set_main_option("script_location", str(Path(forewarn.store.__file__).parent / "migrations"))
    engine = sa.create_engine(url(tmp_path / "f.db"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        scopes = sa.table("scopes", *map(sa.column, ("source", "container", "cursor", "tried_at")))
        connection.execute(scopes.insert().values([("jira", "A", "1", 0), ("jira", "B", None, 0)]))
    engine.dispose()
    with open_store(url(tmp_path / "f.db")) as store:
        assert store.seen.scope("jira", "A").addresses == Roles({}).of_addresses
        assert store.seen.scope("jira", "B").addresses is None


def test_a_crash_while_a_database_is_made_leaves_nothing_in_its_way(tmp_path: Path) -> None:
    def crash(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "CREATE TABLE said" in statement:
            raise KeyboardInterrupt

    sa.event.listen(sa.Engine, "before_cursor_execute", crash)
    try:
        with pytest.raises(KeyboardInterrupt), open_store(url(tmp_path / "f.db")):
            pass
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", crash)
    with open_store(url(tmp_path / "f.db")) as store:
        assert not store.runs.latest(1)


def test_opening_twice_in_a_row_keeps_what_was_stored(tmp_path: Path) -> None:
    for _ in range(2):
        with open_store(url(tmp_path / "f.db")) as store:
            assert not store.runs.latest(1)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
def test_other_users_of_the_machine_cannot_read_the_database(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with open_store(url(tmp_path / "f.db")):
            files = [path for path in tmp_path.iterdir() if path.suffix != ".lock"]
            assert tmp_path / "f.db" in files
            assert {path.stat().st_mode & 0o077 for path in files} == {0}
    finally:
        os.umask(before)


def test_a_lock_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "f.db.lock").mkdir()
    with pytest.raises(StoreError, match=r"f\.db\.lock cannot be written"), open_store(url(tmp_path / "f.db")):
        pass


def test_two_processes_cannot_write_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from forewarn.store import open_store; from forewarn.errors import StoreError\n"
        "try:\n    open_store(sys.argv[1]).__enter__()\n"
        "except StoreError as error:\n    print(error)\n"
    )
    with open_store(url(tmp_path / "f.db")):
        other = subprocess.run(
            [sys.executable, "-c", code, url(tmp_path / "f.db")], capture_output=True, text=True, check=True
        )
    assert "another run is using the database" in other.stdout


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda p: (p / "f.db").write_text("this is no database" * 100), "not a database"),
        (lambda p: (p / "f.db").mkdir(), "unable to open"),
    ],
)
def test_a_file_that_is_no_database_is_named_with_the_reason(tmp_path: Path, prepare: object, words: str) -> None:
    prepare(tmp_path)  # type: ignore[operator]
    with pytest.raises(StoreError, match=words) as error, open_store(url(tmp_path / "f.db")):
        pass
    assert error.value.place == str(tmp_path / "f.db")
    assert error.value.next_step


def test_a_missing_folder_is_named_as_people_write_it() -> None:
    address = "sqlite:////nowhere/an einem/Ort/ф.db"
    with pytest.raises(StoreError, match="does not exist") as error, open_store(address):
        pass
    assert error.value.place == "/nowhere/an einem/Ort/ф.db"


def test_a_database_of_a_newer_forewarn_is_left_alone(tmp_path: Path) -> None:
    with open_store(url(tmp_path / "f.db")):
        pass
    with sqlite3.connect(tmp_path / "f.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="schema 9999"), open_store(url(tmp_path / "f.db")):
        pass


def test_a_password_in_the_address_is_never_shown() -> None:
    with pytest.raises((StoreError, sa.exc.NoSuchModuleError)) as error, open_store("nosuch://u:hunter2@host/db"):
        pass
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    ("address", "step"), [("mysql://host/name", "pip install"), ("postgres://host/name", "Name a file, or a URL")]
)
def test_a_driver_that_is_missing_is_to_be_installed_and_a_wrong_address_corrected(address: str, step: str) -> None:
    with pytest.raises(StoreError) as failed, open_store(address):
        pass
    assert step in failed.value.next_step
