"""Trello's rate limits: how many requests of a window are left, told with every answer and enforced on demand."""

import json
from datetime import datetime, timedelta

_INTERVAL = timedelta(seconds=10)
_WORDS = {"api-key": "API_KEY_LIMIT_EXCEEDED", "api-token": "API_TOKEN_LIMIT_EXCEEDED"}


class Limits:
    """Counts requests in fixed windows of the sandbox's own clock."""

    def __init__(self) -> None:
        self.enforced = False
        """Whether requests are counted and refused; without it every answer tells of nearly untouched limits."""
        self.most = {"api-key": 300, "api-token": 100, "member": 200}
        self._began: datetime | None = None
        self._sent = 1

    def count(self, now: datetime) -> str | None:
        """Count one more request; the body of the refusal when it is one too many."""
        if not self.enforced:
            return None
        if self._began is None or now - self._began >= _INTERVAL:
            self._began, self._sent = now, 0
        self._sent += 1
        exceeded = next((word for who, word in _WORDS.items() if self._sent > self.most[who]), None)
        return json.dumps({"error": exceeded, "message": "Rate limit exceeded"}) if exceeded else None

    def headers(self) -> dict[str, str]:
        """What every answer tells."""
        told: dict[str, str] = {}
        for who, most in self.most.items():
            numbers = {"interval-ms": 10_000, "max": most, "remaining": max(most - self._sent, 0)}
            told |= {f"x-rate-limit-{who}-{what}": str(number) for what, number in numbers.items()}
        return told
