"""How GitHub sorts lists and cuts them into pages, with a Link header that leads on."""

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Asked:
    """A list that somebody asks for."""

    request: Request
    address: str
    """For links to its other pages."""
    largest_page: int

    @property
    def size(self) -> int:
        """Rows a page."""
        return min(max(int(self.request.args.get("per_page", "30")), 1), self.largest_page)

    def other_page(self, **changed: str | int) -> str:
        """The address of another page."""
        return f"{self.address}?{urlencode({**self.request.args, **changed})}"


def by_number(asked: Asked, rows: Sequence[T]) -> tuple[Sequence[T], str]:
    """(the page asked for, Link header): pages counted from 1."""
    size, page = asked.size, int(asked.request.args.get("page", "1"))
    last = max(-(-len(rows) // size), 1)
    numbers = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
    links = {
        rel: asked.other_page(page=number) for rel, number in numbers.items() if 1 <= number <= last and number != page
    }
    return rows[(page - 1) * size : page * size], _header(links)


def by_key(asked: Asked, rows: Sequence[T], key: Key[T]) -> tuple[Sequence[T], str]:
    """(the page asked for, Link header): the next page begins after the last row of this one, wherever that is now."""
    size, after = asked.size, asked.request.args.get("after")
    left = [row for row in rows if after is None or list(key(row)) > _decoded(after)]
    if len(left) <= size:
        return left, ""
    token = base64.urlsafe_b64encode(json.dumps(key(left[size - 1])).encode()).decode()
    return left[:size], _header({"next": asked.other_page(after=token)})


def _decoded(after: str) -> list[Any]:
    key: list[Any] = json.loads(base64.urlsafe_b64decode(after))
    return key


def _header(links: dict[str, str]) -> str:
    return ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items())
