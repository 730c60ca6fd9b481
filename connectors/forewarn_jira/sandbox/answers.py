"""Answers as Jira words them."""

from typing import Any

from werkzeug.wrappers import Request, Response

from forewarn.connect.sandbox_host import json_response

NO_SUCH_ISSUE = "Issue does not exist or you do not have permission to see it."


def answer(data: Any, status: int = 200) -> Response:
    """A success."""
    return json_response(data, status)


def problem(status: int, *messages: str, **errors: str) -> Response:
    """A refusal: general messages, and errors by the field they are about."""
    return json_response({"errorMessages": list(messages), "errors": errors}, status)


def whole_number(request: Request, name: str, default: int) -> int:
    """A query parameter that counts; nonsense counts as not given."""
    return max(request.args.get(name, default, type=int), 0)
