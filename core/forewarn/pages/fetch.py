"""Asks for one page as a careful visitor would: few steps, small answers, no long waits, configured hosts alone."""

import http.client
import ssl
from collections.abc import Set
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from threading import Timer
from typing import Final
from urllib.parse import quote, urljoin

from forewarn.facts.work.pages import DEAD, OK, UNKNOWN, Address, address_of
from forewarn.pages.network import Line, Network, NoSuchHost, Refused

_AGENT: Final = "forewarn (looks whether the pages of a client are there)"
_UNCLEAR: Final = frozenset({401, 403, 429, 999})
"""Answers that may be meant for us alone; 999 is what some sites say to whatever is no browser."""
_ELSEWHERE: Final = frozenset({301, 302, 303, 307, 308})
_SAFE: Final = "/%?&=+:@!$,;~*'()-._"
_CHUNK: Final = 65_536


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a look may cost."""

    pages: int = 200
    """A project."""
    hours: float = 6
    """Between two looks at the same pages."""
    seconds: float = 20
    """One answer, from the first packet to the last."""
    wait: float = 10
    """For the next packet of an answer."""
    budget: float = 300
    """Seconds a project, in one run; the next one goes on."""
    pause: float = 0.5
    """Between two requests."""
    size: int = 1_048_576
    """Bytes of an answer that are read."""
    redirects: int = 3
    silent: int = 3
    """Pages in a row without an answer after which a host is left alone until the next look."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a look at one page ended."""

    status: str
    reason: str
    """`404 Not Found`, or why there was no answer; our own words, never the server's."""
    html: str | None = None
    """The page, where it was there and is one."""
    silent: bool = False
    """There was no answer."""
    busy: bool = False
    """The host asks to slow down."""


@dataclass(frozen=True, slots=True)
class _Answer:
    code: int
    headers: Message
    body: bytes

    @property
    def is_page(self) -> bool:
        return self.headers.get_content_type() in ("text/html", "application/xhtml+xml")

    @property
    def html(self) -> str:
        charset = self.headers.get_content_charset("utf-8")
        try:
            return self.body.decode(charset, "replace")
        except LookupError:  # no such encoding
            return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Looks at pages on some hosts and on no others."""

    hosts: Set[str]
    """In small letters, with the port where it is not the usual one."""
    network: Network
    limits: Limits

    def look(self, address: Address) -> Look:
        """See whether a page is there. Nothing is raised: what goes wrong is an answer too."""
        try:
            answer = self._follow("HEAD", address)
            # Many servers answer HEAD wrongly, so that a page is dead only where GET says so.
            if answer.code not in _UNCLEAR and (answer.code >= 400 or answer.is_page):
                answer = self._follow("GET", address)
        except NoSuchHost:
            return Look(DEAD, "its host is not known")
        except Refused as error:
            return Look(UNKNOWN, str(error))
        except ssl.SSLError:
            return Look(UNKNOWN, "no safe connection", silent=True)
        except (OSError, http.client.HTTPException, ValueError):
            return Look(UNKNOWN, "no answer", silent=True)
        return _judged(answer)

    def _follow(self, method: str, address: Address) -> _Answer:
        for _ in range(self.limits.redirects + 1):
            if address.host not in self.hosts:
                raise Refused("it leads to a host that the config does not name")
            answer = self._ask(method, address)
            location = answer.headers.get("Location")
            if answer.code not in _ELSEWHERE or not location:
                return answer
            target = address_of(urljoin(address.url, location))
            if target is None:
                raise Refused("it leads to what is no page")
            address = target
        raise Refused(f"it leads on more than {self.limits.redirects} times")

    def _ask(self, method: str, address: Address) -> _Answer:
        """One request. The timer ends an answer that comes byte by byte, which no time-out of a socket would."""
        self.network.sleep(self.limits.pause)
        host, _, named = address.host.partition(":")
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
        port = int(named) if named else 443 if address.scheme == "https" else 80
        place = self.network.place(ascii_host, port)
        line = Line(ascii_host, port, place, self.limits.wait, tls=address.scheme == "https")
        timer = Timer(self.limits.seconds, line.cut)
        timer.start()
        try:
            headers = {"User-Agent": _AGENT, "Accept": "text/html, */*;q=0.5", "Accept-Encoding": "identity"}
            line.request(method, quote(address.path, safe=_SAFE), headers=headers)
            response = line.getresponse()
            if line.was_cut:
                raise TimeoutError("the headers did not end")
            return _Answer(response.status, response.headers, self._body(response))
        finally:
            timer.cancel()
            line.close()

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        """The beginning of what is sent. One that breaks off is no sign of death: the page was there."""
        parts: list[bytes] = []
        left = self.limits.size
        try:
            while left > 0 and (part := response.read1(min(left, _CHUNK))):
                parts.append(part)
                left -= len(part)
        except (OSError, http.client.HTTPException):
            pass
        return b"".join(parts)


def _judged(answer: _Answer) -> Look:
    known = answer.code in {status.value for status in HTTPStatus}
    reason = f"{answer.code} {HTTPStatus(answer.code).phrase}" if known else str(answer.code)
    if answer.code in _UNCLEAR:
        return Look(UNKNOWN, reason, busy=answer.code == 429)
    if answer.code >= 400:
        return Look(DEAD, reason)
    if 200 <= answer.code < 300:
        return Look(OK, reason, answer.html if answer.is_page else None)
    return Look(UNKNOWN, reason)
