"""Patience with reads. The only place that imports tenacity; writes are never retried anywhere."""

from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type
from tenacity.wait import wait_exponential_jitter

from forewarn.connect.protocols import Patience
from forewarn.errors import MalformedAnswer, RateLimited, UnavailableError

T = TypeVar("T")


class Reads:
    """Repeats failing reads of one source, all of them within one budget of waiting.

    A wait that the budget cannot pay is not begun: the error is raised at once, and the source is left for the
    next run.
    """

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._left = patience.budget.total_seconds()
        self._backoff = wait_exponential_jitter(initial=1, max=30, jitter=1)

    def __call__(self, read: Callable[[], T]) -> T:
        """The result of `read`; its last TrackerError when patience ends."""
        retrying = Retrying(
            retry=retry_if_exception_type((RateLimited, UnavailableError, MalformedAnswer)),
            wait=self._wait,
            stop=self._stop,
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(read)

    def pause(self, seconds: float) -> bool:
        """Wait before a read, out of the same budget; False, at once, when it cannot pay for that."""
        if seconds > self._left:
            return False
        self._sleep(seconds)
        return True

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, RateLimited | UnavailableError) and error.until is not None:
            return max((error.until - self._patience.now()).total_seconds(), 0) + 1
        return self._backoff(state)

    def _stop(self, state: RetryCallState) -> bool:
        return state.attempt_number >= self._patience.attempts or state.upcoming_sleep > self._left

    def _sleep(self, seconds: float) -> None:
        self._left -= seconds
        self._patience.sleep(seconds)
