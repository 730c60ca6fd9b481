"""The only way for a check to learn about time."""

from datetime import date, datetime, timedelta

from forewarn.worktime.calendar import Calendar


class Clock:
    """Answers whether an instant is reached, and remembers the earliest one that was not.

    That instant is the subject's wake: until then the same history gives the same answer, so nobody needs to ask.
    """

    __slots__ = ("_now", "_wake")

    def __init__(self, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("the clock needs an aware instant")
        self._now = now
        self._wake: datetime | None = None

    @property
    def wake(self) -> datetime | None:
        """The earliest instant asked about that has not come yet; None when nothing can change by itself."""
        return self._wake

    def reached(self, instant: datetime) -> bool:
        """Whether `instant` has come; one that has not becomes a candidate for the wake."""
        if instant <= self._now:
            return True
        self._sleep_until(instant)
        return False

    def day(self, calendar: Calendar) -> date:
        """Today on `calendar`; the answer may change at the next working day's opening.

        Before the day's opening, and on days off, this is the last working day, so that it changes only then.
        """
        self._sleep_until(calendar.next_opening(self._now))
        return self._last_opened(calendar)

    def month(self, calendar: Calendar) -> date:
        """The first of this month on `calendar`; the answer may change when the next one opens.

        A month begins with the opening of its first working day.
        """
        first = self._last_opened(calendar).replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
        self._sleep_until(calendar.opening(calendar.workday_from(following)))
        return first

    def _last_opened(self, calendar: Calendar) -> date:
        """The working day that opened last."""
        return calendar.workday_before(calendar.day_of(calendar.next_opening(self._now)))

    def _sleep_until(self, instant: datetime) -> None:
        if self._wake is None or instant < self._wake:
            self._wake = instant
