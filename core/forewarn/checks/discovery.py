"""Finds checks by walking packages: a new file is a new check."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points

from forewarn.checks.check import Check

GROUP = "forewarn.checks"
"""Entry points of this group name packages to walk; the distribution's own is one of them."""


@cache
def all_checks() -> Mapping[str, type[Check]]:
    """Every installed check by slug. Raises TypeError when two packages bring the same slug."""
    found: dict[str, type[Check]] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name):
        for check in _walk(entry.value):
            if found.get(check.slug, check) is not check:
                raise TypeError(f"two checks are called {check.slug}: {found[check.slug]} and {check}")
            found[check.slug] = check
    return dict(sorted(found.items()))


def _walk(package: str) -> Iterator[type[Check]]:
    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(root.__path__, f"{package}."):
        members = vars(importlib.import_module(module.name)).values()
        for member in members:
            if inspect.isclass(member) and issubclass(member, Check) and member.__module__ == module.name:
                yield member
