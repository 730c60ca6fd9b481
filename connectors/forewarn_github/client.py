"""GitHub over PyGithub's requester: raw JSON back, only our own errors out. Reads are repeated, writes never."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn
from urllib.parse import urlsplit

from github import Auth, Github, GithubException
from github.Requester import HTTPSRequestsConnectionClass, RequestsResponse
from requests.exceptions import RequestException

from forewarn.connect import Patience
from forewarn.connect.retry import Reads
from forewarn.connect.transport import come_back_at, error_for, redact
from forewarn.errors import (
    AuthError,
    GoneError,
    MalformedAnswer,
    PermissionDenied,
    RateLimited,
    TrackerError,
    UnavailableError,
)

_NEXT = re.compile(r'<([^<>]+)>;[^,]*\brel="next"')
_SLOW_DOWN = re.compile(r"rate limit|abuse detection", re.IGNORECASE)
_A_MINUTE = timedelta(minutes=1)  # "wait for at least one minute" is what GitHub asks where it names no time
_BETWEEN_WRITES = timedelta(seconds=1)  # GitHub asks for it; faster ones run into a secondary limit

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    rows: list[Any]
    next: str | None
    """The address of the next page, as GitHub gave it."""


class GitHubClient:
    """One session, for one thread."""

    def __init__(self, source: str, url: str, token: str, patience: Patience) -> None:
        if not token.isascii() or not token.isprintable():
            raise AuthError(
                "the token holds characters that no token has",
                place=source,
                next_step="Copy it once more, without anything around it.",
            )
        self._source = source
        self._token = token
        self._patience = patience
        self._reads = Reads(patience)
        self._next_write = datetime.min.replace(tzinfo=UTC)
        self._requester = Github(
            base_url=url,
            auth=Auth.Token(token),
            user_agent="forewarn",
            timeout=round(patience.read_timeout),
            retry=None,  # by default it sends a POST again after a dropped connection or a 5xx
            seconds_between_requests=None,  # its own pauses would read the wall clock
            seconds_between_writes=None,
        ).requester
        self._connection = _Connection(url, patience)

    def get(self, path: str, params: Params | None = None) -> Any:
        """The JSON at `path`. Raises TrackerError."""
        return self.answer(path, params)[1]

    def answer(self, path: str, params: Params | None = None) -> tuple[Mapping[str, str], Any]:
        """(headers by lower-case name, JSON) at `path`. Raises TrackerError."""
        return self._reads(lambda: self._request("GET", path, params))

    def page(self, path: str, params: Params | None = None) -> Page:
        """One page of the list at `path`, which may be the `next` of another page. Raises TrackerError."""
        return self._reads(lambda: self._page(path, params))

    def pages(self, path: str, params: Params) -> Iterator[list[Any]]:
        """The rows of a list, page by page. Raises TrackerError."""
        page = self.page(path, {**params, "per_page": 100})
        yield page.rows
        while page.next is not None:
            page = self.page(page.next)
            yield page.rows

    def send(self, verb: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Write once, at least a second after the last time. After UnavailableError and MalformedAnswer it may have
        happened. Raises TrackerError."""
        early = (self._next_write - self._patience.now()).total_seconds()
        if early > 0:
            self._patience.sleep(early)
        try:
            return self._request(verb, path, None, body)[1]
        finally:
            self._next_write = self._patience.now() + _BETWEEN_WRITES

    def close(self) -> None:
        """Give back the connections."""
        self._connection.close()
        self._requester.close()

    def _page(self, path: str, params: Params | None) -> Page:
        headers, rows = self._request("GET", path, params)
        if not isinstance(rows, list):
            self._malformed("GET", path)
        following = _NEXT.search(headers.get("link", ""))
        return Page(rows, following[1] if following else None)

    def _request(
        self, verb: str, path: str, params: Params | None, body: Mapping[str, Any] | None = None
    ) -> tuple[Mapping[str, str], Any]:
        try:
            status, headers, text = self._requester.requestJson(
                verb,
                path,
                parameters=dict(params or {}),
                headers={"Accept": "application/vnd.github+json"},
                input=body,
                cnx=self._connection,
            )
            data = json.loads(text) if text else None
        except RequestException as error:
            raise UnavailableError(
                f"no answer from GitHub ({type(error).__name__})",
                place=self._place(verb, path),
                next_step="Check the address and the network; the next run tries again.",
            ) from None
        except (GithubException, ValueError, RuntimeError) as error:
            if isinstance(error, json.JSONDecodeError) and status >= 400:
                raise self._failure(status, headers, "", self._place(verb, path)) from None
            self._malformed(verb, path)
        if 300 <= status < 400:
            raise self._moved(headers, self._place(verb, path))
        if status >= 400:
            words = str(data.get("message") or "") if isinstance(data, dict) else ""
            raise self._failure(status, headers, redact(words, (self._token,)), self._place(verb, path))
        return headers, data

    def _failure(self, status: int, headers: Mapping[str, str], words: str, place: str) -> TrackerError:
        """The typed error, with GitHub's 403 that means "slow down" told from the one that means "no"."""
        now = self._patience.now()
        used_up = headers.get("x-ratelimit-remaining") == "0"
        slow_down = status == 429 or (
            status == 403 and (used_up or "retry-after" in headers or _SLOW_DOWN.search(words) is not None)
        )
        if slow_down:
            until = come_back_at(headers, now) or (_reset(headers) if used_up else None) or now + _A_MINUTE
            return RateLimited(
                f"GitHub asks to slow down (HTTP {status}{': ' if words else ''}{words})",
                until=until,
                place=place,
                next_step="The next run goes on where this one stopped.",
            )
        wanted = headers.get("x-accepted-github-permissions")
        if status == 403 and wanted:
            return PermissionDenied(
                f"the token may not do this (HTTP 403: {words})",
                place=place,
                next_step=f"Give the token one of these permissions: {wanted}.",
            )
        return error_for(status, headers, words, place=place, now=now)

    def _moved(self, headers: Mapping[str, str], place: str) -> GoneError:
        to = redact(headers.get("location", "an address it does not name"), (self._token,))
        return GoneError(
            f"it was renamed or moved to {to}",
            place=place,
            next_step="Open the old address in a browser and write the name it leads to into the config.",
        )

    def _malformed(self, verb: str, path: str) -> NoReturn:
        raise MalformedAnswer(
            "GitHub's answer is not what its documentation says",
            place=self._place(verb, path),
            next_step="Check that the address is that of GitHub's API and that no proxy answers in its place.",
        ) from None

    def _place(self, verb: str, path: str) -> str:
        return f"{self._source} ({verb} {urlsplit(path).path})"


class _Connection(HTTPSRequestsConnectionClass):
    """PyGithub's connection, except that a redirect is an answer.

    PyGithub follows a 301 without its query, which would read a renamed repository as if it had only open issues,
    and would post a comment into whatever repository the issue was transferred to.
    """

    def __init__(self, url: str, patience: Patience) -> None:
        address = urlsplit(url)
        port = address.port or (443 if address.scheme == "https" else 80)
        super().__init__(str(address.hostname), port, retry=0)
        self.protocol = address.scheme
        self.session.mount("http://", self.adapter)  # so that what is tried over http holds over https
        self.timeout = (patience.connect_timeout, patience.read_timeout)  # type: ignore[assignment]  # requests' pair

    def getresponse(self) -> RequestsResponse:
        answer = super().getresponse()
        answer.response.encoding = "utf-8"  # JSON is; requests would guess where the header does not say it
        if answer.status == 301:
            answer.status = 308
        return answer


def _reset(headers: Mapping[str, str]) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(headers.get("x-ratelimit-reset", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return None
