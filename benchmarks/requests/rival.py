"""Perceval from PyPI on the same sandboxes, in a virtual environment of its own that is thrown away afterwards."""

import json
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from measure import Cost

_READ = Path(__file__).with_name("read_with_perceval.py")


class Failed(Exception):
    """Perceval or pip gave up; the message is theirs."""


class Perceval:
    """An installed Perceval."""

    def __init__(self, python: Path) -> None:
        self._python = python
        self.version = json.loads(self._run("-m", "pip", "list", "--format=json", "--disable-pip-version-check"))
        self.version = next(one["version"] for one in self.version if one["name"] == "perceval")

    def read(self, tracker: str, options: Mapping[str, Any], environ: Mapping[str, str], container: str) -> Cost:
        """Read a container with the backend of its tracker. Raises Failed."""
        token = environ[options["token"]["env"]]
        asked = {"tracker": tracker, "url": options["url"], "token": token, "container": container}
        told = json.loads(self._run(str(_READ), json.dumps(asked | {"email": options.get("email")})))
        if "error" in told:
            raise Failed(told["error"])
        return Cost(told["tickets"], told["events"], told["cpu"], told["peak"])

    def _run(self, *arguments: str) -> str:
        done = subprocess.run([self._python, *arguments], capture_output=True, text=True)  # noqa: S603 (our own)
        if done.returncode:
            raise Failed(done.stderr.strip().splitlines()[-1])
        return done.stdout


@contextmanager
def installed() -> Iterator[Perceval]:
    """Perceval, installed for as long as this lasts. Raises Failed where it cannot be had."""
    with TemporaryDirectory(prefix="perceval-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "perceval"]
        done = subprocess.run(pip, capture_output=True, text=True)  # noqa: S603 (our own)
        if done.returncode:
            raise Failed(done.stderr.strip().splitlines()[-1])
        yield Perceval(python)
