"""What is left of the budget of requests: told in headers, and enforced."""

from collections import defaultdict, deque
from datetime import datetime, timedelta

from werkzeug.wrappers import Request, Response

from forewarn.connect.sandbox_host import json_response

_PLENTY = 350
_WRITES = ((20, timedelta(seconds=2)), (100, timedelta(seconds=30)))


class Rates:
    """Data Center: one bucket of `limit` tokens, into which `fill` come every `interval`. Cloud: `limit` requests an
    `interval` and address. Without a limit there is always plenty."""

    def __init__(self, *, cloud: bool) -> None:
        self._cloud = cloud
        self.limit: int | None = None
        self.fill = 1
        self.interval = timedelta(seconds=1)
        self.says_when = True
        """Whether a refusal carries Retry-After."""
        self.counts_writes = False
        """Whether an issue may be written to only 20 times in 2 seconds and 100 times in 30."""
        self._tokens: dict[str, tuple[int, datetime]] = {}
        self._writes: dict[str, deque[datetime]] = defaultdict(deque)
        self.refusals = 0

    def refuse(self, request: Request, now: datetime) -> Response | None:
        """Take a token, or say that there is none."""
        issue = request.path.partition("/issue/")[2].partition("/")[0]
        if self.counts_writes and issue and request.method != "GET" and not self._may_write(issue, now):
            return self._refusal("jira-per-issue-on-write", timedelta(seconds=2))
        if self.limit is None:
            return None
        left, since = self._bucket(request, now)
        if left == 0:
            return self._refusal("jira-burst-based", since + self.interval - now)
        self._tokens[self._address(request)] = (left - 1, since)
        return None

    def headers(self, request: Request, now: datetime) -> dict[str, str]:
        """As they come with every answer."""
        left = self._bucket(request, now)[0] if self.limit is not None else _PLENTY - 1
        limit = self.limit if self.limit is not None else _PLENTY
        told = {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(left)}
        if self._cloud:
            return told | {"X-RateLimit-NearLimit": "true" if left * 5 < limit else "false"}
        if self.limit is None:
            return {}  # off, as it is until an administrator turns it on
        return told | {
            "X-RateLimit-FillRate": str(self.fill),
            "X-RateLimit-Interval-Seconds": str(int(self.interval.total_seconds())),
            "Retry-After": "0",
        }

    def _bucket(self, request: Request, now: datetime) -> tuple[int, datetime]:
        assert self.limit is not None
        left, since = self._tokens.get(self._address(request), (self.limit, now))
        passed = (now - since) // self.interval
        if passed > 0:
            gain = self.limit if self._cloud else passed * self.fill
            left, since = min(left + gain, self.limit), since + passed * self.interval
        return left, since

    def _address(self, request: Request) -> str:
        return f"{request.method} {request.path}" if self._cloud else ""

    def _may_write(self, issue: str, now: datetime) -> bool:
        written = self._writes[issue]
        if any(len(written) >= most and now - written[-most] < span for most, span in _WRITES):
            return False
        written.append(now)
        return True

    def _refusal(self, reason: str, wait: timedelta) -> Response:
        self.refusals += 1
        headers = {"RateLimit-Reason": reason} if self._cloud else {}
        if self.says_when:
            headers["Retry-After"] = str(max(int(wait.total_seconds()), 1))
        return json_response({"errorMessages": ["Rate limit exceeded."], "errors": {}}, 429, headers)
