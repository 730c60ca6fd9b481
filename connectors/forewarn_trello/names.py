"""What a board may be called."""

import re

_BOARD = re.compile(r"[0-9A-Za-z]+")
_ADDRESS = re.compile(r"(https?://)?trello\.com/b/([0-9A-Za-z]+)(/.*)?")


def misnamed(container: str) -> tuple[str, str]:
    """Why no board can be called so, and what to write: Trello finds none by its name."""
    if _BOARD.fullmatch(container):
        return "", ""
    address = _ADDRESS.fullmatch(container)
    step = f"Write {address[2]}." if address else "Copy the short link from its address, trello.com/b/<short link>."
    return "is neither the short link nor the id of a board", step
