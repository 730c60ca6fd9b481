"""Jira over the `jira` library's own session: one request a call, raw JSON back, only our own errors out."""

import base64
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from jira import JIRA, JIRAError
from requests.exceptions import JSONDecodeError, SSLError

from forewarn.connect import Patience
from forewarn.connect.transport import error_for, redact, storable, unanswered
from forewarn.errors import (
    AuthError,
    GoneError,
    MalformedAnswer,
    PermissionDenied,
    RateLimited,
    RefusedError,
    TrackerError,
    UnavailableError,
)
from forewarn_jira.config import JiraOptions
from forewarn_jira.meter import Meter

_NO_SUCH_PROJECT = re.compile(r"value '(.+?)' does not exist for the field 'project'")
_LONGEST_QUOTE = 200
_AGENT = f"forewarn/{version('forewarn')} jira/{version('jira')}"
_OF_SCOPES = (
    " A token with scopes is accepted at https://api.atlassian.com/ex/jira/CLOUD-ID alone; the page /_edge/tenant_info "
    "of your site tells the CLOUD-ID."
)
_WITHOUT_EMAIL = " An API token of Jira Cloud counts only beside the address of its account: write that as email."
_WITH_EMAIL = " A personal access token of a Data Center counts only where email is left out of the config."
_MAY_NOT = re.compile(r"do(es)? not have (the )?permission to", re.IGNORECASE)


class JiraClient:
    """One session, for one thread. It never retries: for reads that is the caller's business, for writes nobody's."""

    def __init__(self, source: str, options: JiraOptions, token: str, patience: Patience) -> None:
        self._source = source
        self._patience = patience
        self.meter = Meter(patience.now)
        self._on_refusal = _on_refusal(options)
        pair = f"{options.email}:{token}".encode()
        self._secrets = (token, base64.b64encode(pair).decode())
        self._jira = JIRA(
            server=options.url,
            options={"headers": {"User-Agent": _AGENT}},
            basic_auth=(options.email, token) if options.email else None,
            token_auth=None if options.email else token,
            get_server_info=False,
            max_retries=0,  # the library would send a comment twice
            timeout=(patience.connect_timeout, patience.read_timeout),
            logging=False,  # its debug log prints whole answers
        )

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """The JSON at `path` below the REST root. Raises TrackerError."""
        return self._send("GET", path, params, None)

    def post(self, path: str, body: Mapping[str, Any], params: Mapping[str, str | int] | None = None) -> Any:
        """Send `body` once. Raises TrackerError; after UnavailableError and MalformedAnswer it may have arrived."""
        return self._send("POST", path, params, body)

    def put(self, path: str, body: Mapping[str, Any], params: Mapping[str, str | int] | None = None) -> Any:
        """As `post`."""
        return self._send("PUT", path, params, body)

    def delete(self, path: str) -> None:
        """Delete what is at `path`. Raises TrackerError."""
        self._send("DELETE", path, None, None)

    def close(self) -> None:
        """Give back the connections."""
        self._jira.close()  # type: ignore[no-untyped-call]  # the library left this one out

    def _send(
        self, method: str, path: str, params: Mapping[str, str | int] | None, body: Mapping[str, Any] | None
    ) -> Any:
        place = f"{self._source} ({method} {path})"
        try:
            answer = self._jira._session.request(
                method,
                self._jira._get_url(path),
                params=params,
                json=body,
                allow_redirects=False,  # a redirected POST would come back as a GET
            )
            self.meter.heed(method, path, answer.headers)
            if answer.is_redirect:
                raise RefusedError(
                    f"the site redirects to {redact(answer.headers['Location'], self._secrets)}",
                    place=place,
                    next_step="Write the final address into the config; a login page must let the token pass.",
                )
            _refuse_anonymity(answer.headers, place)
            return storable(answer.json(), answer.content) if answer.content else None
        except AuthError as error:
            raise self._explained(error) from None
        except JIRAError as error:
            if error.response is not None:
                self.meter.heed(method, path, error.response.headers)
            translated = self._translated(error, place)
            if isinstance(translated, RateLimited) and translated.until is not None:
                self.meter.hold(method, path, translated.until)
            raise self._explained(translated) from None
        except JSONDecodeError:
            raise _malformed(place) from None
        except OSError as error:  # the base of all that requests raises
            raise _no_answer(error, place) from None
        except (TypeError, AttributeError, KeyError, ValueError):
            # The library stumbles over error bodies that are JSON but not an object.
            raise _malformed(place) from None

    def _translated(self, error: JIRAError, place: str) -> TrackerError:
        """The typed error for an answer that is not a success, with Jira's peculiar ones told apart."""
        headers = error.response.headers if error.response is not None else {}
        words = redact(error.text or "", self._secrets)
        status = error.status_code or 0
        try:
            _refuse_anonymity(headers, place)
        except AuthError as refused:
            return refused
        if status == 400 and (unknown := _NO_SUCH_PROJECT.findall(words)):
            return NoSuchProject(unknown, self._source)
        if status == 400 and _MAY_NOT.search(words):
            # Jira answers 400, not 403, to an account that may not comment.
            return PermissionDenied(
                f"the account may not do this ({words[:_LONGEST_QUOTE]})",
                place=place,
                next_step="Give its role the permission to add and edit comments in this project.",
            )
        translated = error_for(status, headers, words, place=place, now=self._patience.now())
        if isinstance(translated, RateLimited) and translated.until is None:
            translated.until = self.meter.come_back(headers)
        return translated

    def _explained(self, error: TrackerError) -> TrackerError:
        if isinstance(error, AuthError):
            error.next_step += self._on_refusal
        return error


def _on_refusal(options: JiraOptions) -> str:
    """What besides a wrong token may be the cause where it is not accepted."""
    if options.is_cloud_site:
        return _OF_SCOPES if options.email else _WITHOUT_EMAIL
    return _WITH_EMAIL if options.email and not options.is_gateway else ""


def _refuse_anonymity(headers: Mapping[str, str], place: str) -> None:
    # A token that is wrong may be answered as if nobody had logged in: 200 and nothing found, or 404.
    reason = headers.get("X-Seraph-LoginReason", "")
    if "AUTHENTICATED_FAILED" in reason or "AUTHENTICATION_DENIED" in reason:
        raise AuthError(
            f"the tracker does not accept the token ({reason})",
            place=place,
            next_step="Make a new token and put it where the config says it is kept.",
        )


def _no_answer(error: OSError, place: str) -> UnavailableError:
    return unanswered("Jira", error, place, untrusted=isinstance(error, SSLError))


def _malformed(place: str) -> MalformedAnswer:
    return MalformedAnswer(
        "Jira's answer is not the JSON it should be",
        place=place,
        next_step="Check that the address is that of a Jira site and that no login page stands before it.",
    )


class NoSuchProject(GoneError):
    """Projects that are not there or not visible."""

    def __init__(self, projects: Sequence[str], source: str) -> None:
        one = len(projects) == 1
        super().__init__(
            f"the project{'' if one else 's'} {', '.join(projects)} {'does' if one else 'do'} not exist or "
            f"{'is' if one else 'are'} not visible to this account",
            place=source,
            next_step="Check the key in the config, and that the account can open the project in a browser.",
        )
        self.projects = frozenset(projects)
