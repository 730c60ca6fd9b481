"""Which configs a command line means: files, and what stands in folders."""

import os
from collections.abc import Iterable
from pathlib import Path

from forewarn.errors import ConfigError

NAME = "forewarn.yaml"
"""What a config is called where nobody says otherwise."""


def config_files(given: Iterable[Path]) -> tuple[Path, ...]:
    """The configs that are meant, each once. A folder stands for each config in it, and `forewarn.yaml` in each of
    its own folders. ConfigError where a folder holds none."""
    found: dict[Path, Path] = {}
    for path in given:
        for config in _in_folder(path) if os.path.isdir(path) else (path,):  # noqa: PTH112 - the other raises
            found.setdefault(config.resolve(), config)
    return tuple(found.values())


def _in_folder(folder: Path) -> list[Path]:
    beside = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and not _is_rules_file(path))
    found = [*beside, *(path / NAME for path in sorted(folder.iterdir()) if _may_hold(path / NAME))]
    if not found:
        step = f"Name a config, or a folder with configs or with folders that hold a {NAME}."
        raise ConfigError("there is no config in this folder", place=str(folder), next_step=step)
    return found


def _may_hold(config: Path) -> bool:
    """Whether it is there; also where its folder is closed to us, so that no agency is left out without a word. What
    a file system or a desktop keeps for itself, such as lost+found, is closed on every machine and is none."""
    try:
        config.stat()
    except OSError as error:
        folder = config.parent.name
        return isinstance(error, PermissionError) and not (folder.startswith(".") or folder == "lost+found")
    return True


def _is_rules_file(path: Path) -> bool:
    """Rules files name their version and no agency; what cannot be read is taken for a config, so that it is told."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8-sig"))
    except (YAMLError, OSError, UnicodeDecodeError):
        return False
    return isinstance(data, dict) and "version" in data and "agency" not in data
