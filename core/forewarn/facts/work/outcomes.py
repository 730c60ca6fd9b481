"""What a piece of work is to achieve for the client, and whether somebody wrote it down."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.facts.activity import tickets_of
from forewarn.facts.items import parts_of
from forewarn.facts.marks import is_marked, started_at
from forewarn.model import Ticket

_REMARK = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_WORD = re.compile(r"\w[\w'’-]*")
# A Markdown or Jira heading, a line in bold, or a few words and a colon that begins no address.
_HEADING = re.compile(
    r"\s*(?:#{1,6}\s+(?P<hash>[^\n:]{1,80}):?|h[1-6]\.\s+(?P<jira>[^\n:]{1,80}):?"
    r"|(?:\*\*|__|\*)(?P<bold>[^*_\n]{1,80}?):?\s*(?:\*\*|__|\*):?|(?:[-*+•]\s+)?(?P<plain>[^\W\d_][^\n:.!?]{0,40}):(?!//))(?P<rest>[^\n]*)"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How an outcome is recognised."""

    headings: Iterable[str]
    """Beginnings of words in a heading under which it stands."""
    phrases: Iterable[str]
    """Phrases after which it follows in the same sentence."""
    words: int
    """How many words it has at least."""


def states_outcome(ticket: Ticket, wording: Wording) -> bool:
    """Whether a heading, a phrase or the field for acceptance criteria says what `ticket` is to achieve."""
    text = _REMARK.sub("", ticket.description)
    told = (ticket.criteria, *sections(text, wording.headings), *_clauses(text, wording.phrases))
    return any(len(_WORD.findall(words)) >= wording.words for words in told)


def sections(text: str, headings: Iterable[str]) -> Iterator[str]:
    """What stands under a heading that has one of these words, up to the next heading."""
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, headings))})", re.IGNORECASE)
    section: list[str] | None = None
    for line in text.splitlines():
        heading = _HEADING.match(line)
        if heading is None:
            if section is not None:
                section.append(line)
            continue
        if section is not None:
            yield "\n".join(section)
        name = next(filter(None, heading.group("hash", "jira", "bold", "plain")), "")
        section = [heading["rest"]] if named.search(name) else None
    if section is not None:
        yield "\n".join(section)


def _clauses(text: str, phrases: Iterable[str]) -> Iterator[str]:
    said = re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b([^.!?]*)", re.IGNORECASE)
    return (match[1] for match in said.finditer(text))


@dataclass(frozen=True, slots=True)
class Sizes:
    """From what size on work is more than small."""

    small: float
    """The largest estimate of small work, in the unit of the source."""
    small_marks: Iterable[str]
    large_marks: Iterable[str]


def is_large(ticket: Ticket, sizes: Sizes) -> bool | None:
    """Whether the work is more than small; None where neither a label nor an estimate tells."""
    if is_marked(ticket, sizes.small_marks):
        return False
    if is_marked(ticket, sizes.large_marks):
        return True
    return ticket.estimate > sizes.small if ticket.estimate is not None else None


def begun_at(ticket: Ticket, tickets: Sequence[Ticket]) -> datetime | None:
    """When work on a ticket, or on the first part of a milestone or epic, began; None while nobody has."""
    parts = tickets_of(ticket, tickets) if ticket.is_milestone else parts_of(ticket, tickets)
    return min((begun for one in (ticket, *parts) if (begun := started_at(one)) is not None), default=None)
