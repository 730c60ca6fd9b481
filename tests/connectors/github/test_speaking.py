"""Comments of ours: sent once, found again, kept from those who should not read them."""

import json
from time import process_time

import pytest
from tests.connectors.github.desk import ANA, CLARA, SHOP, START, Desk, at, milestone, ref, said, ticket

from forewarn.connect import Guarantee
from forewarn.connect.stage import Fault
from forewarn.errors import (
    AuthError,
    GoneError,
    MalformedAnswer,
    PermissionDenied,
    RateLimited,
    RefusedError,
    TrackerError,
    UnavailableError,
)
from forewarn.model import Audience, Kind, Role
from forewarn_github.marker import sealed, unsealed
from forewarn_github.sandbox.server import ACCOUNT

MARKER = "v1:7c1e0d"
CLIENT, TEAM = Audience.CLIENT, Audience.TEAM


def test_what_is_posted_is_found_again_without_its_mark(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    speaker = desk.connector().speaker()
    posted = speaker.post(ref(issue), "**Due** on Friday.\n", marker=MARKER, audience=CLIENT)
    assert (posted.body, posted.marker, posted.audience, posted.at) == ("**Due** on Friday.", MARKER, CLIENT, START)
    assert speaker.find(ref(issue), MARKER) == speaker.find(ref(issue)) == (posted,)
    assert speaker.find(ref(issue), "another") == ()
    assert posted.url.startswith("https://github.com/acme/shop/issues/1#issuecomment-")


def test_the_mark_is_hidden_at_the_end_of_the_body(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.connector().speaker().post(ref(issue), "Due on Friday.", marker=MARKER, audience=CLIENT)
    (comment,) = desk.read().ticket(issue).comments()
    assert comment.text == f"Due on Friday.\n\n<!-- forewarn:{MARKER} -->"


def test_our_comments_are_found_oldest_first_over_all_pages(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    speaker = desk.connector().speaker()
    first = speaker.post(ref(issue), "First", marker="a", audience=CLIENT)
    for number in range(120):
        desk.sandbox.play(issue, said(f"Number {number}", hours=1 + number / 60))
    desk.sandbox.now = at(5)
    second = speaker.post(ref(issue), "Second", marker="b", audience=CLIENT)
    assert speaker.find(ref(issue)) == (first, second)


def test_a_mark_that_somebody_else_pasted_is_not_ours(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(issue, said(sealed("All is well.", MARKER), CLARA))
    assert desk.connector().speaker().find(ref(issue), MARKER) == ()
    assert [event.actor.role for event in desk.read().ticket(issue).history if event.actor] == [Role.UNKNOWN] * 2


def test_what_our_account_wrote_by_hand_is_a_persons(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(issue, said("I looked into it myself.", ACCOUNT))
    desk.sandbox.play(issue, said(f"It wrote `{sealed('x', MARKER)}` there.", ACCOUNT, 2))
    assert desk.connector().speaker().find(ref(issue)) == ()
    assert {e.actor.role for e in desk.read().ticket(issue).history[1:] if e.actor} == {Role.TEAM}


def test_our_comments_are_read_as_a_bots(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.connector().speaker().post(ref(issue), "Due on Friday.", marker=MARKER, audience=CLIENT)
    desk.sandbox.play(issue, said("Thanks", ANA))
    comments = [event for event in desk.read().ticket(issue).history if event.kind is Kind.COMMENTED]
    assert [event.actor.role for event in comments if event.actor] == [Role.BOT, Role.TEAM]


def test_a_pasted_mark_does_not_stop_the_reading_where_the_account_is_unknown(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.play(issue, said(sealed("Boo", MARKER), CLARA))
    desk.sandbox.misbehave(Fault("status", path="/user", status=403, body='{"message": "not for apps"}'))
    assert len(desk.read().ticket(issue).comments()) == 1


def test_an_edit_replaces_the_words_and_keeps_the_place(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    speaker = desk.connector().speaker()
    posted = speaker.post(ref(issue), "Due on Friday.", marker=MARKER, audience=CLIENT)
    desk.sandbox.now = at(3)
    edited = speaker.edit(ref(issue), posted.id, "~~Due on Friday.~~ Done.", marker=MARKER, audience=CLIENT)
    assert (edited.id, edited.body, edited.at) == (posted.id, "~~Due on Friday.~~ Done.", START)
    assert speaker.find(ref(issue), MARKER) == (edited,)


def test_a_comment_that_a_person_deleted_cannot_be_edited(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    speaker = desk.connector().speaker()
    posted = speaker.post(ref(issue), "Due on Friday.", marker=MARKER, audience=CLIENT)
    speaker.withdraw(ref(issue), posted.id)
    assert speaker.find(ref(issue)) == ()
    with pytest.raises(GoneError):
        speaker.edit(ref(issue), posted.id, "Done.", marker=MARKER, audience=CLIENT)


def test_words_for_the_team_are_never_sent_where_clients_read(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    speaker = desk.connector(client_visible=True).speaker()
    posted = speaker.post(ref(issue), "Due on Friday.", marker=MARKER, audience=CLIENT)
    before = len(desk.sandbox.requests)
    with pytest.raises(RefusedError, match="cannot keep a comment"):
        speaker.post(ref(issue), "Ben is late.", marker=MARKER, audience=TEAM)
    with pytest.raises(RefusedError, match="cannot keep a comment"):
        speaker.edit(ref(issue), posted.id, "Ben is late.", marker=MARKER, audience=TEAM)
    assert len(desk.sandbox.requests) == before


def test_words_for_the_team_are_sent_where_the_config_says_no_client_reads(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    connector = desk.connector(client_visible=False)
    posted = connector.speaker().post(ref(issue), "Ben is late.", marker=MARKER, audience=TEAM)
    assert posted.audience is TEAM
    assert connector.reader().capabilities.team_only is Guarantee.DECLARED
    assert desk.connector(client_visible=True).reader().capabilities.team_only is Guarantee.NONE


def test_words_for_the_team_are_not_sent_to_a_repository_that_was_opened_to_the_world(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    connector = desk.connector(client_visible=False)
    posted = connector.speaker().post(ref(issue), "Ben is late.", marker=MARKER, audience=TEAM)
    desk.sandbox.quirks.public.add(SHOP)
    speaker, writes = connector.speaker(), desk.sent("POST")
    with pytest.raises(RefusedError, match=f"{SHOP} is public"):
        speaker.post(ref(issue), "Ben is later.", marker="v1:another", audience=TEAM)
    with pytest.raises(RefusedError, match=f"{SHOP} is public"):
        speaker.edit(ref(issue), posted.id, "Ben is later.", marker=MARKER, audience=TEAM)
    assert (desk.sent("POST"), desk.sent("PATCH")) == (writes, 0)
    assert [found.audience for found in speaker.find(ref(issue))] == [CLIENT], "what stands there is read by everybody"


def test_a_repository_is_asked_once_a_run_whether_it_is_public_and_only_before_words_for_the_team(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    open_one, closed_one = (desk.connector(client_visible=visible).speaker() for visible in (True, False))
    asked = f"/repos/{SHOP}"
    open_one.post(ref(issue), "Due on Friday.", marker="v1:open", audience=CLIENT)
    assert asked not in [request.path for request in desk.sandbox.requests]
    for number in range(3):
        closed_one.post(ref(issue), "Ben is late.", marker=f"v1:{number}", audience=TEAM)
    assert [request.path for request in desk.sandbox.requests].count(asked) == 1


def test_nothing_is_said_where_github_does_not_say_who_reads_it(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.misbehave(Fault("status", path=f"/repos/{SHOP}", status=403))
    with pytest.raises(PermissionDenied):
        desk.connector(client_visible=False).speaker().post(ref(issue), "Late.", marker=MARKER, audience=TEAM)
    assert desk.sent("POST") == 0


def test_nobody_comments_on_a_milestone(desk: Desk) -> None:
    launch = desk.sandbox.open(milestone())
    with pytest.raises(RefusedError, match="milestone"):
        desk.connector().speaker().post(ref(launch), "Late.", marker=MARKER, audience=CLIENT)
    assert desk.sandbox.requests == ()


UNKNOWN_OUTCOME: dict[str, tuple[Fault, type[TrackerError], bool]] = {
    "dropped before": (Fault("cut", "POST"), UnavailableError, False),
    "dropped after": (Fault("cut-after", "POST"), UnavailableError, True),
    "502 before": (Fault("status", "POST", status=502), UnavailableError, False),
    "502 after": (Fault("status-after", "POST", status=502), UnavailableError, True),
    "garbage": (Fault("garbage", "POST"), MalformedAnswer, False),
    "another shape": (Fault("status-after", "POST", status=201, body="[]"), MalformedAnswer, True),
}


@pytest.mark.parametrize(("fault", "kind", "happened"), UNKNOWN_OUTCOME.values(), ids=UNKNOWN_OUTCOME.keys())
def test_a_post_of_unknown_outcome_is_sent_once_and_found_if_it_happened(
    desk: Desk, fault: Fault, kind: type[TrackerError], happened: bool
) -> None:
    issue = desk.sandbox.open(ticket())
    desk.sandbox.misbehave(fault)
    speaker = desk.connector().speaker()
    with pytest.raises(kind):
        speaker.post(ref(issue), "Due on Friday.", marker=MARKER, audience=CLIENT)
    assert desk.sent("POST") == 1
    assert [posted.marker for posted in speaker.find(ref(issue), MARKER)] == [MARKER] * happened


KNOWN_OUTCOME: dict[str, tuple[Fault, type[TrackerError]]] = {
    "401": (Fault("status", "POST", status=401), AuthError),
    "403": (Fault("status", "POST", status=403), PermissionDenied),
    "404": (Fault("status", "POST", status=404), GoneError),
    "410": (Fault("status", "POST", status=410), GoneError),
    "422": (Fault("status", "POST", status=422), RefusedError),
    "limit of new comments": (
        Fault("status", "POST", status=403, body=json.dumps({"message": "You have exceeded a secondary rate limit."})),
        RateLimited,
    ),
    "transferred": (
        Fault("status", "POST", status=301, headers=(("Location", "https://api.github.com/repositories/9/issues/4"),)),
        GoneError,
    ),
}


@pytest.mark.parametrize(("fault", "kind"), KNOWN_OUTCOME.values(), ids=KNOWN_OUTCOME.keys())
@pytest.mark.parametrize("verb", ["POST", "PATCH", "DELETE"])
def test_a_write_that_is_declined_is_not_tried_again(
    desk: Desk, fault: Fault, kind: type[TrackerError], verb: str
) -> None:
    issue = desk.sandbox.open(ticket())
    comment = desk.sandbox.play(issue, said(sealed("Due", MARKER), ACCOUNT))
    desk.sandbox.misbehave(Fault("status", verb, status=fault.status, headers=fault.headers, body=fault.body))
    speaker = desk.connector().speaker()
    with pytest.raises(kind):
        if verb == "POST":
            speaker.post(ref(issue), "Due on Friday.", marker="b", audience=CLIENT)
        elif verb == "PATCH":
            speaker.edit(ref(issue), comment, "Done.", marker=MARKER, audience=CLIENT)
        else:
            speaker.withdraw(ref(issue), comment)
    assert [request.method for request in desk.sandbox.requests].count(verb) == 1
    assert desk.clock.slept == []
    assert [posted.body for posted in speaker.find(ref(issue))] == ["Due"]


@pytest.mark.parametrize("body", ["x" * 65_600, " "], ids=["too long", "blank"])
def test_what_github_declines_is_told_in_its_words(desk: Desk, body: str) -> None:
    issue = desk.sandbox.open(ticket())
    client = desk.connector().speaker()._client
    with pytest.raises(RefusedError, match="Validation Failed"):
        client.send("POST", "/repos/acme/shop/issues/1/comments", {"body": body})
    assert desk.connector().speaker().find(ref(issue)) == ()


def test_the_longest_comment_the_capabilities_allow_is_taken(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    longest = desk.connector().reader().capabilities.largest_comment
    posted = desk.connector().speaker().post(ref(issue), "x" * longest, marker="m" * 60, audience=CLIENT)
    assert len(posted.body) == longest


def test_writes_are_a_second_apart(desk: Desk) -> None:
    issue = desk.sandbox.open(ticket())
    speaker = desk.connector().speaker()
    for marker in "abc":
        speaker.post(ref(issue), "Due on Friday.", marker=marker, audience=CLIENT)
    assert desk.clock.slept == [1, 1]


MARKED = {
    "ours": ("Due\n\n<!-- forewarn:v1:a -->", ("Due", "v1:a")),
    "with a line end": ("Due\r\n\r\n<!-- forewarn:v1:a -->\r\n", ("Due", "v1:a")),
    "quoted before the end": ("<!-- forewarn:x --> Due", ("<!-- forewarn:x --> Due", None)),
    "the last counts": ("<!-- forewarn:x -->\n<!-- forewarn:y -->", ("<!-- forewarn:x -->", "y")),
    "none": ("Due", ("Due", None)),
    "another tool's": ("Due <!-- linter:1 -->", ("Due <!-- linter:1 -->", None)),
}


@pytest.mark.parametrize(("text", "parts"), MARKED.values(), ids=MARKED.keys())
def test_the_mark_is_known_at_the_end_alone(text: str, parts: tuple[str, str | None]) -> None:
    assert unsealed(text) == parts


@pytest.mark.parametrize("blank", [" ", "\n"])
def test_words_with_endless_blanks_are_looked_through_quickly(blank: str) -> None:
    text = f"a{blank * 60_000}b"
    begin = process_time()
    assert unsealed(text) == (text, None)
    assert process_time() - begin < 2
