"""The visible line by which our own comments are known again; Trello has no hidden field."""

import re

LARGEST_COMMENT = 16_384
"""Characters Trello takes in one comment."""
FOOTER_ROOM = 128
"""Of which the footer may need so many."""

# People see the line in italics. Trello's editor rewrites *this* as _this_ when somebody edits the comment.
_FOOTER = re.compile(r"(?<!\s)\s*^[*_]forewarn #(?P<marker>\S+)[*_]\s*\Z", re.MULTILINE)


def sign(body: str, marker: str) -> str:
    """`body` with the footer under it."""
    return f"{body}\n\n*forewarn #{marker}*"


def marker_of(text: str) -> str | None:
    """The marker in a comment's last line; None for a comment without. Anybody can write one: look at the author."""
    found = _FOOTER.search(text)
    return found["marker"] if found else None


def unsigned(text: str) -> str:
    """The words above the footer."""
    return _FOOTER.sub("", text)
