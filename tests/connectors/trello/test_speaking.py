"""Comments on cards: one request each, known again by author and footer, never shown to the wrong people."""

from time import process_time

import pytest

from forewarn.connect import Guarantee
from forewarn.connect.stage import Fault
from forewarn.errors import GoneError, PermissionDenied, RefusedError, UnavailableError
from forewarn.model import Audience, Kind, Role
from forewarn_trello.footer import marker_of

BODY = "The shop is due on Friday.\n\n- and its logo is missing"


@pytest.fixture
def ref(tale):
    card = tale.open()
    return tale.read()[0][card].ref


def test_a_comment_is_one_request_and_is_read_back(tale, ref):
    before, speaker = len(tale.sandbox.requests), tale.connector().speaker()
    posted = speaker.post(ref, BODY, marker="7f3a", audience=Audience.TEAM)
    speaker.post(ref, BODY, marker="7f3b", audience=Audience.TEAM)
    posts = [("POST", f"/1/cards/{ref.id}/actions/comments")] * 2
    who_reads = ("GET", f"/1/boards/{tale.board}")
    assert [(r.method, r.path) for r in tale.sandbox.requests[before:]] == [who_reads, *posts]
    assert (posted.body, posted.marker, posted.audience, posted.at) == (BODY, "7f3a", Audience.TEAM, tale.sandbox.now)
    assert posted.url == f"{ref.url}#comment-{posted.id}"


def test_people_see_a_small_line_under_the_words(tale, ref):
    posted = tale.connector().speaker().post(ref, BODY, marker="7f3a", audience=Audience.TEAM)
    assert tale.sandbox.world.actions[posted.id]["data"]["text"] == f"{BODY}\n\n*forewarn #7f3a*"


def test_our_comments_are_found_oldest_first_by_marker_or_all(tale, ref):
    speaker = tale.connector().speaker()
    first = speaker.post(ref, "one", marker="aa", audience=Audience.TEAM)
    second = speaker.post(ref, "two", marker="bb", audience=Audience.TEAM)
    assert speaker.find(ref) == (first, second)
    assert speaker.find(ref, "bb") == (second,)
    assert speaker.find(ref, "cc") == ()


def test_a_footer_that_somebody_else_pasted_is_not_ours(tale, ref):
    tale.say(ref.id, 1, f"{BODY}\n\n*forewarn #7f3a*", actor=tale.client)
    assert tale.connector().speaker().find(ref, "7f3a") == ()
    comment = tale.read()[0][ref.id].history[-1]
    assert (comment.kind, comment.actor.role) == (Kind.COMMENTED, Role.UNKNOWN)


def test_what_a_person_writes_with_our_account_is_not_ours_without_the_footer(tale, ref):
    tale.say(ref.id, 1, "forewarn #7f3a is what it says", actor=tale.account)
    assert tale.connector().speaker().find(ref) == ()


def test_the_footer_is_known_again_after_trellos_editor_rewrote_it(tale, ref):
    posted = tale.connector().speaker().post(ref, "one", marker="aa", audience=Audience.TEAM)
    tale.sandbox.world.actions[posted.id]["data"]["text"] = "one, two\n\n_forewarn #aa_\n"
    (found,) = tale.connector().speaker().find(ref, "aa")
    assert found.body == "one, two"


def test_our_comments_are_read_as_a_bots(tale, ref):
    tale.connector().speaker().post(ref, "one", marker="aa", audience=Audience.TEAM)
    comment = tale.read()[0][ref.id].history[-1]
    assert (comment.kind, comment.actor.role, comment.actor.handle) == (Kind.COMMENTED, Role.BOT, "forewarn")


def test_more_than_a_thousand_comments_do_not_hide_ours(tale, ref):
    speaker = tale.connector().speaker()
    posted = speaker.post(ref, "one", marker="aa", audience=Audience.TEAM)
    for number in range(1010):
        tale.say(ref.id, 1000 + number, "more")
    assert speaker.find(ref, "aa") == (posted,)


def test_editing_replaces_the_words_and_keeps_the_marker(tale, ref):
    speaker = tale.connector().speaker()
    posted = speaker.post(ref, "one", marker="aa", audience=Audience.TEAM)
    edited = speaker.edit(ref, posted.id, "two", marker="aa", audience=Audience.TEAM)
    assert (edited.id, edited.body) == (posted.id, "two")
    assert speaker.find(ref) == (edited,)


def test_editing_a_deleted_comment_says_that_it_is_gone(tale, ref):
    speaker = tale.connector().speaker()
    posted = speaker.post(ref, "one", marker="aa", audience=Audience.TEAM)
    speaker.withdraw(ref, posted.id)
    assert speaker.find(ref) == ()
    with pytest.raises(GoneError, match=f"card {ref.key}"):
        speaker.edit(ref, posted.id, "two", marker="aa", audience=Audience.TEAM)


def test_the_comment_of_another_cannot_be_edited(tale, ref):
    theirs = tale.say(ref.id, 1, "mine", actor=tale.client)
    with pytest.raises(PermissionDenied):
        tale.connector().speaker().edit(ref, theirs, "ours", marker="aa", audience=Audience.TEAM)


@pytest.mark.parametrize("act", ["post", "edit"])
def test_words_for_the_team_are_refused_where_clients_can_see_the_board(tale, ref, act):
    connector = tale.connector(client_visible=True)
    assert connector.reader().capabilities.team_only is Guarantee.NONE
    before = len(tale.sandbox.requests)
    speaker = connector.speaker()
    with pytest.raises(RefusedError, match="clients can see this board"):
        if act == "post":
            speaker.post(ref, BODY, marker="aa", audience=Audience.TEAM)
        else:
            speaker.edit(ref, "0" * 24, BODY, marker="aa", audience=Audience.TEAM)
    assert len(tale.sandbox.requests) == before


@pytest.mark.parametrize("prefs", [{"permissionLevel": "public"}, {"permissionLevel": None}])
def test_words_for_the_team_are_not_sent_to_a_board_that_was_opened_to_the_world(tale, ref, prefs):
    connector = tale.connector()
    posted = connector.speaker().post(ref, BODY, marker="aa", audience=Audience.TEAM)
    tale.sandbox.world.board(tale.board)["prefs"].update(prefs)
    speaker, posts = connector.speaker(), len(tale.paths("POST"))
    with pytest.raises(RefusedError, match=f"board {tale.board} is public"):
        speaker.post(ref, BODY, marker="bb", audience=Audience.TEAM)
    with pytest.raises(RefusedError, match=f"board {tale.board} is public"):
        speaker.edit(ref, posted.id, "more", marker="aa", audience=Audience.TEAM)
    assert (len(tale.paths("POST")), tale.paths("PUT")) == (posts, [])
    assert [found.audience for found in speaker.find(ref)] == [Audience.CLIENT], "what stands there everybody reads"


def test_words_for_the_client_are_seen_by_the_client(tale, ref):
    posted = tale.connector(client_visible=True).speaker().post(ref, BODY, marker="aa", audience=Audience.CLIENT)
    assert posted.audience is Audience.CLIENT


def test_a_board_that_no_client_can_see_is_for_the_team_by_declaration(tale, ref):
    connector = tale.connector(client_visible=False)
    assert connector.reader().capabilities.team_only is Guarantee.DECLARED
    posted = connector.speaker().post(ref, BODY, marker="aa", audience=Audience.CLIENT)
    assert posted.audience is Audience.TEAM, "the caller learns that the client will not see it"


def test_the_longest_comment_with_its_footer_fits(tale, ref):
    longest = tale.reader().capabilities.largest_comment
    speaker = tale.connector().speaker()
    posted = speaker.post(ref, "x" * longest, marker="m" * 64, audience=Audience.TEAM)
    assert len(posted.body) == longest
    before = len(tale.sandbox.requests)
    with pytest.raises(RefusedError, match="16384"):
        speaker.post(ref, "x" * 16_384, marker="aa", audience=Audience.TEAM)
    assert len(tale.sandbox.requests) == before


@pytest.mark.parametrize(
    ("kind", "committed"), [("cut", False), ("cut-after", True), ("status", False), ("status-after", True)]
)
def test_a_comment_that_failed_on_the_way_is_never_sent_twice(tale, ref, kind, committed):
    """Nobody knows whether it happened; looking for the marker tells."""
    tale.sandbox.misbehave(Fault(kind, method="POST", status=502, times=9))
    speaker = tale.connector().speaker()
    with pytest.raises(UnavailableError):
        speaker.post(ref, BODY, marker="7f3a", audience=Audience.TEAM)
    assert len(tale.paths("POST")) == 1
    found = tale.connector().speaker().find(ref, "7f3a")
    assert [posted.body for posted in found] == ([BODY] if committed else [])


def test_looking_is_not_repeated_either(tale, ref):
    """The caller decides: a plan that cannot look does not speak."""
    tale.sandbox.misbehave(Fault("status", method="GET", status=503))
    with pytest.raises(UnavailableError):
        tale.connector().speaker().find(ref)
    assert tale.waits == []


@pytest.mark.parametrize("blank", [" ", "\n"])
def test_words_with_endless_blanks_are_looked_through_quickly(blank):
    begin = process_time()
    assert marker_of(f"a{blank * 16_000}b") is None
    assert process_time() - begin < 1
