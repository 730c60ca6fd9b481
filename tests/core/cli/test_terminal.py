"""The run's summary on a terminal of 80 columns, with and without colour, and in a log file."""

import fcntl
import json
import os
import pty
import re
import signal
import socket
import struct
import subprocess
import sys
import termios
from functools import partial
from pathlib import Path

import pytest
from tests.core.conftest import Command

from forewarn.demo.theatre import Theatre

_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\r")
_COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-7]")
SUMMARY = ("Read", "Found", "Would say (nothing was written; --apply speaks)", "Held back", "Coverage")


def command(theatre: Theatre) -> list[str]:
    return [sys.executable, "-m", "forewarn.cli", "run", "-c", str(theatre.config)]


def environ(theatre: Theatre, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    return {**kept, **theatre.environ(), "TERM": "xterm-256color", **more}


def on_a_terminal(theatre: Theatre, columns: int, **more: str) -> str:
    """What a terminal of that width is sent."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    with subprocess.Popen(
        command(theatre), env=environ(theatre, **more), stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL
    ):
        os.close(theirs)
        told = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # how Linux says that the other end is closed
                break
            if not piece:
                break
            told += piece
    os.close(ours)
    return told.decode()


@pytest.mark.parametrize("columns", [80, 120])
def test_no_line_is_wider_than_the_terminal_and_every_part_is_there(theatre: Theatre, columns: int) -> None:
    told = on_a_terminal(theatre, columns)
    lines = _ESCAPE.sub("", told).splitlines()
    assert max(map(len, lines)) <= columns
    assert [line for line in lines if line in SUMMARY] == list(SUMMARY)
    assert _COLOUR.search(told)


def test_without_colour_the_same_words_are_there(theatre: Theatre) -> None:
    told = on_a_terminal(theatre, 80, NO_COLOR="1")
    assert not _COLOUR.search(told)
    assert set(SUMMARY) <= set(_ESCAPE.sub("", told).splitlines())


def test_a_log_file_holds_plain_lines_without_trailing_blanks(theatre: Theatre, tmp_path: Path) -> None:
    with (tmp_path / "forewarn.log").open("wb") as log:
        subprocess.run(command(theatre), env=environ(theatre), stdout=log, stderr=subprocess.STDOUT, check=True)
    told = (tmp_path / "forewarn.log").read_text(encoding="utf-8")
    assert "\x1b" not in told
    assert set(SUMMARY) <= set(told.splitlines())
    assert not [line for line in told.splitlines() if line != line.rstrip()]
    assert max(map(len, told.splitlines())) <= 100


def test_ctrl_c_is_told_in_words_and_leaves_with_130(forewarn: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("forewarn.config.load_config", stopped)
    result = forewarn("validate")
    assert (result.code, result.out) == (130, "")
    assert result.err.splitlines()[-1] == "forewarn: stopped by hand; the next run goes on where this one was."


@pytest.mark.parametrize("streams", [">&- 2>{}", "2>&- >{}", ">&- 2>&-"])
def test_where_the_output_is_closed_the_work_is_done_all_the_same(tmp_path: Path, streams: str) -> None:
    log = tmp_path / "log"
    line = f"{sys.executable} -m forewarn.cli rules --schema {streams.format(log)}"
    assert subprocess.run(["sh", "-c", line], check=False).returncode == 0
    assert not log.exists() or "Traceback" not in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("more", [(), ("--json",)], ids=["words", "data"])
def test_letters_that_the_encoding_of_a_log_lacks_stop_nothing(theatre: Theatre, more: tuple[str, ...]) -> None:
    done = subprocess.run(
        [*command(theatre), *more], env=environ(theatre, PYTHONIOENCODING="ascii"), capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u201c" in done.stdout  # a quotation mark
    assert not more or json.loads(done.stdout)


@pytest.mark.parametrize("arguments", [("rules", "--schema"), ("--version",)], ids=["long", "short"])
def test_whoever_reads_a_pipe_may_leave_early(arguments: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-m", "forewarn.cli", *arguments], stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_ctrl_c_does_not_wait_for_a_tracker_that_hangs(theatre: Theatre) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        text = theatre.config.read_text(encoding="utf-8")
        here = f"http://127.0.0.1:{hanging.getsockname()[1]}"
        theatre.config.write_text(re.sub(r"http://[^\s,}\"']+", here, text), encoding="utf-8")
        # Whoever runs the tests in the background of a shell hands down that Ctrl-C is not heard.
        heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        with subprocess.Popen(
            command(theatre), env=environ(theatre), stderr=subprocess.PIPE, text=True, preexec_fn=heard
        ) as run:
            connection, _ = hanging.accept()
            run.send_signal(signal.SIGINT)
            try:
                told = run.communicate(timeout=20)[1]
            finally:
                run.kill()
                connection.close()
    assert (run.returncode, told) == (130, "forewarn: stopped by hand; the next run goes on where this one was.\n")
