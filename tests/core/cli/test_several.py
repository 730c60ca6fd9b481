"""Several agencies in one run, each for itself."""

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.core.conftest import Command

from forewarn.cli.configs import config_files
from forewarn.cli.several import WORST_FIRST
from forewarn.demo.theatre import Theatre
from forewarn.errors import ConfigError
from forewarn.run import Exit
from forewarn.store import open_store

NOW = "2026-11-12T09:30"


@pytest.fixture
def agencies(theatre: Theatre, tmp_path: Path) -> Iterator[Path]:
    """A folder with two agencies, each in a folder of its own."""
    folder = tmp_path / "agencies"
    for name in ("north", "south"):
        (folder / name).mkdir(parents=True)
        text = theatre.config.read_text(encoding="utf-8")
        (folder / name / "forewarn.yaml").write_text(text.replace("Northlight", name.title()), encoding="utf-8")
        for file in ("rules.yaml", "forewarn.db"):
            shutil.copy(theatre.folder / file, folder / name)
    yield folder


def test_each_agency_is_run_under_its_name(theatre: Theatre, forewarn: Command, agencies: Path) -> None:
    north, south = agencies / "north" / "forewarn.yaml", agencies / "south" / "forewarn.yaml"
    result = forewarn("run", "-c", north, "-c", south, "--now", NOW, environ=theatre.environ())
    assert result.code == 0
    first, second = result.out.index(f"({north})"), result.out.index(f"({south})")
    assert first < second
    assert "HRB-1" in result.out[first:second]
    assert "HRB-1" in result.out[second:]


def broken_config(agencies: Path) -> None:
    (agencies / "north" / "forewarn.yaml").write_text("agency: [", encoding="utf-8")


def broken_rules(agencies: Path) -> None:
    (agencies / "north" / "rules.yaml").write_text("version: 1\nrules: {date-mised: {}}\n", encoding="utf-8")


def tracker_down(agencies: Path) -> None:
    config = agencies / "north" / "forewarn.yaml"
    lines = config.read_text(encoding="utf-8").splitlines()
    down = [f"{line.partition('http')[0]}http://127.0.0.1:9" if "http://" in line else line for line in lines]
    config.write_text("\n".join(down), encoding="utf-8")


@pytest.mark.parametrize(
    ("breaks", "code"), [(broken_config, Exit.USAGE), (broken_rules, Exit.USAGE), (tracker_down, None)]
)
def test_one_that_fails_does_not_stop_the_others(
    theatre: Theatre, forewarn: Command, agencies: Path, breaks: object, code: Exit | None
) -> None:
    assert callable(breaks)
    breaks(agencies)
    result = forewarn("run", "-c", agencies, "--now", NOW, environ=theatre.environ())
    assert result.code == code if code is not None else result.code in (Exit.NOTHING_COLLECTED, Exit.PARTIAL)
    assert "HRB-1" in result.out
    if code is Exit.USAGE:
        assert f"{agencies / 'north' / 'forewarn.yaml'}: nothing was done." in result.err


def test_a_locked_store_does_not_stop_the_others(theatre: Theatre, forewarn: Command, agencies: Path) -> None:
    with open_store(f"sqlite:///{agencies / 'north' / 'forewarn.db'}"):
        result = forewarn("run", "-c", agencies, "--now", NOW, "--json", environ=theatre.environ())
    assert result.code == Exit.NOTHING_COLLECTED
    north, south = json.loads(result.out)
    assert [Path(one["config"]).parent.name for one in (north, south)] == ["north", "south"]
    assert north["exit_code"] == Exit.NOTHING_COLLECTED
    assert north["problems"]
    assert (south["exit_code"], bool(south["result"]["findings"])) == (Exit.DONE, True)


def test_what_one_agency_keeps_is_not_touched_by_another(
    theatre: Theatre, forewarn: Command, agencies: Path, tmp_path: Path
) -> None:
    shared = f"store: {tmp_path / 'shared.db'}\n"
    for name in ("north", "south"):
        config = agencies / name / "forewarn.yaml"
        config.write_text(shared + config.read_text(encoding="utf-8"), encoding="utf-8")
    result = forewarn("run", "-c", agencies, "--now", NOW, environ=theatre.environ())
    assert result.code == Exit.USAGE
    assert "this database is that of 'North Studio'" in result.err
    assert "HRB-1" in result.out


def test_an_agency_with_a_new_name_keeps_its_database(theatre: Theatre, forewarn: Command, agencies: Path) -> None:
    config = agencies / "north" / "forewarn.yaml"
    assert forewarn("run", "-c", config, "--now", NOW, environ=theatre.environ()).code == 0
    text = config.read_text(encoding="utf-8").replace("name: North Studio", "name: Polar")
    config.write_text(text, encoding="utf-8")
    assert forewarn("run", "-c", config, "--now", NOW).code == Exit.USAGE
    for formerly in ("  formerly: North Studio", ""):
        config.write_text(text.replace("  name: Polar", f"  name: Polar\n{formerly}"), encoding="utf-8")
        assert forewarn("run", "-c", config, "--now", NOW).code == 0


def test_a_wrong_command_is_wrong_for_all(theatre: Theatre, forewarn: Command, agencies: Path) -> None:
    result = forewarn("run", "-c", agencies, "--now", "tomorrow", environ=theatre.environ())
    assert result.code == 2
    assert result.err.count("is no ISO instant") == 1


def test_the_others_are_run_although_nobody_reads_any_more(
    theatre: Theatre, forewarn: Command, agencies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w", buffering=1) as left:
        monkeypatch.setattr(sys, "stdout", left)
        result = forewarn("run", "-c", agencies, environ=theatre.environ())
        monkeypatch.undo()
        with contextlib.suppress(BrokenPipeError):
            left.close()
    assert (result.code, "bug of forewarn" in result.err) == (0, False)
    for name in ("north", "south"):
        with open_store(f"sqlite:///{agencies / name / 'forewarn.db'}") as store:
            assert store.runs.latest(1)


def test_an_agency_that_wants_no_digest_is_no_mistake_among_others(forewarn: Command, agencies: Path) -> None:
    north = agencies / "north" / "forewarn.yaml"
    with north.open("a", encoding="utf-8") as file:
        file.write("\ndigest: {to: [{env: NORTH_DIGEST}]}\n")
    environ = {"NORTH_DIGEST": "json://127.0.0.1:9"}
    together = forewarn("digest", "--send", "--anytime", "-c", agencies, environ=environ)
    assert together.code == 0
    assert "names nobody to whom a digest goes" in " ".join(together.out.split())
    alone = forewarn("digest", "--send", "-c", agencies / "south" / "forewarn.yaml", environ=environ)
    assert alone.code == 2


@pytest.mark.parametrize("command", ["sync", "digest", "validate"])
def test_what_cron_calls_serves_every_agency_and_leaves_with_the_worst(
    theatre: Theatre, forewarn: Command, agencies: Path, command: str
) -> None:
    broken_config(agencies)
    shutil.copytree(agencies / "south", agencies / "west")
    result = forewarn(command, "-c", agencies, environ=theatre.environ())
    assert result.code == Exit.USAGE
    for name in ("south", "west"):
        assert f"=== South Studio ({agencies / name / 'forewarn.yaml'})" in result.out
    assert f"{agencies / 'north' / 'forewarn.yaml'}: nothing was done." in result.err


@pytest.mark.parametrize(
    "command",
    [("plan",), ("report",), ("drafts",), ("promises",), ("explain", "silence"), ("rules",), ("log",), ("baseline",),
     ("doctor",), ("config", "show"), ("waive", "list"), ("update", "orchard-shop")], ids=" ".join,
)  # fmt: skip
def test_what_is_about_one_agency_refuses_several(forewarn: Command, command: tuple[str, ...]) -> None:
    result = forewarn(*command, "-c", "a.yaml", "-c", "b.yaml")
    assert result.code == Exit.USAGE
    assert "a.yaml, b.yaml: this command is about one agency, and 2 are named" in result.err
    assert "Next: Call it once for each; run, sync, digest and validate take several." in result.err


def test_what_is_about_one_agency_takes_its_folder(theatre: Theatre, forewarn: Command, agencies: Path) -> None:
    assert forewarn("rules", "-c", agencies / "north").code == Exit.DONE
    both = forewarn("rules", "-c", agencies)
    assert both.code == Exit.USAGE
    assert "this command is about one agency, and 2 are named" in both.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_the_others_are_run_although_the_disk_of_the_log_is_full(
    theatre: Theatre, forewarn: Command, agencies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_config(agencies)
    with Path("/dev/full").open("w", buffering=1) as full:
        for stream in ("stdout", "stderr"):
            monkeypatch.setattr(sys, stream, full)
        code = forewarn("run", "-c", agencies, environ=theatre.environ()).code
        monkeypatch.undo()
        with contextlib.suppress(OSError):
            full.close()
    assert code == Exit.USAGE
    with open_store(f"sqlite:///{agencies / 'south' / 'forewarn.db'}") as store:
        assert store.runs.latest(1)


def test_every_exit_code_has_its_place_in_the_order() -> None:
    assert sorted(WORST_FIRST) == sorted(Exit)


def test_rules_files_beside_a_config_are_no_configs(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("agency: {name: A}\n")
    (tmp_path / "b.yml").write_text("not: [closed\n")
    (tmp_path / "rules.yaml").write_text("version: 1\nrules: {}\n")
    (tmp_path / "notes.txt").write_text("hello\n")
    assert config_files([tmp_path, tmp_path / "a.yaml"]) == (tmp_path / "a.yaml", tmp_path / "b.yml")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may look into every folder")
def test_an_agency_whose_folder_is_closed_to_us_is_not_left_out_without_a_word(
    forewarn: Command, tmp_path: Path
) -> None:
    closed = tmp_path / "north" / "forewarn.yaml"
    folders = [tmp_path / name for name in ("north", "lost+found", ".Trash-0")]
    for folder in folders:
        folder.mkdir()
    closed.touch()
    (tmp_path / "south").mkdir()
    (tmp_path / "notes.txt").touch()
    for folder in folders:
        folder.chmod(0)
    try:
        found, named = config_files([tmp_path]), forewarn("validate", "-c", closed)
    finally:
        for folder in folders:
            folder.chmod(0o700)
    assert found == (closed,)
    assert named.code == 2 and "cannot be read (Permission denied)" in named.err


def test_what_can_be_no_path_is_told(forewarn: Command) -> None:
    result = forewarn("validate", "-c", "n" * 300)
    assert result.code == 2 and "cannot be read" in result.err


def test_a_folder_without_a_config_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no config in this folder"):
        config_files([tmp_path])
