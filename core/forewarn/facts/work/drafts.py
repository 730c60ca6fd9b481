"""Words that give a draft away, in what the client or anybody else can already see."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from forewarn.facts.marks import delivery_of, is_marked, is_one_of
from forewarn.facts.project import Project
from forewarn.facts.work.pages import OK, address_of
from forewarn.model import Event, Field, Ticket

PAGE_WORDS: Final = frozenset(
    {"lorem ipsum", "TODO", "TBD", "placeholder", "coming soon", "страница в разработке", "рыба-текст", "текст-рыба"}
)
"""What pages are searched for when they are looked at."""
_PART = re.compile(r"[.:-]")
_CODE = re.compile(r"`[^`\n]*`|\{\{[^}\n]*\}\}")
_TASK = re.compile(
    r"\s*(?:please\s+)?(?:remove|replace|delete|drop|swap|exchange|change|convert|turn|take|put|add|write|rewrite|finish"
    r"|finali[sz]e|complete|clean|check|fix|update|create|make|prepare|build|set|show|hide|move|send|collect|gather|get"
    r"|launch|publish|upload|deploy|release|switch|merge|review|approve|discuss|get rid"
    r"|\w+(?:[аеиоуыя]ть(?:ся)?|йте|ите)|(?:удаление|замена|запуск|публикация|подготовка|создание|проверка|правка))\b",
    re.IGNORECASE,
)
"""How a title begins that says what is to be done, and not what a thing is."""
_ASIDE = re.compile(r"\([^()\n]*\)|\[[^\[\]\n]*\]")


@dataclass(frozen=True, slots=True)
class Draft:
    """Something live that says it is a draft."""

    event: Event
    """With which it went live, or with which a word was first seen on the live page."""
    place: str
    """`page`, or the field of the ticket in which it says so."""
    words: tuple[str, ...]


def draft_of(ticket: Ticket, project: Project, words: Iterable[str]) -> Draft | None:
    """Whether the title, status, labels or newest file of a ticket that went live say that it is a draft."""
    live = launched(ticket, project)
    said = ((place, draft_words(text, words, project.allow)) for place, text in _told(ticket))
    return next((Draft(live, place, found) for place, found in said if found), None) if live is not None else None


def draft_on(page: Ticket, words: Iterable[str], stages: Iterable[str]) -> Draft | None:
    """Whether one of `words` stood on a page when it was last seen; None where a part of its host is one of `stages`.

    What goes live later, such as a preview, is no draft.
    """
    address = address_of(page.key)
    if address is None or page.status != OK or any(is_one_of(part, stages) for part in _PART.split(address.host)):
        return None
    listed = set(words)
    came = [e for e in page.history if e.field is Field.LABELS]
    standing = {e.new or "": e for e in came if e.new in page.labels and e.new in listed}
    return Draft(min(standing.values(), key=lambda e: e.at), "page", tuple(sorted(standing))) if standing else None


def draft_words(text: str, words: Iterable[str], allow: Iterable[str]) -> tuple[str, ...]:
    """Those of `words` that stand in `text` as whole words, outside the phrases that are allowed, in their order.

    A word in capitals is looked for in capitals only: "todo" is Spanish for "everything". An underscore parts words,
    as in the names of files.
    """
    for phrase in sorted(allow, key=len, reverse=True):
        text = re.sub(re.escape(phrase), "§", text, flags=re.IGNORECASE)
    return tuple(word for word in sorted(words) if _stands_in(word, text))


def _stands_in(word: str, text: str) -> bool:
    pattern = re.escape(word).replace(r"\ ", r"\s+")
    flags = re.NOFLAG if word.isupper() else re.IGNORECASE
    return re.search(rf"(?<![^\W_]){pattern}(?![^\W_])", text, flags) is not None


def launched(ticket: Ticket, project: Project) -> Event | None:
    """The move with which `ticket` went live: a launch that was done, or a status that means going live."""
    is_launch = is_marked(ticket, project.launch) or is_one_of(ticket.status, project.launch)
    return delivery_of(ticket, project) if is_launch else None


def _told(ticket: Ticket) -> Iterator[tuple[Field, str]]:
    """What a ticket says of itself; of several files the newest counts, since drafts come before the final one.

    A title that says what is to be done speaks of its work, and of itself only in brackets.
    """
    added = (e.new for e in ticket.history if e.field is Field.ATTACHMENTS)
    files = [name for name in added if name in ticket.attachments] or ticket.attachments
    title = _CODE.sub("", ticket.title)
    yield Field.TITLE, "\n".join(_ASIDE.findall(title)) if _TASK.match(title) else title
    yield Field.STATUS, ticket.status
    yield Field.LABELS, "\n".join(ticket.labels)
    yield Field.ATTACHMENTS, files[-1] if files else ""
