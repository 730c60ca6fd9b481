"""Working time on named calendars, and the clock that remembers when an answer may change."""

from forewarn.worktime.calendar import Calendar, DayOff, Hours
from forewarn.worktime.clock import Clock

__all__ = ["Calendar", "Clock", "DayOff", "Hours"]
