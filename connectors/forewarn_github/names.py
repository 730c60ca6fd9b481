"""What a repository may be called."""

import re

from forewarn.errors import GoneError

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*/(?!\.\.?$)[A-Za-z0-9._-]+")


def check_name(container: str, source: str) -> None:
    """Raises GoneError for what is not `owner/name`, so that nothing else is ever asked for."""
    if not _REPOSITORY.fullmatch(container):
        raise GoneError(f"{container!r} is not the name of a repository", place=source, next_step="Write owner/name.")
