"""Several agencies in one command, each for itself: what goes wrong with one leaves the others alone."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from forewarn.cli.configs import config_files
from forewarn.cli.failures import failure_data, tell
from forewarn.cli.session import show, show_json

if TYPE_CHECKING:
    from rich.console import RenderableType

ConfigsOption = Annotated[
    list[Path],
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        envvar="FOREWARN_CONFIG",
        help="The agency's config file; several times for several agencies, or a folder for all in it.",
    ),
]

WORST_FIRST = (1, 2, 3, 5, 4, 0)
"""Exit codes: a bug, a config that cannot be used, nothing collected, the breaker, partial, done."""

_unheard = suppress(OSError)
"""Whoever read our output may have left, or the disk of the log be full: it was done all the same, and others wait."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind of one agency."""

    agency: str
    code: int
    words: "RenderableType"
    data: Any
    """For programs."""


def serve(given: Iterable[Path], one: Callable[[Path], Done], *, as_json: bool) -> NoReturn:
    """Do `one` for each agency that is meant, show what it left behind, and leave with the worst exit code."""
    configs = config_files(given)
    if len(configs) == 1:
        done = one(configs[0])
        code, data = done.code, done.data
        if not as_json:
            _say(done)
    else:
        code, data = _serve_each(configs, one, as_json=as_json)
    if as_json:
        with _unheard:
            show_json(data)
    raise typer.Exit(code)


def _serve_each(
    configs: Sequence[Path], one: Callable[[Path], Done], *, as_json: bool
) -> tuple[int, list[dict[str, Any]]]:
    """One after the other, each under its name; the worst exit code, and what each left behind for programs."""
    codes, data = [], []
    for config in configs:
        try:
            done = one(config)
            codes.append(done.code)
            data.append({"config": str(config), "exit_code": done.code, "result": done.data})
            if not as_json:
                _say(done, f"\n=== {done.agency} ({config})")
        except typer.BadParameter:
            raise  # the command itself is wrong, for every agency
        except Exception as error:  # one agency's trouble must not silence the others
            codes.append(tell(error, str(config)))
            data.append({"config": str(config), "exit_code": codes[-1], "problems": failure_data(error)})
    return min(codes, key=WORST_FIRST.index), data


def _say(done: Done, headline: str = "") -> None:
    with _unheard:
        if headline:
            print(headline)  # one line, however long the path
        show(done.words)
