"""What `doctor` learns: account, rights, custom fields, clock, budget, and the next step for each problem."""

import logging
from datetime import timedelta

import pytest

from forewarn.connect import Rights
from forewarn.connect.stage import Fault
from forewarn.errors import AuthError, UnavailableError


@pytest.fixture
def board(tale):
    tale.open()
    return tale.sandbox.world.board(tale.board)


def examined(tale, **settings):
    return tale.reader(**settings).examine([tale.board])


def test_all_is_well_in_three_requests(tale, board):
    found = examined(tale)
    assert [request.path for request in tale.sandbox.requests] == ["/1/members/me", "/1/tokens/***", "/1/batch"]
    assert found.account.handle == "forewarn"
    assert found.rights == (Rights(tale.board, True, True, True),)
    assert found.fields == {"Estimate": True, "Acceptance criteria": True, "Reason": True}
    assert found.clock_skew == timedelta(0)
    assert (found.budget_left, found.budget) == (99, 100)
    assert found.notes == ()


def forget(board, key):
    board["prefs"][key] = None


@pytest.mark.parametrize(
    ("spoil", "comment", "problem", "step"),
    [
        (lambda s, b: b.update(closed=True), False, "the board is closed", "Reopen it"),
        (lambda s, b: setattr(s.token, "writes", False), False, "the token may only read", "scope=read,write"),
        (lambda s, b: b["prefs"].update(comments="disabled"), False, "comments are switched off", "Switch them on"),
        (lambda s, b: s.world.on_board[b["id"]].clear(), False, "is no member of this board", "Add @forewarn"),
        (
            lambda s, b: s.world.member_types.update({(b["id"], s.world.me["id"]): "observer"}),
            False,
            "only observes",
            "Make @forewarn a normal member",
        ),
        (lambda s, b: forget(b, "comments"), None, "", ""),
    ],
    ids=["closed", "read-only token", "comments disabled", "no member", "observer", "not told"],
)
def test_what_keeps_us_from_commenting_is_named_with_the_next_step(tale, board, spoil, comment, problem, step):
    spoil(tale.sandbox, board)
    (rights,) = examined(tale).rights
    assert (rights.read, rights.comment, rights.edit_own) == (True, comment, comment)
    assert problem in rights.problem
    assert step in rights.next_step
    assert bool(rights.problem) == bool(problem)


@pytest.mark.parametrize("who", ["observers", "org", "public"])
def test_observers_may_comment_where_the_board_lets_them(tale, board, who):
    board["prefs"]["comments"] = who
    tale.sandbox.world.member_types[board["id"], tale.sandbox.world.me["id"]] = "observer"
    assert examined(tale).rights[0].comment


@pytest.mark.parametrize(("who", "comment"), [("public", True), ("org", True), ("observers", False)])
def test_whoever_is_no_member_may_comment_only_where_everybody_may(tale, board, who, comment):
    board["prefs"]["comments"] = who
    tale.sandbox.world.on_board[board["id"]].clear()
    assert examined(tale).rights[0].comment is comment


def test_a_board_that_is_not_shown_spoils_only_its_own_line(tale, board):
    found = tale.reader().examine(["UnknownB", tale.board])
    unknown, known = found.rights
    assert (unknown.read, unknown.comment) == (False, False)
    assert "does not show this board" in unknown.problem
    assert "Add @forewarn to the board" in unknown.next_step
    assert known.comment


def test_a_board_that_was_closed_to_us_is_not_shown(tale, board):
    tale.sandbox.world.hidden.add(board["id"])
    assert examined(tale).rights[0].read is False


@pytest.mark.parametrize(("days", "noted"), [(13, True), (14, True), (15, False), (None, False)])
def test_a_token_that_expires_soon_is_noted(tale, board, days, noted):
    tale.sandbox.token.expires = tale.sandbox.now + timedelta(days=days) if days else None
    notes = examined(tale).notes
    assert len(notes) == noted
    if noted:
        assert f"{tale.sandbox.token.expires:%Y-%m-%d}" in notes[0][0]
        assert "new token" in notes[0][1]


def test_a_custom_field_that_no_board_has_is_named_with_those_that_there_are(tale, board):
    del tale.sandbox.world.fields[tale.sandbox.world.fields_of(board)[0]["id"]]
    found = examined(tale)
    assert found.fields == {"Estimate": False, "Acceptance criteria": True, "Reason": True}
    assert (found.notes, list(found.hints)) == ((), ["Estimate"])
    problem, step = found.hints["Estimate"]
    assert problem == "no board has a custom field 'Estimate'"
    assert step.endswith("as it stands there: Acceptance criteria or Reason.")


def test_a_custom_field_that_only_some_boards_lack_is_noted_for_those(tale, board):
    tale.open(container="OtherBrd")
    other = tale.sandbox.world.board("OtherBrd")
    del tale.sandbox.world.fields[tale.sandbox.world.fields_of(other)[0]["id"]]
    found = tale.reader().examine([tale.board, "OtherBrd"])
    assert (found.fields["Estimate"], found.hints) == (True, {})
    assert [note[0] for note in found.notes] == ["board OtherBrd has no custom field 'Estimate'"]


@pytest.mark.parametrize("client_visible", [True, False])
def test_a_public_board_that_no_client_shall_see_is_noted(tale, board, client_visible):
    board["prefs"]["permissionLevel"] = "public"
    notes = examined(tale, client_visible=client_visible).notes
    assert [note[0] for note in notes] == (
        [] if client_visible else [f"board {tale.board} is public: anybody can read what is said there"]
    )


def test_the_difference_of_the_clocks_is_told(tale, board):
    ours = tale.sandbox.now - timedelta(minutes=3)
    assert examined(tale, now=lambda: ours).clock_skew == timedelta(minutes=3)


def test_eleven_boards_cost_one_request_more(tale, board):
    tale.reader().examine([tale.board] + [f"Board{number:03}" for number in range(10)])
    assert len(tale.sandbox.requests) == 4


def test_no_boards_are_no_problem(tale, board):
    found = tale.reader().examine([])
    assert (found.rights, found.account.handle) == ((), "forewarn")


def test_a_token_that_trello_does_not_tell_of_leaves_what_the_boards_tell(tale, board):
    tale.sandbox.misbehave(Fault("status", path="/tokens/", status=404, body="The requested resource was not found."))
    assert examined(tale).rights == (Rights(tale.board, True, True, True),)


def test_nothing_can_be_learnt_with_a_wrong_token(tale, board):
    environ = {**tale.sandbox.environ(), "FOREWARN_SANDBOX_TRELLO_TOKEN": "stolen"}
    with pytest.raises(AuthError):
        examined(tale, environ=environ)


@pytest.mark.parametrize("fault", ["cut", "garbage", "status"])
def test_the_token_in_the_path_is_shown_nowhere(tale, board, caplog, fault):
    """It has to stand there; so neither the request log, nor the libraries' debug logs, nor an error may show it."""
    caplog.set_level(logging.DEBUG)
    token = tale.sandbox.environ()["FOREWARN_SANDBOX_TRELLO_TOKEN"]
    examined(tale)
    tale.sandbox.misbehave(Fault(fault, path="/tokens/", status=500, body=f"at /1/tokens/{token}", times=9))
    with pytest.raises(Exception, match="source shop, doctor") as caught:
        examined(tale)
    error: BaseException | None = caught.value
    while error is not None:
        assert token not in f"{error} {error!r} {vars(error)}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    assert "/1/tokens/***" in caplog.text
    assert token not in caplog.text + repr(tale.sandbox.requests)


def test_a_dead_host_is_unavailable(tale, board):
    tale.sandbox.misbehave(Fault("cut", times=99))
    with pytest.raises(UnavailableError):
        examined(tale)
