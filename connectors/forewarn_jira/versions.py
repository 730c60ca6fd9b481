"""Versions as milestones, and the fix versions of an issue as its one milestone. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from forewarn.model import MILESTONE, Event, Kind, StatusCategory, Ticket
from forewarn_jira.dialect import Dialect
from forewarn_jira.instants import day
from forewarn_jira.payload import History
from forewarn_jira.site_payload import Version

_PREFIX = "version:"


def version_id(number: str) -> str:
    """The id of a version's ticket. Versions and issues are numbered apart, so the bare number may be taken."""
    return _PREFIX + number


def is_version(ticket_id: str) -> bool:
    """Whether this is the id of a version's ticket."""
    return ticket_id.startswith(_PREFIX)


def milestone_ticket(version: Version, created: datetime, dialect: Dialect) -> Ticket:
    """A version as it stands. Jira keeps neither its past nor its beginning: `created` is the caller's best guess."""
    url = f"{dialect.site}/projects/{dialect.container}/versions/{version.id}"
    over = bool(version.released or version.archived)
    return Ticket(
        source=dialect.source,
        container=dialect.container,
        id=version_id(version.id or ""),
        key=version.name or "",
        title=version.name or "",
        created=created,
        url=url,
        description=version.description or "",
        type=MILESTONE,
        status="Released" if version.released else "Archived" if version.archived else "Unreleased",
        category=StatusCategory.DONE if over else StatusCategory.TODO,
        declined=over and not version.released,
        due=day(version.release_date),
        history=(Event("created", created, Kind.CREATED, url=url),),
    )


def milestone(histories: Sequence[History], standing: Sequence[str]) -> str | None:
    """The one milestone of an issue with these fix versions: the version added last."""
    order = _at_creation(histories, standing)
    for history in histories:
        _apply(history, order)
    kept = [version for version in order if version in standing] or standing
    return version_id(kept[-1]) if kept else None


def milestone_moves(
    histories: Sequence[History], standing: Sequence[str]
) -> Mapping[str, tuple[str | None, str | None]]:
    """The old and new milestone of every entry (by its id) after which another version is the one added last.

    `histories` oldest first; `standing` are the ids of the fix versions now.
    """
    moves: dict[str, tuple[str | None, str | None]] = {}
    order = _at_creation(histories, standing)
    for history in histories:
        before = order[-1] if order else None
        _apply(history, order)
        after = order[-1] if order else None
        if before != after:
            moves[history.id] = (before and version_id(before), after and version_id(after))
    return moves


def _at_creation(histories: Sequence[History], standing: Sequence[str]) -> list[str]:
    """The fix versions an issue was born with: those of now with every change taken back."""
    order = list(standing)
    for history in reversed(histories):
        for item in reversed(history.items):
            if item.is_called("fix version"):
                _exchange(order, item.new, item.old)
    return order


def _apply(history: History, order: list[str]) -> None:
    for item in history.items:
        if item.is_called("fix version"):
            _exchange(order, item.old, item.new)


def _exchange(order: list[str], gone: str | None, come: str | None) -> None:
    if gone in order:
        order.remove(gone)
    if come and come not in order:
        order.append(come)
