"""Jira's change history as events. Pure; the oddities of its items live here."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forewarn.model import Event, Field, Kind, StatusCategory, due_to_text
from forewarn_jira.dialect import Dialect
from forewarn_jira.instants import day
from forewarn_jira.payload import History, Item
from forewarn_jira.people import person
from forewarn_jira.sprints import listed
from forewarn_jira.versions import milestone_moves
from forewarn_jira.wiki import readable

_TEXTS: Mapping[str, Field] = {
    "summary": Field.TITLE,
    "priority": Field.PRIORITY,
    "issuetype": Field.TYPE,
}
"""Items whose value is what people saw."""

_IDS: Mapping[str, Field] = {
    "assignee": Field.ASSIGNEE,
    "parent": Field.PARENT,
    "epic link": Field.PARENT,
    "issueparentassociation": Field.PARENT,
}
"""Items whose value is an id. Jira has had three names for the parent, sometimes two in one entry."""

_SECONDS_AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class _Change:
    """An event without its circumstances, which the history entry knows."""

    kind: Kind
    field: Field
    old: str | None = None
    new: str | None = None
    text: str = ""
    ref: str = ""
    old_category: StatusCategory | None = None
    category: StatusCategory | None = None


def in_order(histories: Sequence[History]) -> tuple[History, ...]:
    """Oldest first, whichever way they came."""
    return tuple(sorted(histories, key=lambda h: (h.created, int(h.id) if h.id.isdecimal() else 0)))


def events(
    histories: Sequence[History],
    versions: Sequence[str],
    dialect: Dialect,
    url: str,
    sprints: Mapping[str, str] | None = None,
) -> Iterator[Event]:
    """The events of `histories` (oldest first) of an issue whose fix versions are now `versions` (ids).

    `sprints` are the names, by id, of the sprints it is or was in. Items that mean nothing to forewarn are left out.
    """
    moves = milestone_moves(histories, versions)
    names = _sprint_names(histories, dialect) | dict(sprints or {})
    for history in histories:
        changes = [change for item in history.items for change in _changes(item, dialect)]
        changes += [change for item in history.items for change in _own_changes(item, dialect, names)]
        if history.id in moves:
            changes.append(_Change(Kind.CHANGED, Field.MILESTONE, *moves[history.id]))
        yield from _told(history, dict.fromkeys(changes), url)


def hours(seconds: float) -> float:
    """Jira counts time estimates in seconds; people see hours."""
    return seconds / _SECONDS_AN_HOUR


def _told(history: History, changes: Mapping[_Change, None], url: str) -> Iterator[Event]:
    seen: Counter[str] = Counter()
    for change in changes:
        name = f"{history.id}:{change.field}"
        if change.kind is not Kind.CHANGED:
            name += f":{change.kind}:{change.ref or change.new or change.old}"
        seen[name] += 1
        yield Event(
            id=name if seen[name] == 1 else f"{name}~{seen[name]}",
            at=history.created,
            kind=change.kind,
            actor=person(history.author),
            field=change.field,
            old=change.old,
            new=change.new,
            text=change.text,
            ref=change.ref,
            url=url,
            category=change.category,
            old_category=change.old_category,
            batch=history.id,
        )


def _changes(item: Item, dialect: Dialect) -> Iterator[_Change]:
    for name, field in _TEXTS.items():
        if item.is_called(name):
            yield _Change(Kind.CHANGED, field, item.old_text or None, item.new_text or None)
    for name, field in _IDS.items():
        if item.is_called(name):
            yield _Change(Kind.CHANGED, field, item.old or None, item.new or None)
    if item.is_called("description"):
        yield from _rewording(item, Field.DESCRIPTION)
    if item.is_called("status"):
        yield _Change(
            Kind.CHANGED,
            Field.STATUS,
            item.old_text,
            item.new_text,
            old_category=dialect.categories.meaning(item.old, item.old_text),
            category=dialect.categories.meaning(item.new, item.new_text),
        )
    if item.is_called("duedate"):
        old, new = (due_to_text(day(value)) for value in (item.old or item.old_text, item.new or item.new_text))
        yield _Change(Kind.CHANGED, Field.DUE, old, new)
    if item.is_called("labels"):
        yield from _labels(item)
    if item.is_called("link"):
        yield from _links(item)
    if item.is_called("attachment"):
        yield from _attachments(item)


def _own_changes(item: Item, dialect: Dialect, sprints: Mapping[str, str]) -> Iterator[_Change]:
    """Changes of fields that the site or the config gives their meaning."""
    custom = dialect.custom
    if custom.counts_hours and item.is_called("timeoriginalestimate"):
        yield _estimate(item, in_seconds=True)
    if custom.is_about(item, custom.story_points):
        yield _estimate(item, in_seconds=False)
    if custom.is_about(item, custom.sprint):
        old, new = (
            next((sprints.get(number, name) for number, name in reversed(side.items())), None)
            for side in (listed(item.old, item.old_text), listed(item.new, item.new_text))
        )
        if old != new:  # an older sprint may come and go without moving the issue
            yield _Change(Kind.CHANGED, Field.SPRINT, old, new)
    for field_id, field in ((custom.criteria, Field.CRITERIA), (custom.reason, Field.REASON)):
        if custom.is_about(item, field_id):
            yield from _rewording(item, field)


def _rewording(item: Item, field: Field) -> Iterator[_Change]:
    old, new = (readable(text or "") or None for text in (item.old_text, item.new_text))
    if old != new:  # other colours change nothing
        yield _Change(Kind.CHANGED, field, old, new)


def _sprint_names(histories: Sequence[History], dialect: Dialect) -> dict[str, str]:
    """What sprints were called last, by id: they are renamed, and old changes keep their old names."""
    names: dict[str, str] = {}
    for history in histories:
        for item in history.items:
            if dialect.custom.is_about(item, dialect.custom.sprint):
                names |= listed(item.old, item.old_text) | listed(item.new, item.new_text)
    names.pop("", None)
    return names


def _estimate(item: Item, *, in_seconds: bool) -> _Change:
    def number(value: str | None) -> str | None:
        try:
            amount = float(value or "")
        except ValueError:
            return None
        return str(hours(amount) if in_seconds else amount)

    return _Change(Kind.CHANGED, Field.ESTIMATE, number(item.old_text), number(item.new_text))


def _labels(item: Item) -> Iterator[_Change]:
    # Jira writes the whole set before and after; a label cannot hold a space.
    old, new = (item.old_text or "").split(), (item.new_text or "").split()
    for label in old:
        if label not in new:
            yield _Change(Kind.REMOVED, Field.LABELS, old=label)
    for label in new:
        if label not in old:
            yield _Change(Kind.ADDED, Field.LABELS, new=label)


def _links(item: Item) -> Iterator[_Change]:
    if item.old:
        yield _Change(Kind.REMOVED, Field.LINKS, old=item.old, text=_tie(item.old_text, item.old))
    if item.new:
        yield _Change(Kind.ADDED, Field.LINKS, new=item.new, text=_tie(item.new_text, item.new))


def _tie(text: str | None, key: str) -> str:
    """From "This issue is blocked by ACME-7" the words "is blocked by"."""
    return (text or "").replace(key, "").strip().removeprefix("This issue").strip()


def _attachments(item: Item) -> Iterator[_Change]:
    if item.old:
        yield _Change(Kind.REMOVED, Field.ATTACHMENTS, old=item.old_text, ref=item.old)
    if item.new:
        yield _Change(Kind.ADDED, Field.ATTACHMENTS, new=item.new_text, ref=item.new)
