"""What was left open when work was called done: boxes, acceptance criteria, sub-tasks."""

import re
from collections.abc import Iterable, Iterator, Sequence

from forewarn.facts.items import parts_of
from forewarn.model import Event, Ticket

_BOX = re.compile(
    r"^[ \t]*(?:[-*+•][ \t]+|\d{1,3}[.)][ \t]+)?\[ \][ \t]+(?P<text>\S[^\n]*(?<![ \t]))[ \t]*$", re.MULTILINE
)
_STRUCK = re.compile(r"\s*(?:\[.\]\s*)?(?:~~[^\n]+~~|<(?P<tag>del|s|strike)>[^\n]+</(?P=tag)>|-\S[^\n]*\S-)\s*")


def leftovers(ticket: Ticket, finish: Event, tickets: Sequence[Ticket], not_needed: Iterable[str]) -> tuple[str, ...]:
    """What was open when `finish` made `ticket` done, and still is, each by its own words.

    What somebody struck through or marked with one of the phrases `not_needed` was not meant to be done. What was
    added later is another matter.
    """
    then = ticket.as_of(finish.at)
    if then is None:
        return ()
    dropped = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, not_needed))})(?!\w)", re.IGNORECASE)
    earlier = set(_open_lines(then))
    lines = [line for line in _open_lines(ticket) if line in earlier]
    lines = [line for line in lines if not _STRUCK.fullmatch(line) and not dropped.search(line)]
    return (*dict.fromkeys(lines), *_open_parts(ticket, finish, tickets))


def _open_lines(ticket: Ticket) -> Iterator[str]:
    """The words of unticked items of the checklist, and of empty boxes in the description and the criteria."""
    yield from (item.text for item in ticket.checklist if not item.done)
    ticked = {item.text for item in ticket.checklist if item.done}
    for text in (ticket.description, ticket.criteria):
        yield from (box["text"] for box in _BOX.finditer(text) if box["text"] not in ticked)


def _open_parts(ticket: Ticket, finish: Event, tickets: Sequence[Ticket]) -> Iterator[str]:
    for part in parts_of(ticket, tickets):
        then = part.as_of(finish.at)
        if part.is_open and then is not None and then.is_open and then.parent == part.parent:
            yield f"{part.key} {part.title}"
