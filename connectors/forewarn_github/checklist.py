"""Task lists in the body of an issue: its checklist."""

import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from forewarn.model import Item

TASK = re.compile(r"^(?P<head>\s*(?:[-*+]|\d+[.)])\s+\[)(?P<mark>[ xX])(?P<tail>\]\s+(?P<text>\S.*(?<!\s))\s*)$")
_FENCE = re.compile(r"^\s*(```|~~~)")


def checklist(body: str) -> tuple[Item, ...]:
    """The items of the task lists, in order."""
    return tuple(item for _, item in numbered(body))


def numbered(body: str) -> Iterator[tuple[int, Item]]:
    """(index of the line, item). The id comes from the words, so it outlives ticking and moving lines about."""
    seen: Counter[str] = Counter()
    fence = ""
    for index, line in enumerate(body.splitlines()):
        if opened := _FENCE.match(line):
            fence = "" if fence == opened[1] else fence or opened[1]
        task = None if fence else TASK.match(line)
        if task is None:
            continue
        key = sha256(task["text"].encode()).hexdigest()[:12]
        seen[key] += 1
        # The same words twice are told apart by their order.
        item_id = key if seen[key] == 1 else f"{key}-{seen[key]}"
        yield index, Item(item_id, task["text"], done=task["mark"] != " ")
