"""What the verbs share: the config option, an open agency, a console, a progress bar."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from forewarn.cli.configs import NAME, config_files

if TYPE_CHECKING:
    from rich.console import RenderableType

    from forewarn.agency import Agency
    from forewarn.config import Config

ConfigOption = Annotated[
    list[Path],
    typer.Option("--config", "-c", metavar="FILE", envvar="FOREWARN_CONFIG", help="The agency's config file."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print plain data instead of words.")]
NowOption = Annotated[
    str | None,
    typer.Option("--now", help="Judge as of this instant (ISO, e.g. 2026-11-12T09:30); default: now."),
]
DEFAULT_CONFIG = [Path(NAME)]
_YEARS = range(1900, 9000)
"""What calendars and time zones reach, with room to count in."""
_LOG_WIDTH = 100
"""Characters a line where no terminal says how wide it is."""


def wall_clock() -> datetime:
    """The time; the only place that reads it."""
    return datetime.now(UTC)


def one_config(given: Sequence[Path]) -> Path:
    """The file of the agency that a command is about. Raises ConfigError where several are named."""
    from forewarn.errors import ConfigError

    configs = config_files(given)
    if len(configs) > 1:
        names = ", ".join(map(str, configs))
        step = "Call it once for each; run, sync, digest and validate take several."
        raise ConfigError(
            f"this command is about one agency, and {len(configs)} are named", place=names, next_step=step
        )
    return configs[0]


def read_config(given: Sequence[Path]) -> "Config":
    """The config of that agency, checked. Raises ConfigError."""
    from forewarn.config import load_config

    return load_config(one_config(given))


@contextmanager
def agency(given: Sequence[Path], *, online: bool = True) -> Iterator["Agency"]:
    """The agency of a config, with its store open; a command that sends nothing needs no token."""
    from forewarn.agency import open_agency
    from forewarn.connect.secrets import Offline

    with open_agency(read_config(given), os.environ if online else Offline(), wall_clock) as opened:
        yield opened


def read_text(path: Path, what: str, next_step: str) -> str:
    """The words of a file that was named on the command line; `what` it should hold. Raises UnfitError."""
    from forewarn.errors import UnfitError

    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else f"{what} cannot be read"
        because = "" if isinstance(error, FileNotFoundError) else f" ({(error.strerror or '').lower()})"
        raise UnfitError(f"{reason}{because}.", place=str(path), next_step=next_step) from error
    except UnicodeDecodeError as error:
        step = "Save the file with the encoding UTF-8."
        raise UnfitError(f"{what} cannot be read: it is no text.", place=str(path), next_step=step) from error


def instant(text: str | None, config: "Config") -> datetime | None:
    """An instant from the command line; without an offset it is in the agency's time zone. None without text."""
    if text is None:
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no ISO instant such as 2026-11-12T09:30.", param_hint="--now") from None
    if value.year not in _YEARS:
        raise typer.BadParameter(f"{text!r} is further away than calendars go.", param_hint="--now")
    zone = config.calendar.zone
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def show(renderable: "RenderableType") -> None:
    """Print for people: colours on a terminal, plain lines without trailing blanks in a pipe or a log."""
    from rich.console import Console

    if sys.stdout.isatty():
        Console(highlight=False, markup=False).print(renderable)
        return
    plain = Console(highlight=False, markup=False, width=_LOG_WIDTH, color_system=None)
    with plain.capture() as capture:
        plain.print(renderable)
    print("\n".join(line.rstrip() for line in capture.get().splitlines()))


def show_json(data: Any) -> None:
    """Print for programs."""
    utf = "utf" in sys.stdout.encoding.casefold()  # else JSON has its own way to write what the encoding lacks
    print(json.dumps(data, ensure_ascii=not utf, indent=2))


@contextmanager
def progress(words: str = "Reading {}, tickets: {}") -> Iterator[Callable[[str, int], None]]:
    """A line on a terminal that tells what is being done and how much of it, nothing in cron."""
    if not sys.stderr.isatty():
        yield lambda what, count: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words.partition(" {}")[0], total=None)
        yield lambda what, count: bar.update(task, description=words.format(what, count))
