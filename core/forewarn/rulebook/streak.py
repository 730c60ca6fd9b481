"""Since when a condition has held: its history is that of the ticket, and of the instants it asked about."""

from datetime import datetime
from itertools import islice

from forewarn.checks import CannotEvaluate, NotApplicable
from forewarn.language import ForeignWords
from forewarn.model import Kind
from forewarn.rulebook.condition import Condition
from forewarn.rulebook.fields import Scene

_STEPS = 400
"""Changes, and instants between two changes, to look at; what goes back further began when the ticket did."""
_CHANGES = frozenset({Kind.CREATED, Kind.CHANGED, Kind.ADDED, Kind.REMOVED, Kind.TICKED, Kind.UNTICKED})
_WORDS = frozenset({Kind.COMMENTED, Kind.EDITED, Kind.DELETED})
"""No change to what does not read them: else much talk would push the beginning out of sight."""


def came_true(when: Condition, scene: Scene) -> datetime:
    """The instant from which `when`, which holds in `scene`, has held after every change of the ticket."""
    assert scene.ticket is not None
    kinds = _CHANGES | _WORDS if when.reads_comments else _CHANGES
    moments = {scene.ticket.created, *(event.at for event in scene.ticket.history if event.kind in kinds)}
    if scene.milestone is not None:
        moments |= {event.at for event in scene.milestone.history if event.kind in _CHANGES}
    held: datetime | None = None
    for at in islice(sorted(moments, reverse=True), _STEPS):
        past = scene.as_of(at)
        if past is None:
            break
        if not _held(when, past):
            return _between(when, scene, past, held) or held or at
        held = at
    return scene.ticket.created


def _between(when: Condition, scene: Scene, past: Scene, until: datetime | None) -> datetime | None:
    """The first instant after `past` and before `until` (or now) at which time alone made the condition true."""
    for _ in range(_STEPS):
        wake = past.clock.wake
        if wake is None or (until is not None and wake >= until) or not scene.clock.reached(wake):
            return None
        later = past.at(wake)
        if _held(when, later):
            return wake
        past = later
    return None


def _held(when: Condition, scene: Scene) -> bool:
    try:
        return when.holds(scene)
    except (NotApplicable, CannotEvaluate, ForeignWords):
        return False
