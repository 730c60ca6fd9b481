"""What a project may be called."""

import re

_KEY = re.compile(r"\w+")
_INSIDE = re.compile(r"(.*[/=])?(?P<key>[A-Za-z][A-Za-z0-9_]*)-\d+|https?://.*/(projects|browse)/(?P<named>\w+)\b.*")


def misnamed(container: str) -> tuple[str, str]:
    """Why no project can be called so, and what to write. Keys are up to each site; no site takes more than these."""
    if _KEY.fullmatch(container):
        return "", ""
    found = _INSIDE.fullmatch(container)
    key = (found["key"] or found["named"]) if found else ""
    return (
        "is not the key of a project",
        f"Write {key or 'what stands before the number of its issues, as ACME in ACME-12'}.",
    )
