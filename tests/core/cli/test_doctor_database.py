"""Doctor says of the database what a run would, and does not call well what cannot be written."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.core.conftest import Command

from forewarn.store import open_store

CONFIG = """\
agency: {name: Northlight Studio, calendar: office}
rules: web-agency@1
store: %s
calendars: {office: {time_zone: Europe/Berlin}}
sources: {export: {connector: files, client_visible: true, path: export}}
clients: {acme: {}}
projects: {site: {client: acme, sources: {export: [HRB]}}}
roles: {team: [tom]}
"""
DATABASE = "kept/forewarn.db"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A config whose source is well."""
    (tmp_path / "export" / "HRB").mkdir(parents=True)
    (tmp_path / "export" / "HRB" / "tickets.csv").write_text("id,title,created\n1,Page,2026-11-02T09:00Z\n")
    (tmp_path / "export" / "HRB" / "events.csv").write_text("ticket,at,who,what,text\n")
    (tmp_path / "kept").mkdir()
    config = tmp_path / "forewarn.yaml"
    config.write_text(CONFIG % DATABASE, encoding="utf-8")
    return config


def no_folder(database: Path) -> None:
    database.parent.rmdir()


def a_folder(database: Path) -> None:
    database.mkdir()


def no_database(database: Path) -> None:
    database.write_text("This is a note about the weather, and it is long enough to be no header.")


def of_another(database: Path) -> None:
    with open_store(f"sqlite:///{database}") as store:
        store.owner.claim("Harbour Works", "")


def full(database: Path) -> None:
    """What cannot be written reads as ever."""
    with open_store(f"sqlite:///{database}") as store:
        store.owner.claim("Northlight Studio", "")
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TRIGGER full BEFORE UPDATE ON owner BEGIN SELECT RAISE(ABORT, 'disk is full'); END")


def unheld(database: Path) -> None:
    """A lock that cannot be written."""
    of_another(database)
    Path(f"{database}.lock").unlink(missing_ok=True)
    Path(f"{database}.lock").mkdir()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (no_folder, "does not exist. Next: Create it."),
        (a_folder, "unable to open database file"),
        (no_database, "file is not a database"),
        (of_another, "this database is that of 'Harbour Works'. Next: Name another file"),
        (full, "disk is full"),
        (unheld, "forewarn.db.lock cannot be written"),
    ],
)
def test_a_database_that_no_run_could_use_is_something_to_mend(
    path: Path, forewarn: Command, spoil: Callable[[Path], None], says: str
) -> None:
    spoil(path.parent / DATABASE)
    result = forewarn("doctor", "-c", path)
    told = " ".join(result.out.split())
    assert result.code == 4
    assert "export well" in told and "database To mend: " in told and told.endswith("1 thing to mend.")
    data = json.loads(forewarn("doctor", "-c", path, "--json").out)
    [problem] = data["database"]["problems"]
    assert says in f"{' '.join(problem['what'].split())}. Next: {problem['next']}" and data["exit_code"] == 4


def test_a_folder_that_cannot_be_looked_at_is_something_to_mend(path: Path, forewarn: Command) -> None:
    """As where it lies in one that is closed to the user of cron; it was told as a bug of forewarn."""
    path.write_text(CONFIG % f"{'n' * 300}/forewarn.db", encoding="utf-8")
    doctor, run = forewarn("doctor", "-c", path), forewarn("run", "-c", path)
    assert doctor.code == 4 and "cannot be looked at" in " ".join(doctor.out.split())
    assert run.code == 2 and "cannot be looked at" in run.err


def test_a_database_in_use_is_not_called_well(path: Path, forewarn: Command) -> None:
    with open_store(f"sqlite:///{path.parent / DATABASE}"):
        result = forewarn("doctor", "-c", path)
    told = " ".join(result.out.split())  # a long path is broken somewhere
    assert result.code == 4 and "another run is using the database" in told
    assert forewarn("doctor", "-c", path).code == 0


def test_where_a_database_can_be_made_none_is_made(path: Path, forewarn: Command) -> None:
    result = forewarn("doctor", "-c", path)
    assert result.code == 0 and result.out.rstrip().endswith("All is well.")
    assert not list((path.parent / "kept").iterdir())
