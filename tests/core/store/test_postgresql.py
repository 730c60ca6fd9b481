"""On a real PostgreSQL, too, one process works at a time."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.end_to_end.world import LATE, TEAM, World, late_page

from forewarn.errors import StoreBusyError
from forewarn.store import open_store

pytest.importorskip("psycopg", reason="the driver of PostgreSQL is not installed")

_PLACES = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
_PATH = os.pathsep.join([*_PLACES, os.environ.get("PATH", "")])
_INITDB, _PG_CTL = shutil.which("initdb", path=_PATH), shutil.which("pg_ctl", path=_PATH)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of a server of our own, on a socket alone. PostgreSQL refuses to run as root."""
    if _INITDB is None or _PG_CTL is None:
        pytest.skip("no PostgreSQL is installed")
    as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder:  # a short path, which a socket must have
        data = Path(folder) / "data"
        data.mkdir()
        if as_postgres:
            for path in (folder, data):
                shutil.chown(path, "postgres")
        init = [_INITDB, "-D", data, "-A", "trust", "-U", "forewarn", "--no-sync"]
        subprocess.run([*as_postgres, *init], check=True, capture_output=True, cwd=folder)
        ctl = [*as_postgres, _PG_CTL, "-D", data, "-w"]
        where = f"-F -k {folder} -c listen_addresses=''"
        subprocess.run([*ctl, "-o", where, "-l", f"{folder}/log", "start"], check=True, cwd=folder)
        try:
            yield f"postgresql+psycopg://forewarn@/postgres?host={folder}"
        finally:
            subprocess.run([*ctl, "-m", "immediate", "stop"], check=True, cwd=folder)


def test_who_comes_second_is_told_so_and_gets_in_when_the_first_has_gone(server: str) -> None:
    with open_store(server):
        for _ in range(2):
            with pytest.raises(StoreBusyError, match="another run is using the database"), open_store(server):
                pass
    with open_store(server) as store:
        assert not store.runs.latest(1)


def test_agencies_with_a_schema_each_do_not_wait_for_each_other(server: str) -> None:
    with open_store(server) as store:
        with store.database.writing() as connection:
            connection.exec_driver_sql("CREATE SCHEMA north")
        with open_store(f"{server}&options=-csearch_path%3Dnorth"):
            pass


def test_a_process_that_is_killed_lets_go(server: str) -> None:
    code = "import sys, time; from forewarn.store import open_store\n"
    code += "with open_store(sys.argv[1]):\n    print('in', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, server], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline()
        with pytest.raises(StoreBusyError), open_store(server):
            pass
        other.kill()
    for _ in range(100):
        try:
            with open_store(server):
                return
        except StoreBusyError:
            continue
    pytest.fail("the lock outlives its process")


def test_a_run_that_begins_while_another_speaks_says_nothing(server: str, tmp_path: Path) -> None:
    world = World(tmp_path, {"date-missed": {"audience": "team"}})
    world.database = server
    late_page(world)
    begun: list[str] = []

    def cron(step: str) -> None:
        if step == "find" and not begun:
            begun.append(step)
            with pytest.raises(StoreBusyError):
                world.run(LATE)

    world.tracker.fail = cron
    world.run(LATE)
    assert begun
    assert [len(notes) for notes in world.read(TEAM).values()] == [1]
