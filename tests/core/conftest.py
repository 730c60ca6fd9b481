"""A made-up agency on sandboxes, and forewarn's command line on it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from forewarn.cli.main import run_arguments
from forewarn.demo.story import CronRun, load_story
from forewarn.demo.theatre import Theatre, open_theatre
from forewarn.store import open_store


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str


Command = Callable[..., Result]


@pytest.fixture
def theatre(tmp_path: Path) -> Iterator[Theatre]:
    """The demo's agency on the Thursday on which there is something to say."""
    with open_theatre(load_story(), tmp_path) as playing:
        acts: Iterator[CronRun] = playing.acts()
        quiet = next(acts)
        with open_store(f"sqlite:///{tmp_path / 'forewarn.db'}") as store:  # there was nothing to adopt on that day
            for project in playing.story.projects:
                store.baseline.adopt(project, (), quiet.at, complete=True)
        next(acts)
        yield playing


@pytest.fixture
def forewarn(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Runs a command as the console script does, in an empty folder with an empty environment of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FOREWARN_CONFIG", raising=False)

    def run(*arguments: str | Path, environ: dict[str, str] | None = None) -> Result:
        for name, value in (environ or {}).items():
            monkeypatch.setenv(name, value)
        code = run_arguments([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return run
