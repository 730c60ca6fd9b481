"""What the account is and may do, for `doctor`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote

from forewarn.connect import Examination, Rights, open_to_all
from forewarn.errors import GoneError, PermissionDenied
from forewarn.model import Person
from forewarn_trello.client import Client
from forewarn_trello.config import TrelloOptions
from forewarn_trello.fetch import Fetch
from forewarn_trello.fields import is_called
from forewarn_trello.parse import read_one
from forewarn_trello.payloads import Board, Token

_SOON = timedelta(days=14)
_NEW_TOKEN = "Make a new token with scope=read,write and expiration=never, and put it where the config says."  # noqa: S105
_BOARD = "memberships=me&customFields=true"  # fields are the usual ones, among them closed and prefs
Note = tuple[str, str]


def examine(
    fetch: Fetch,
    client: Client,
    account: Person,
    containers: Sequence[str],
    options: TrelloOptions,
    now: datetime,
    *,
    private: bool,
) -> Examination:
    """One request for the token and one for ten boards. `private` says that no client shall see them."""
    token = _token(fetch, client)
    answers = fetch.batch([f"/boards/{quote(board, safe='')}?{_BOARD}" for board in containers])
    boards = {
        name: read_one(Board, answer, place=fetch.place) if answer is not None else None
        for name, answer in zip(containers, answers, strict=True)
    }
    left, most = client.budget
    fields, hints, missing = _fields(boards, options)
    return Examination(
        account,
        tuple(rights(name, board, account, token) for name, board in boards.items()),
        fields=fields,
        hints=hints,
        clock_skew=client.skew,
        budget_left=left,
        budget=most,
        notes=(*_token_notes(token, now), *missing, *(_public_boards(boards) if private else ())),
    )


def rights(name: str, board: Board | None, account: Person, token: Token | None) -> Rights:
    """What the account may do on a board, as far as board and token tell."""
    if board is None:
        words = "Trello does not show this board to the account"
        step = f"Add @{account.handle} to the board, or copy its short link anew from trello.com/b/<short link>."
        return Rights(name, False, False, False, words, step)
    if not _granted(token, board, "read"):
        return Rights(name, False, False, False, "the token may not read this board", _NEW_TOKEN)
    problem, step = _obstacle(board, account, token)
    if problem:
        return Rights(name, True, False, False, problem, step)
    told = None if board.prefs is None or board.prefs.comments is None else True
    return Rights(name, True, told, told)


def _obstacle(board: Board, account: Person, token: Token | None) -> Note:
    """Why the account may not comment, and what to do; two empty texts when it may."""
    if board.closed:
        return "the board is closed, so nobody can comment there", "Reopen it, or take it out of the config."
    if not _granted(token, board, "write"):
        return "the token may only read", _NEW_TOKEN
    who = board.prefs.comments if board.prefs else None
    if who == "disabled":
        return "comments are switched off on this board", "Switch them on in the board's settings."
    membership = next((one for one in board.memberships or () if one.id_member == account.id), None)
    if membership is None or membership.deactivated:
        if who in ("org", "public"):
            return "", ""
        return "the account is no member of this board", f"Add @{account.handle} to the board as a normal member."
    if membership.member_type == "observer" and who == "members":
        step = f"Make @{account.handle} a normal member, or let observers comment in the board's settings."
        return "the account only observes this board", step
    return "", ""


def _token(fetch: Fetch, client: Client) -> Token | None:
    try:
        return read_one(Token, fetch.token(), place=fetch.place)
    except (GoneError, PermissionDenied):  # then only the boards tell
        return None


def _granted(token: Token | None, board: Board, what: str) -> bool:
    permissions = token.permissions if token else None
    if permissions is None:
        return True
    fitting = [one for one in permissions if one.model_type == "Board" and one.id_model in ("*", board.id)]
    return any(getattr(one, what) for one in fitting)


def _token_notes(token: Token | None, now: datetime) -> Iterator[Note]:
    if token and token.date_expires and token.date_expires - now <= _SOON:
        yield f"the token expires on {token.date_expires:%Y-%m-%d}", f"Before that day: {_NEW_TOKEN}"


def _fields(
    boards: Mapping[str, Board | None], options: TrelloOptions
) -> tuple[dict[str, bool], dict[str, Note], list[Note]]:
    """Whether any board has each named custom field, what to do where none has, and a note for each of some without."""
    found: dict[str, bool] = {}
    hints: dict[str, Note] = {}
    notes: list[Note] = []
    shown = {name: board for name, board in boards.items() if board is not None}
    for name in options.field_names.values():
        without = [key for key, board in shown.items() if not _has(board, name)]
        found[name] = len(without) < len(shown)
        if not found[name]:
            there = sorted({f.name for board in shown.values() for f in board.custom_fields or () if f.name})
            step = "Add it to the boards, or write its name in the config as it stands there"
            hints[name] = (f"no board has a custom field {name!r}", f"{step}: {' or '.join(there) or 'there is none'}.")
            continue
        step = "Add the field to the board, or write its name in the config as it stands there."
        notes += [(f"board {key} has no custom field {name!r}", step) for key in without]
    return found, hints, notes


def _has(board: Board, name: str) -> bool:
    return any(is_called(field, name) for field in board.custom_fields or ())


def _public_boards(boards: Mapping[str, Board | None]) -> Iterator[Note]:
    for name, board in boards.items():
        if board and board.is_public:
            yield open_to_all(f"board {name}")
