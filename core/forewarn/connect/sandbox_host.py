"""Serves a sandbox over HTTP on this machine, writes its request log, and misbehaves when told to.

A tracker's sandbox inherits from `SandboxHost` and names its routes; everything about HTTP itself is here.
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Self

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.http import http_date
from werkzeug.routing import Map, Rule
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request as HttpRequest
from werkzeug.wrappers import Response

from forewarn.connect.stage import Fault, Misbehaviour, Request

Handler = Callable[..., Response]
Route = tuple[str, str, Handler]
"""HTTP method, path in werkzeug's notation, and the handler: called with the request and the path's parts."""


def json_response(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer as trackers send them."""
    return Response(json.dumps(data), status, headers, content_type="application/json; charset=utf-8")


class _QuietHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def send_response(self, code: int, message: str | None = None) -> None:
        """The status line alone: the Date that Python's server would add is not the sandbox's."""
        self.send_response_only(code, message)

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 (werkzeug's own name)
        """The request log is a value, not lines on the terminal."""


@cache
def _map_of(routes: tuple[tuple[str, str], ...]) -> Map:
    """The map of a table of methods and paths; made once a table, since werkzeug compiles each path."""
    rules = [Rule(path, endpoint=str(number), methods=[method]) for number, (method, path) in enumerate(routes)]
    return Map(rules, strict_slashes=False, merge_slashes=False)


class SandboxHost:
    """A stateful tracker behind a real socket. One lock: requests see whole states."""

    misbehaviours: ClassVar[frozenset[str]] = frozenset(Misbehaviour)
    """What it can be told to do wrong; tests try all of them."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._faults: list[tuple[Fault, list[int]]] = []
        self._log: list[Request] = []
        self._lock = threading.RLock()
        self._server: BaseWSGIServer | None = None
        self.pending = 0
        """Requests being answered at this moment."""
        routes = tuple(self.routes())
        self._handlers = {str(number): handler for number, (_, _, handler) in enumerate(routes)}
        self._map = _map_of(tuple((method, path) for method, path, _ in routes))

    def routes(self) -> Iterable[Route]:
        """The endpoints this tracker serves."""
        return ()

    def refuse(self, request: HttpRequest) -> Response | None:
        """The tracker's answer to a request that is not authenticated; None lets it through."""
        return None

    def not_found(self, request: HttpRequest) -> Response:
        """The tracker's answer to an address it does not know."""
        return json_response({"message": "Not Found"}, 404)

    @property
    def url(self) -> str:
        """Where it serves, without a final slash."""
        assert self._server is not None, "use the sandbox in a with statement"
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def requests(self) -> tuple[Request, ...]:
        """Every request so far, oldest first."""
        with self._lock:
            return tuple(self._log)

    def misbehave(self, fault: Fault) -> None:
        """Add a fault to the queue. ValueError for a kind that is none of `misbehaviours`."""
        if fault.kind not in self.misbehaviours:
            raise ValueError(f"no sandbox knows how to misbehave by {fault.kind!r}")
        with self._lock:
            self._faults.append((fault, [fault.times]))

    def forgive(self) -> None:
        """Forget every fault that is still to come."""
        with self._lock:
            self._faults.clear()

    def __enter__(self) -> Self:
        self._server = make_server("127.0.0.1", 0, self._application, threaded=True, request_handler=_QuietHandler)
        # Leaving waits for one poll; the default of half a second would be most of a test's time.
        threading.Thread(target=self._server.serve_forever, args=(0.005,), daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
        self._server = None

    def instead_of(self, other: "SandboxHost") -> Self:
        """Serve at the address of `other` from now on, which ends what it is answering and is asked nothing more."""
        assert other._server is not None, "use the other sandbox in a with statement"
        self._server = other._server
        self._server.app = self._application
        return self

    def _application(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        request = HttpRequest(environ)
        request.get_data()  # read the body now, so that a cut connection leaves nothing half-read
        with self._lock:
            fault = self._next_fault(request)
            self.pending += 1
        try:
            yield from self._serve(environ, start, request, fault)
        finally:
            with self._lock:
                self.pending -= 1

    def _serve(self, environ: dict[str, Any], start: Any, request: HttpRequest, fault: Fault | None) -> Iterable[bytes]:
        if fault is not None and fault.kind == Misbehaviour.SLOW:
            time.sleep(fault.seconds)
        with self._lock:
            response = self._respond(request, fault)
            self._log.append(
                Request(
                    request.method,
                    request.path,
                    request.query_string.decode(),
                    request.headers.get("User-Agent", ""),
                    response.status_code if response else 0,
                )
            )
        if fault is not None and fault.kind == Misbehaviour.SLOW_AFTER:
            time.sleep(fault.seconds)
        if response is None:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError
        response.headers.setdefault("Date", http_date(self.now))
        return response(environ, start)

    def _respond(self, request: HttpRequest, fault: Fault | None) -> Response | None:
        kind = fault.kind if fault else ""
        if kind == Misbehaviour.CUT:
            return None
        if fault and kind == Misbehaviour.STATUS:
            return self._failure(fault)
        if kind == Misbehaviour.GARBAGE:
            return Response("<html>upstream error</html>", 200, content_type="text/html")
        response = self.refuse(request) or self._dispatch(request)
        if kind == Misbehaviour.CUT_AFTER:
            return None
        if fault and kind == Misbehaviour.STATUS_AFTER:
            return self._failure(fault)
        return response

    def _failure(self, fault: Fault) -> Response:
        return Response(
            fault.body or json.dumps({"message": "made to fail"}),
            fault.status,
            dict(fault.headers),
            content_type="application/json; charset=utf-8",
        )

    def _dispatch(self, request: HttpRequest) -> Response:
        try:
            endpoint, parts = self._map.bind_to_environ(request.environ).match()
        except (NotFound, MethodNotAllowed):
            return self.not_found(request)
        except HTTPException as redirect:
            return Response(status=redirect.code or 500)
        return self._handlers[endpoint](request, **parts)

    def _next_fault(self, request: HttpRequest) -> Fault | None:
        for fault, left in self._faults:
            fits = fault.method in ("", request.method) and fault.path in request.path
            if fits and left[0] > 0:
                left[0] -= 1
                return fault
        return None
