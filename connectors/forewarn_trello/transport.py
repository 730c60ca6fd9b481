"""What py-trello calls where it would call `requests`, which waits for ever and shows the token."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

import requests
from requests.auth import AuthBase

from forewarn.connect import Patience
from forewarn.connect.transport import redact

_HOME = "https://api.trello.com"
"""py-trello knows no other address; the transport puts the configured one in its place."""
_AGENT = f"forewarn/{version('forewarn')} py-trello/{version('py-trello')}"
_LOG_OF_ADDRESSES = logging.getLogger("urllib3.connectionpool")


@contextmanager
def unshown(secrets: Sequence[str]) -> Iterator[None]:
    """While inside, the library's debug log of addresses shows no secret."""

    def cover(record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage(), secrets), ()
        return True

    _LOG_OF_ADDRESSES.addFilter(cover)
    try:
        yield
    finally:
        _LOG_OF_ADDRESSES.removeFilter(cover)


class Failure(Exception):
    """An answer other than 200. py-trello's own exceptions lose the headers."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__()
        self.status = response.status_code
        self.headers = response.headers
        self.words = response.text


class _HeaderAuth(AuthBase):
    """Set as the session's auth, so that a .netrc cannot take its place."""

    def __init__(self, key: str, token: str) -> None:
        self._header = f'OAuth oauth_consumer_key="{key}", oauth_token="{token}"'

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._header
        return request


class Transport:
    """What py-trello calls where it would call `requests`, which waits for ever and shows the token."""

    def __init__(
        self, url: str, key: str, token: str, patience: Patience, heard: Callable[[Mapping[str, str]], None]
    ) -> None:
        self._heard = heard
        self.content = b""
        """The last answer as it came."""
        self._url = url.rstrip("/")
        self._timeout = (patience.connect_timeout, patience.read_timeout)
        self._session = requests.Session()
        self._session.auth = _HeaderAuth(key, token)

    def request(
        self, method: str, url: str, *, params: dict[str, Any], headers: dict[str, str], data: str | None, **_: Any
    ) -> requests.Response:
        """Send it once; `Failure` unless the answer is 200."""
        response = self._session.request(
            method,
            self._url + url.removeprefix(_HOME),
            params={name: value for name, value in params.items() if name not in ("key", "token")},
            headers={**headers, "User-Agent": _AGENT},
            data=data.encode() if data is not None else None,
            timeout=self._timeout,
            allow_redirects=False,
        )
        self._heard(response.headers)
        self.content = response.content
        if response.status_code != 200:
            raise Failure(response)
        return response

    def close(self) -> None:
        self._session.close()
