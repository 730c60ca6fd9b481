"""How often something may be done, such as "a second apart, 80 a minute, 500 an hour"."""

from collections import deque
from datetime import datetime, timedelta


class Pace:
    """Knows what was done lately, and when the next is within every limit."""

    def __init__(self, *limits: tuple[int, timedelta]) -> None:
        self._limits = limits
        self._done: deque[datetime] = deque(maxlen=max(most for most, _ in limits))

    def delay(self, now: datetime) -> float:
        """Seconds to wait before the next."""
        free = (self._done[-most] + span for most, span in self._limits if len(self._done) >= most)
        return max([0.0, *((at - now).total_seconds() for at in free)])

    def note(self, at: datetime) -> None:
        """It was done then."""
        self._done.append(at)
