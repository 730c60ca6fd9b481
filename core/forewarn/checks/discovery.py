"""Finds checks by walking packages: a new file is a new check."""

import importlib
import inspect
import pkgutil
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from forewarn.checks.check import Check
from forewarn.errors import ConfigError

GROUP = "forewarn.checks"
"""Entry points of this group name packages to walk; the distribution's own is one of them."""

Problems = dict[str, ConfigError]
"""What is wrong, by the slug of the check, or by a whole package."""


def all_checks() -> Mapping[str, type[Check]]:
    """Every installed check by slug; those whose file cannot be loaded, or that two packages bring, are left out."""
    return _installed()[0]


def unloaded() -> Mapping[str, ConfigError]:
    """What is wrong with those left out, by slug, and with whole packages of checks, by name."""
    return _installed()[1]


def why_unloaded(name: str) -> tuple[ConfigError, ...]:
    """The same of the check with this slug or short name, or of packages that may hold it; nothing where none does."""
    problems = unloaded()
    own = tuple(error for slug, error in problems.items() if name in (slug, slug.partition("/")[2]))
    return own or tuple(error for key, error in problems.items() if "/" not in key)


def packages() -> tuple[str, ...]:
    """The packages that bring checks, without those that cannot be loaded."""
    return tuple(entry.value for entry in _entries() if entry.value not in unloaded())


def _entries() -> list[EntryPoint]:
    return sorted(entry_points(group=GROUP), key=lambda entry: entry.name)


@cache
def _installed() -> tuple[Mapping[str, type[Check]], Problems]:
    found: dict[str, type[Check]] = {}
    problems: Problems = {}
    for entry in _entries():
        for check in _walk(entry.value, problems):
            if found.setdefault(check.slug, check) is not check:
                brought = f"{found[check.slug].__module__} and {check.__module__}"
                reason = f"two checks are called {check.slug}: {brought}"
                problems[check.slug] = ConfigError(reason, place=_place(check), next_step="Give one another name.")
    return {slug: check for slug, check in sorted(found.items()) if slug not in problems}, problems


def _place(check: type[Check]) -> str:
    return inspect.getsourcefile(check) or check.__module__


def _walk(package: str, problems: Problems) -> Iterator[type[Check]]:
    root = _loaded(package, package, problems)
    if root is None:
        return
    # Whatever cannot be loaded is noted when its turn comes, before the walk would go into it.
    for module in pkgutil.walk_packages(root.__path__, f"{package}.", onerror=lambda name: None):
        slug = "/".join(module.name.split(".")[-2:]).replace("_", "-")
        loaded = _loaded(module.name, module.name if module.ispkg else slug, problems)
        for member in vars(loaded).values() if loaded else ():
            if inspect.isclass(member) and issubclass(member, Check) and member.__module__ == module.name:
                yield member


def _loaded(module: str, called: str, problems: Problems) -> ModuleType | None:
    """The module; None when it cannot be loaded, which is then noted: the other checks go on."""
    try:
        return importlib.import_module(module)
    except Exception as error:  # whatever somebody's own file does while it is loaded
        what = f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
        reason = f"the {'check' if '/' in called else 'package of checks'} {called!r} cannot be loaded ({what})"
        step = "Mend that file, or take its rule out of the rules file."
        problems[called] = ConfigError(reason, place=_where(error, module), next_step=step)
        return None


def _where(error: Exception, module: str) -> str:
    """File and line, of the files of its own package: where a check is refused is of no help to who wrote it."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    with suppress(ImportError):
        spec = find_spec(module.partition(".")[0])
        folder = Path(spec.origin).parent if spec and spec.origin else None
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if folder is not None and Path(frame.filename).is_relative_to(folder):
                return f"{frame.filename}:{frame.lineno}"
    return module
