"""GitHub over PyGithub's requester: raw JSON back, only our own errors out. Reads are repeated, writes never."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any, NoReturn
from urllib.parse import urlsplit

from github import Auth, Github, GithubException
from github.Requester import HTTPSRequestsConnectionClass, RequestsResponse
from requests.exceptions import RequestException, SSLError

from forewarn.connect import Patience
from forewarn.connect.pace import Pace
from forewarn.connect.retry import Reads
from forewarn.connect.transport import redact, storable, unanswered
from forewarn.errors import MalformedAnswer, RateLimited, TrackerError
from forewarn_github.headers import made_at
from forewarn_github.names import misnamed
from forewarn_github.quota import Quota
from forewarn_github.refusals import NEXT_RUN, redirection, refusal
from forewarn_github.renames import Renames, repository_of

PER_PAGE = 100
"""Rows a page; GitHub gives no more."""

_NEXT = re.compile(r'<([^<>]+)>;[^,]*\brel="next"')
_WRITES = ((1, timedelta(seconds=1)), (500, timedelta(hours=1)))
"""How often GitHub takes new content from one account; whoever is faster runs into a secondary limit. Its third one, 80
a minute, is kept by whoever keeps the first."""

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    rows: list[Any]
    next: str | None
    """The address of the next page, as GitHub gave it."""
    etag: str = ""
    """What tells whether the page is still the same; empty where GitHub does not say."""
    at: datetime | None = None
    """When it was made, by GitHub's clock."""


class GitHubClient:
    """One session, for one thread."""

    def __init__(self, source: str, url: str, token: str, patience: Patience) -> None:
        self.renames = Renames()
        """What of the source has another name by now."""
        self._source = source
        self._url = url
        self._token = token
        self._patience = patience
        self._reads = Reads(patience)
        self._quota = Quota()
        self._writes = Pace(*_WRITES)
        self._requester = Github(
            base_url=url,
            auth=Auth.Token(token),
            user_agent=f"forewarn/{version('forewarn')} PyGithub/{version('PyGithub')}",
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
        return self._reads(lambda: self._ask("GET", path, params))[1:]

    def page(self, path: str, params: Params | None = None) -> Page:
        """One page of the list at `path`, which may be the `next` of another page. Raises TrackerError."""
        return self._reads(lambda: self._page(path, self._ask("GET", path, params)))

    def page_unless(self, etag: str, path: str, params: Params) -> Page | None:
        """One page, or None when it is still the one that `etag` came with: then the request costs nothing of the
        hour's quota. Raises TrackerError."""

        def read() -> Page | None:
            answer = self._ask("GET", path, params, headers={"If-None-Match": etag} if etag else {})
            return None if etag and answer[0] == 304 else self._page(path, answer)

        return self._reads(read)

    def pages(self, path: str, params: Params) -> Iterator[list[Any]]:
        """The rows of a list, page by page. Raises TrackerError."""
        page = self.page(path, {**params, "per_page": PER_PAGE})
        yield page.rows
        yield from self.rest(page)

    def rest(self, page: Page) -> Iterator[list[Any]]:
        """The rows of the pages after `page`. Raises TrackerError."""
        while page.next is not None:
            page = self.page(page.next)
            yield page.rows

    def send(self, verb: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Write once, as slowly as GitHub asks. After UnavailableError and MalformedAnswer it may have happened.
        Raises TrackerError; RateLimited, with nothing sent, where our patience cannot pay for the wait."""
        wait = self._writes.delay(self._patience.now())
        if wait > 1 and not self._reads.pause(wait):
            raise RateLimited(
                "GitHub takes no more comments from one account for now",
                until=self._patience.now() + timedelta(seconds=wait),
                place=self._place(verb, path),
                next_step=NEXT_RUN,
            )
        if 0 < wait <= 1:
            self._patience.sleep(wait)  # good manners, not a wait that the budget is for
        try:
            return self._ask(verb, path, None, body)[2]
        finally:
            self._writes.note(self._patience.now())

    def close(self) -> None:
        """Give back the connections."""
        self._connection.close()
        self._requester.close()

    def _page(self, path: str, answer: tuple[int, Mapping[str, str], Any]) -> Page:
        _, headers, rows = answer
        if not isinstance(rows, list):
            self._malformed("GET", path)
        following = _NEXT.search(headers.get("link", ""))
        return Page(rows, following[1] if following else None, headers.get("etag", ""), made_at(headers))

    def _ask(
        self,
        verb: str,
        path: str,
        params: Params | None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Mapping[str, str], Any]:
        """(status, headers by lower-case name, JSON) of one request; a status of 300 and more only for the 304 that
        was asked for. A request that was redirected did nothing, and is sent once more to what is only renamed."""
        path = self.renames.path(path)
        status, heard, data = self._send(verb, path, params, body, headers)
        if status < 300 or (status == 304 and headers):
            return status, heard, data
        if status != 304 and self._is_renamed(path):
            return self._ask(verb, path, params, body, headers)
        address = self._redacted(heard.get("location", "an address it does not name"))
        raise redirection(address, self._place(verb, path))

    def _is_renamed(self, path: str) -> bool:
        """Whether the repository of a path has another name by now, and not one of its issues another place."""
        container = repository_of(path)
        if container is None:
            return False
        _, headers, _ = self._send("GET", f"/repos/{container}")
        found = re.fullmatch(rf"{re.escape(self._url.rstrip('/'))}(/repositories/\d+)", headers.get("location", ""))
        data = self._send("GET", found[1])[2] if found else None
        called = data.get("full_name") if isinstance(data, dict) else None
        return isinstance(called, str) and not misnamed(called)[0] and self.renames.learn(container, called)

    def _send(
        self,
        verb: str,
        path: str,
        params: Params | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Mapping[str, str], Any]:
        """The same of one request as it is, a redirect too."""
        place, asked = self._place(verb, path), dict(headers or {})
        self._make_room(place)
        try:
            status, heard, text = self._requester.requestJson(
                verb,
                path,
                parameters=dict(params or {}),
                headers={"Accept": "application/vnd.github+json", **asked},
                input=body,
                cnx=self._connection,
            )
            self._quota.heed(heard)
            data = storable(json.loads(text), text.encode()) if text else None
        except RequestException as error:
            raise unanswered("GitHub", error, place, untrusted=isinstance(error, SSLError)) from None
        except (GithubException, ValueError, RuntimeError) as error:
            if isinstance(error, json.JSONDecodeError) and status >= 400:
                raise self._refusal(status, heard, "", place) from None
            self._malformed(verb, path)
        if status >= 400:
            words = str(data.get("message") or "") if isinstance(data, dict) else ""
            raise self._refusal(status, heard, words, place)
        return status, heard, data

    def _refusal(self, status: int, heard: Mapping[str, str], words: str, place: str) -> TrackerError:
        error = refusal(status, heard, self._redacted(words), place=place, now=self._patience.now())
        if isinstance(error, RateLimited):
            self._quota.was_refused(error.until)
        return error

    def _make_room(self, place: str) -> None:
        """Raises RateLimited while the hour's quota is all but used up, or GitHub asked to wait."""
        until = self._quota.resumes(self._patience.now())
        if until is not None:
            words = "GitHub asked to wait, or the requests that it allows this account in an hour are all but used up"
            raise RateLimited(words, until=until, place=place, next_step=NEXT_RUN)

    def _malformed(self, verb: str, path: str) -> NoReturn:
        raise MalformedAnswer(
            "GitHub's answer is not what its documentation says",
            place=self._place(verb, path),
            next_step="Check that the address is that of GitHub's API and that no proxy answers in its place.",
        ) from None

    def _redacted(self, text: str) -> str:
        return redact(text, (self._token,))

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
