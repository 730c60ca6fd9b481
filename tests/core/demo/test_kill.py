"""A process killed hard while a comment is on its way, on every tracker: the comment is there once."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from forewarn.agency import open_agency
from forewarn.config import load_config
from forewarn.connect.stage import Fault
from forewarn.demo.theatre import Theatre
from forewarn.run import run_pass

COMMENT_PATH = {"jira": "/comment", "github": "/comments", "trello": "/comments"}


RUN = """
import os, sys
from datetime import datetime
from pathlib import Path
from forewarn.agency import open_agency
from forewarn.config import load_config
from forewarn.run import run_pass

at = datetime.fromisoformat(sys.argv[2])
with open_agency(load_config(Path(sys.argv[1])), os.environ, lambda: at) as agency:
    run_pass(agency, at, lambda: at, lambda what, count: None, fetch=True, apply=True)
"""


def run_at(theatre: Theatre, at: datetime) -> None:
    """A run that nobody kills."""
    with open_agency(load_config(theatre.config), theatre.environ(), lambda: at) as agency:
        run_pass(agency, at, lambda: at, lambda what, count: None, fetch=True, apply=True)


def posts(theatre: Theatre, source: str) -> int:
    """POSTs of comments that the tracker has answered or carried out."""
    path = COMMENT_PATH[source]
    return sum(r.method == "POST" and r.path.endswith(path) for r in theatre.sandboxes[source].requests)


def wait_for(condition: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.parametrize("kind", ["slow", "slow-after"])
@pytest.mark.parametrize("source", ["jira", "github", "trello"])
def test_a_process_killed_before_or_after_the_tracker_has_the_comment_leaves_exactly_one(
    theatre: Theatre, source: str, kind: str, tmp_path: Path
) -> None:
    environ = {**os.environ, **theatre.environ()}
    sandbox = theatre.sandboxes[source]
    command = [sys.executable, "-c", RUN, str(theatre.config), sandbox.now.isoformat()]
    sandbox.misbehave(Fault(kind, method="POST", path=COMMENT_PATH[source], seconds=3))
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        wait_for(lambda: sandbox.pending if kind == "slow" else posts(theatre, source))  # type: ignore[attr-defined]
        run.send_signal(signal.SIGKILL)
    wait_for(lambda: not sandbox.pending)  # type: ignore[attr-defined]
    for hours in (1, 2):
        run_at(theatre, sandbox.now + timedelta(hours=hours))
    now = sandbox.now
    with open_agency(load_config(theatre.config), theatre.environ(), lambda: now) as agency:
        found: Counter[tuple[str, str]] = Counter()
        for ref in {(s.ticket, s.ticket.source) for s in agency.store.said.all()}:
            for posted in agency.connectors[ref[1]].speaker().find(ref[0]):
                found[ref[0].key, posted.audience] += 1
    assert found
    assert set(found.values()) == {1}
