"""Talks to Trello. The only file that imports py-trello."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from trello import TrelloClient

from forewarn.connect import Patience
from forewarn.connect.transport import error_for, redact, storable, unanswered
from forewarn.errors import (
    AuthError,
    GoneError,
    MalformedAnswer,
    PermissionDenied,
    RateLimited,
    RefusedError,
    ServerFault,
    TrackerError,
    UnavailableError,
)
from forewarn_trello.pace import Pace, refused_until
from forewarn_trello.transport import Failure, Transport, unshown

BATCH = 10
"""Addresses Trello answers in one request to /batch."""


class TooBig(RefusedError):
    """Trello does not give so much at once; ask for less."""


class Client:
    """One account's way to Trello. Retries nothing; every failure is a TrackerError. One a thread.

    A request that would use up a limit is not sent: it raises RateLimited, and is surely not done.
    """

    def __init__(self, url: str, key: str, token: str, patience: Patience) -> None:
        self._secrets = (token, key)
        self._patience = patience
        self._pace = Pace()
        self._skew: timedelta | None = None
        self._transport = Transport(url, key, token, patience, self._heard)
        # py-trello is given no secrets: it would put them in the query of every address.
        self._trello = TrelloClient("", http_service=self._transport)

    @property
    def skew(self) -> timedelta | None:
        """Trello's clock minus ours, as the last answer told it."""
        return self._skew

    @property
    def budget(self) -> tuple[int | None, int | None]:
        """Requests left to the token in this window, and the most it may send in one."""
        return self._pace.of_token

    def make_room(self, place: str) -> None:
        """Raises RateLimited while a limit is all but used up."""
        until = self._pace.resumes(self._patience.now())
        if until is not None:
            next_step = "The next run goes on where this one stopped."
            raise RateLimited("a limit of Trello is all but used up", until=until, place=place, next_step=next_step)

    def get(self, path: str, params: Mapping[str, str] | None = None, *, place: str, divisible: bool = False) -> Any:
        """The JSON at `path`; `place` names in errors what was asked for.

        `divisible` says that less could be asked for: a gateway that gives up is then TooBig too.
        """
        try:
            return self._call("GET", path, place, params)
        except UnavailableError as error:
            if divisible and "HTTP 504" in error.reason:
                raise TooBig(error.reason, place=place) from None
            raise

    def token(self, *, place: str) -> Any:
        """What Trello says of our token. It has to stand in the path, so that no log may show this address."""
        with unshown(self._secrets):
            return self._call("GET", f"/tokens/{self._secrets[0]}", place)

    def send(self, method: str, path: str, body: Mapping[str, str] | None = None, *, place: str) -> Any:
        """Write once. After UnavailableError and MalformedAnswer nobody knows whether it happened."""
        return self._call(method, path, place, body=body)

    def batch(self, paths: Sequence[str], *, place: str) -> list[Any]:
        """The JSON at up to ten paths without commas in them; None for what is gone or not visible, and of several the
        fault where Trello fails over one."""
        is_divisible = len(paths) > 1 or "limit=" in paths[0]
        answers = self.get("/batch", {"urls": ",".join(paths)}, place=place, divisible=is_divisible)
        if not isinstance(answers, list) or len(answers) != len(paths):
            raise MalformedAnswer("the answer to a batch does not fit the question", place=place)
        found = [self._from_batch(answer, place) for answer in answers]
        if isinstance(found[0], ServerFault) and len(found) == 1:
            raise found[0]
        return found

    def close(self) -> None:
        """Give back connections."""
        self._transport.close()

    def _from_batch(self, answer: Any, place: str) -> Any:
        if not isinstance(answer, dict):
            raise MalformedAnswer("a part of a batch is not an object", place=place)
        if "200" in answer:
            return answer["200"]
        error = self._error(_status_of(answer), {}, str(answer.get("message", "")), place)
        if isinstance(error, GoneError | PermissionDenied):
            return None
        if isinstance(error, ServerFault):
            return error
        raise error

    def _call(
        self,
        method: str,
        path: str,
        place: str,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, str] | None = None,
    ) -> Any:
        self.make_room(place)
        try:
            answer = self._trello.fetch_json(path, method, query_params=dict(params or {}), post_args=body)
            return storable(answer, self._transport.content)
        except Failure as failure:
            raise self._error(failure.status, failure.headers, failure.words, place) from None
        except requests.JSONDecodeError:
            raise MalformedAnswer("the answer is not JSON", place=place, next_step="Is the url right?") from None
        except requests.RequestException as error:
            untrusted = isinstance(error, requests.exceptions.SSLError)
            raise unanswered("Trello", error, place, untrusted=untrusted) from None

    def _error(self, status: int, headers: Mapping[str, str], words: str, place: str) -> TrackerError:
        words = redact(words, self._secrets).strip()
        now = self._patience.now()
        if status in (413, 449) or "API_TOO_MANY_CARDS_REQUESTED" in words:  # the words come with a 403
            reason = f"Trello does not give so much at once (HTTP {status}: {words[:80]})"
            return TooBig(reason, place=place, next_step="If the next run says so too, leave it out of the config.")
        if status == 401 and "permission" in words:
            # Said of a token that is in order but may not open this board.
            reason = f"the token may not do this (HTTP 401: {words[:80]})"
            return PermissionDenied(reason, place=place, next_step="Add the token's account to the board.")
        if (status, words) == (401, "invalid key"):
            step = "Copy the API key of the Power-Up, not the secret beside it, to where the config says it is kept."
            return AuthError("Trello does not accept the key (HTTP 401: invalid key)", place=place, next_step=step)
        if (status, words) == (400, "invalid id"):
            return GoneError(
                "not there (HTTP 400: invalid id)",
                place=place,
                next_step="Copy the board's id or short link from its address, trello.com/b/<short link>.",
            )
        error = error_for(status, headers, words, place=place, now=now)
        if isinstance(error, RateLimited) and error.until is None:
            error.until = self._pace.resumes(now) or refused_until(words, now)
        if isinstance(error, RateLimited):
            self._pace.was_refused(error.until)
        return error

    def _heard(self, headers: Mapping[str, str]) -> None:
        now = self._patience.now()
        self._pace.learn(headers, now)
        try:
            self._skew = parsedate_to_datetime(headers.get("Date", "")) - now
        except (ValueError, TypeError):
            self._skew = None


def _status_of(answer: Mapping[str, Any]) -> int:
    status = answer.get("statusCode")
    return status if isinstance(status, int) else 500
