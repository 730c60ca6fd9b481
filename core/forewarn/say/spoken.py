"""What became of what was to be said."""

from dataclasses import dataclass
from enum import StrEnum

from forewarn.errors import TrackerError
from forewarn.say.acts import Act
from forewarn.store import Said


class Deed(StrEnum):
    """What became of an act."""

    POSTED = "posted"
    EDITED = "edited"
    ADOPTED = "adopted"
    """A comment of ours that we did not know was found on the tracker: that of an interrupted run, or an older one."""
    UNKNOWN = "unknown"
    """The answer was lost; the next run looks before it says anything."""
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    """It came out visible to clients although it was for the team, and was deleted at once."""
    EXPOSED = "visible to clients"
    """As withdrawn, but deleting it failed too: a person must do it."""
    DELETED_BY_PERSON = "deleted by a person"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One act carried out, or not."""

    deed: Deed
    comment: Said
    act: Act | None = None
    error: TrackerError | None = None
