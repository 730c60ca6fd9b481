"""How GitHub sorts lists and cuts them into pages, with a Link header that leads on."""

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from werkzeug.wrappers import Request

T = TypeVar("T")
Key = Callable[[T], tuple[float, int]]


def ordered(rows: Iterable[T], key: Key[T], *, descending: bool) -> tuple[list[T], Key[T]]:
    """(rows in order, the key by which that order ascends)."""

    def ascending(row: T) -> tuple[float, int]:
        at, number = key(row)
        return (-at, -number) if descending else (at, number)

    return sorted(rows, key=ascending), ascending


def since(request: Request) -> datetime:
    """The instant from which on rows are wanted. ValueError when it is none."""
    at = datetime.fromisoformat(request.args.get("since", "1970-01-01T00:00:00Z"))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def by_number(request: Request, address: str, rows: Sequence[T]) -> tuple[Sequence[T], str]:
    """(the page asked for, Link header): pages counted from 1."""
    size, page = _size(request), int(request.args.get("page", "1"))
    last = max(-(-len(rows) // size), 1)
    numbers = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
    links = {
        rel: _address(request, address, page=number)
        for rel, number in numbers.items()
        if 1 <= number <= last and number != page
    }
    return rows[(page - 1) * size : page * size], _header(links)


def by_key(request: Request, address: str, rows: Sequence[T], key: Key[T]) -> tuple[Sequence[T], str]:
    """(the page asked for, Link header): the next page begins after the last row of this one, wherever that is now."""
    size, after = _size(request), request.args.get("after")
    left = [row for row in rows if after is None or list(key(row)) > _decoded(after)]
    if len(left) <= size:
        return left, ""
    token = base64.urlsafe_b64encode(json.dumps(key(left[size - 1])).encode()).decode()
    return left[:size], _header({"next": _address(request, address, after=token)})


def _size(request: Request) -> int:
    return min(max(int(request.args.get("per_page", "30")), 1), 100)


def _decoded(after: str) -> list[Any]:
    key: list[Any] = json.loads(base64.urlsafe_b64decode(after))
    return key


def _address(request: Request, address: str, **changed: str | int) -> str:
    return f"{address}?{urlencode({**request.args, **changed})}"


def _header(links: dict[str, str]) -> str:
    return ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items())
