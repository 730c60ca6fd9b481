"""Issues that alone could not be read, while the rest of their project was."""

from dataclasses import dataclass, field

from forewarn.connect.trouble import Trouble
from forewarn.errors import PartlyRead, TrackerError

_NOT_ALONE = 3
"""From so many on, none read beside them means that the fault is not theirs."""
_NAMED = 5
"""Issues that are named; the others are counted."""


@dataclass(slots=True)
class Left:
    """What one reading of a project left out."""

    found: dict[str, str] = field(default_factory=dict)
    """Keys by id."""
    _trouble: Trouble = field(default_factory=Trouble)
    _why: TrackerError | None = None
    _read: int = 0

    def was_read(self) -> None:
        """An issue was read."""
        self._read += 1
        self._trouble.is_over()

    def note(self, number: str, key: str, error: TrackerError) -> None:
        """One was not. Raises `error` where Jira seems to be at fault and not the issue."""
        self._trouble.met(error)
        self._trouble.stop()
        self.found[number] = key
        self._why = self._why or error

    def tell(self) -> None:
        """Raises PartlyRead where there is any."""
        if self._why is None:
            return
        if not self._read and len(self.found) >= _NOT_ALONE:
            raise self._why
        keys = sorted(self.found.values())
        more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
        raise PartlyRead(f"what happened to {', '.join(keys[:_NAMED])}{more}", self._why, *self.found)
