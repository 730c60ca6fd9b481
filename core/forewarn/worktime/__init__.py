"""Working time on named calendars, and the clock that remembers when an answer may change."""

from forewarn.worktime.calendar import Calendar
from forewarn.worktime.clock import Clock
from forewarn.worktime.days import DayOff, Hours

__all__ = ["Calendar", "Clock", "DayOff", "Hours"]
