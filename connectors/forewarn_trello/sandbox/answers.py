"""How Trello answers: headers, plain words for failures, chosen fields, pages."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Request, Response

from forewarn.connect.sandbox_host import Handler, json_response
from forewarn_trello.sandbox.shapes import Json, is_id, stamp

NOT_FOUND = "The requested resource was not found."
LARGEST_PAGE = 1000


class Refusal(Exception):
    """Any answer other than success."""

    def __init__(self, text: str, status: int = 404) -> None:
        super().__init__(text)
        self.text = text
        self.status = status


def answered(question: Callable[..., Any]) -> Handler:
    """A handler that answers what `question` returns, or the Refusal it raises."""

    def handler(request: Request, **parts: str) -> Response:
        try:
            return json_response(question(request, **parts))
        except Refusal as refusal:
            return words(refusal.text, refusal.status)

    return handler


def words(text: str, status: int) -> Response:
    """A failure, which Trello mostly tells in plain words."""
    kind = "application/json" if text.startswith("{") else "text/plain"
    return Response(text, status, content_type=f"{kind}; charset=utf-8")


def too_many_cards() -> Refusal:
    """What Trello says to a request for more than it gives at once."""
    told = {"error": "API_TOO_MANY_CARDS_REQUESTED", "message": "Too many cards requested, please use a limit."}
    return Refusal(json.dumps(told), 403)


def without_prefix(asked: Mapping[str, str], prefix: str) -> dict[str, str]:
    """The parameters of something nested, under the names they have by themselves."""
    return {key.removeprefix(prefix): value for key, value in asked.items() if key.startswith(prefix)}


def chosen(one: Json, fields: str | None) -> Json:
    """The fields that were asked for, and always the id."""
    if fields in (None, "all"):
        return one
    return {key: value for key, value in one.items() if key in ("id", *str(fields).split(","))}


def page(rows: Iterable[Json], asked: Mapping[str, str], most: int) -> list[Json]:
    """The newest `limit` (else `most`) rows between `since` and `before`, which are ids or instants; newest first."""
    limit = asked.get("limit", str(most))
    if not limit.isdecimal() or int(limit) > LARGEST_PAGE:
        raise Refusal("invalid value for limit", 400)
    since, before = bound(asked.get("since")), bound(asked.get("before"))
    fitting = [
        row
        for row in rows
        if (not since or _moment(row, since) > since) and (not before or _moment(row, before) < before)
    ]
    return sorted(fitting, key=lambda row: str(row["id"]), reverse=True)[: int(limit)]


def of_kinds(actions: Iterable[Json], kinds: str) -> list[Json]:
    """What a `filter` lets through: `all`, or kinds such as `commentCard` and `updateCard:idList`."""
    wanted: dict[str, set[str]] = {}
    for kind in kinds.split(","):
        name, _, key = kind.partition(":")
        wanted.setdefault(name, set()).add(key)
    if "all" in wanted:
        return list(actions)
    return [one for one in actions if one["type"] in wanted and _fits(one, wanted[one["type"]])]


def _fits(action: Json, keys: set[str]) -> bool:
    return "" in keys or bool(keys & action["data"].get("old", {}).keys())


def bound(text: str | None) -> str:
    """An id as it is, an instant as Trello writes it."""
    if not text or is_id(text):
        return text or ""
    try:
        return stamp(datetime.fromisoformat(text))
    except ValueError:
        raise Refusal("invalid date", 400) from None


def _moment(row: Json, edge: str) -> str:
    """What of a row to compare with a bound: its id, or when it happened."""
    return str(row["id"] if is_id(edge) else row["date"])
