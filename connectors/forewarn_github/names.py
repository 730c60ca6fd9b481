"""What a repository may be called."""

import re

from forewarn.errors import GoneError

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*/(?!\.\.?$)[A-Za-z0-9._-]+")
_ADDRESS = re.compile(r"https?://[^/]+/([^/]+/[^/?#]+?)(\.git)?([/?#].*)?")


def misnamed(container: str) -> tuple[str, str]:
    """Why no repository can be called so, and what to write."""
    if _REPOSITORY.fullmatch(container):
        return "", ""
    address = _ADDRESS.fullmatch(container)
    return "is not the name of a repository", f"Write {address[1] if address else 'owner/name'}."


def check_name(container: str, source: str) -> None:
    """Raises GoneError for what is not `owner/name`, so that nothing else is ever asked for."""
    reason, step = misnamed(container)
    if reason:
        raise GoneError(f"{container!r} {reason}", place=source, next_step=step)
