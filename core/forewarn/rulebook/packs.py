"""The rule packs that installed packages bring."""

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

from forewarn.checks.discovery import packages, why_unloaded
from forewarn.rulebook.mistakes import Mistake, nearest, unknown


def installed_packs() -> Mapping[str, Traversable]:
    """Every pack as `name@version`: the `packs/*.yaml` of each package that brings checks."""
    found: dict[str, Traversable] = {}
    for package in packages():
        folder = files(package) / "packs"
        if folder.is_dir():
            found.update((file.name.removesuffix(".yaml"), file) for file in folder.iterdir() if _is_pack(file))
    return dict(sorted(found.items()))


def is_pack(reference: str) -> bool:
    """Whether a reference names a pack rather than a file."""
    return "@" in reference and not reference.endswith((".yaml", ".yml"))


def pack_like(name: str) -> str | None:
    """The pack that is meant by a name without its version, or with a slip of the pen; None for that of a file."""
    if name.endswith((".yaml", ".yml")):
        return None
    by_name = {pack.rpartition("@")[0]: pack for pack in installed_packs()}
    near = nearest(name, by_name)
    return by_name[near] if near else None


def read_pack(reference: str) -> str:
    """The words of a pack. Mistake when there is none of this name and version, ConfigError when it may stand in a
    package that cannot be loaded."""
    packs = installed_packs()
    if reference in packs:
        return packs[reference].read_text(encoding="utf-8")
    name, _, version = reference.partition("@")
    versions = [pack.rpartition("@")[2] for pack in packs if pack.rpartition("@")[0] == name]
    if versions:
        raise Mistake(f"the pack {name!r} has no version {version!r}", f"Installed: {', '.join(versions)}.")
    for error in why_unloaded(reference):
        raise error
    raise unknown("pack", reference, packs)


def _is_pack(file: Traversable) -> bool:
    return file.name.endswith(".yaml") and "@" in file.name
