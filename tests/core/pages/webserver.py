"""A web server on this machine, and a way to it that only tests have."""

import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from forewarn.facts.work.pages import Address, address_of
from forewarn.pages import Limits, Network

QUICK = Limits(seconds=1, wait=0.5)
Page = Callable[[BaseHTTPRequestHandler], None]


def page(code: int = 200, body: str | bytes = "", kind: str = "text/html", **headers: str) -> Page:
    """An answer; `headers` with underscores for hyphens."""
    data = body.encode() if isinstance(body, str) else body

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        named = {"Content-Type": kind, "Content-Length": str(len(data))}
        for name, value in (named | {key.replace("_", "-"): value for key, value in headers.items()}).items():
            handler.send_header(name, value)
        handler.end_headers()
        if handler.command == "GET":
            handler.wfile.write(data)

    return answer


def leads_to(url: str, code: int = 302) -> Page:
    return page(code, Location=url)


@dataclass
class Site:
    """What the server holds, and what it was asked for."""

    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"acme.example:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def address(self, path: str) -> Address:
        found = address_of(self.url(path))
        assert found is not None
        return found


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who hangs up is no news."""


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    site = Site(0)

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            site.asked.append((self.command, self.path))
            site.headers.append(dict(self.headers.items()))
            site.pages.get(self.path, page(404))(self)

        do_GET = do_HEAD = _answer  # noqa: N815 (the standard library's names)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (as above)
            """Nothing on the terminal."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def here(host: str, port: int) -> Sequence[str]:
    """A name server by which every host is this machine."""
    return ["127.0.0.1"]


def is_here(ip: IPv4Address | IPv6Address) -> bool:
    return ip.is_loopback


LOCAL = Network(here, is_here, lambda seconds: None)
