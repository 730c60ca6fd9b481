"""Several agencies in one run, each for itself: what goes wrong with one leaves the others alone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from forewarn.cli.failures import failure_data, tell
from forewarn.cli.session import DEFAULT_CONFIG
from forewarn.errors import ConfigError

ConfigsOption = Annotated[
    list[Path],
    typer.Option(
        "--config",
        "-c",
        envvar="FOREWARN_CONFIG",
        help="The agency's config file; several times for several agencies, or a folder for all in it.",
    ),
]
DEFAULT_CONFIGS = [DEFAULT_CONFIG]

WORST_FIRST = (1, 2, 3, 5, 4, 0)
"""Exit codes: a bug, a config that cannot be used, nothing collected, the breaker, partial, done."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one agency's run left behind."""

    code: int
    data: Any
    """For programs."""


def config_files(given: Iterable[Path]) -> tuple[Path, ...]:
    """The configs that are meant, each once. A folder stands for each config in it, and `forewarn.yaml` in each of
    its own folders. ConfigError where a folder holds none."""
    found: dict[Path, Path] = {}
    for path in given:
        for config in _in_folder(path) if path.is_dir() else (path,):
            found.setdefault(config.resolve(), config)
    return tuple(found.values())


def run_each(configs: Sequence[Path], one: Callable[[Path], Done]) -> tuple[int, list[dict[str, Any]]]:
    """Run one after the other, each under its name; the worst exit code, and what each left behind for programs."""
    codes, data = [], []
    for config in configs:
        try:
            done = one(config)
            codes.append(done.code)
            data.append({"config": str(config), "exit_code": done.code, "result": done.data})
        except typer.BadParameter:
            raise  # the command itself is wrong, for every agency
        except BrokenPipeError:  # it was run, and whoever read our output has left: so are the others
            codes.append(0)
        except Exception as error:  # one agency's trouble must not silence the others
            codes.append(tell(error, str(config)))
            data.append({"config": str(config), "exit_code": codes[-1], "problems": failure_data(error)})
    return min(codes, key=WORST_FIRST.index), data


def headline(config: Path, agency: str) -> None:
    """Say whose part of the output begins."""
    print(f"\n=== {agency} ({config})")  # one line, however long the path


def _in_folder(folder: Path) -> list[Path]:
    beside = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and not _is_rules_file(path))
    found = [*beside, *sorted(folder.glob(f"*/{DEFAULT_CONFIG}"))]
    if not found:
        step = f"Name a config, or a folder with configs or with folders that hold a {DEFAULT_CONFIG}."
        raise ConfigError("there is no config in this folder", place=str(folder), next_step=step)
    return found


def _is_rules_file(path: Path) -> bool:
    """Rules files name their version and no agency; what cannot be read is taken for a config, so that it is told."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8-sig"))
    except (YAMLError, OSError, UnicodeDecodeError):
        return False
    return isinstance(data, dict) and "version" in data and "agency" not in data
