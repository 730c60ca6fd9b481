"""The hidden mark by which a comment of ours is known again. Anybody can paste one: the author must be us too."""

import re

_MARK = re.compile(r"(?<!\s)\s*<!-- forewarn:(?P<marker>[^<>\s]+) -->\s*\Z")


def sealed(body: str, marker: str) -> str:
    """`body` with the mark at its end, where GitHub does not show it."""
    return f"{body}\n\n<!-- forewarn:{marker} -->"


def unsealed(text: str) -> tuple[str, str | None]:
    """(the words without the mark, the marker or None)."""
    found = _MARK.search(text)
    return (text[: found.start()], found["marker"]) if found else (text, None)
