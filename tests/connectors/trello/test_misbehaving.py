"""Whatever Trello does: nothing is lost, nothing is told twice, nothing is written twice."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forewarn.connect.stage import Fault
from forewarn.errors import GoneError, PermissionDenied, RateLimited, RefusedError, TrackerError, UnavailableError
from forewarn.model import Audience, Field, Kind, Person


def limited(word):
    return json.dumps({"error": word, "message": "Rate limit exceeded"})


PASSING = [
    Fault("cut", times=2),
    Fault("cut-after", times=2),
    Fault("garbage", times=2),
    Fault("status", status=500, times=2),
    Fault("status", status=503, headers=(("Retry-After", "3"),), times=2),
    Fault("status", status=504, times=2),
    Fault("status", status=429, body=limited("API_TOKEN_LIMIT_EXCEEDED"), headers=(("Retry-After", "4"),)),
    Fault("status", status=429, body=limited("API_TOKEN_LIMIT_EXCEEDED")),
    Fault("status", status=429, body=limited("API_KEY_LIMIT_EXCEEDED")),
    Fault("status", status=429, headers=(("Retry-After", "Wed, 01 Apr 2026 09:01:00 GMT"),)),
    Fault("slow", seconds=0.3),
]


def play(tale):
    """A board whose second reading takes three requests: the probe, the board, its comments."""
    cards = [tale.open(f"card {number}", number / 10) for number in range(3)]
    old = tale.say(cards[0], 1, "When?", actor=tale.client)
    tale.say(cards[1], 2, "Hello.")
    yield cards
    tale.move(cards[0], 10, "Doing")
    tale.say(cards[0], 11, "Soon.")
    tale.play(cards[0], 12, Kind.EDITED, ref=old, new="When at last?", actor=tale.client)
    tale.play(cards[2], 13, Kind.ADDED, field=Field.LABELS, new="urgent")
    tale.open("one more", 14)
    yield cards


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: f"{fault.kind}-{fault.status}-{len(fault.headers)}")
@pytest.mark.parametrize("skipped", [0, 1, 2])
def test_trouble_that_passes_changes_nothing_of_what_is_read(tale, books, fault, skipped):
    story = play(tale)
    next(story)
    for _ in range(2):
        tale.sandbox.misbehave(Fault("slow", times=skipped))
        tale.sandbox.misbehave(fault)
        tale.keep(books, tale.reader(read_timeout=0.2 if fault.kind == "slow" else 5))
        next(story, None)
    tale.sandbox._faults.clear()
    assert tale.keep(books) == 1, "the board did not move since"
    afresh = tale.afresh()
    assert books.states() == afresh.states()
    assert books.histories() == afresh.histories()


LASTING = [
    (Fault("cut", times=99), UnavailableError),
    (Fault("status", status=502, times=99), UnavailableError),
    (Fault("status", status=404, body="board not found", times=99), GoneError),
    (Fault("status", status=401, body="unauthorized permission requested", times=99), PermissionDenied),
    (Fault("status", status=429, body=limited("API_TOKEN_DB_LIMIT_EXCEEDED"), times=99), RateLimited),
]


@pytest.mark.parametrize(("fault", "error"), LASTING, ids=lambda value: getattr(value, "status", None))
@pytest.mark.parametrize("healthy", [0, 1, 2])
def test_trouble_that_lasts_leaves_the_rest_for_the_next_run(tale, books, fault, error, healthy):
    """Whatever was read before is stored; no cursor stands after what was not."""
    story = play(tale)
    next(story)
    tale.keep(books)
    next(story)
    tale.sandbox.misbehave(Fault("slow", times=healthy))
    tale.sandbox.misbehave(fault)
    before = books.cursor
    with pytest.raises(error):
        tale.keep(books)
    assert books.cursor == before
    tale.sandbox._faults.clear()
    tale.keep(books)
    assert books.histories() == tale.afresh().histories()


@pytest.mark.parametrize("kind", ["cut", "garbage", "status"])
def test_trouble_between_the_pages_of_a_first_fetch_loses_no_page(tale, books, kind):
    card = tale.open()
    for number in range(2010):
        tale.say(card, 1 + number / 1000, f"note {number}")
    tale.sandbox.misbehave(Fault(kind, path="/actions", times=3))
    assert tale.keep(books) == 3 + 3
    assert len(books.histories()[card]) == 2011


@pytest.mark.parametrize("largest", [150, 70])
def test_answers_that_are_too_big_are_asked_for_in_parts(tale, books, largest):
    cards = [tale.open(f"card {number}", number / 1000) for number in range(160)]
    calm = tale.afresh()
    tale.sandbox.quirks.largest_answer = largest
    tale.keep(books)
    assert (books.states(), books.histories()) == (calm.states(), calm.histories())
    for card in cards[:155]:
        tale.play(card, 10, Kind.ADDED, field=Field.LABELS, new="urgent")
    tale.keep(books)
    tale.sandbox.quirks.largest_answer = None
    assert books.states() == tale.afresh().states()
    assert tale.waits == [], "asking for less needs no patience"


@pytest.mark.parametrize("status", [403, 504])
def test_a_batch_that_is_too_big_is_asked_for_in_halves(tale, books, status):
    cards = [tale.open(f"card {number}") for number in range(10)]
    for card in cards:
        tale.sandbox.world.cards[card]["idMemberCreator"] = None  # so that each must be looked at
    tale.say(cards[0], 1, "Hello")
    tale.keep(books)
    for card in cards:
        tale.move(card, 10, "Doing")
    refused = Fault("status", status=status, path="/batch", body='{"error": "API_TOO_MANY_CARDS_REQUESTED"}')
    tale.sandbox.misbehave(Fault("slow", path="/batch"))  # the probe
    tale.sandbox.misbehave(refused)
    assert tale.keep(books) == 1 + 1 + 1 + 2
    assert books.histories() == tale.afresh().histories()


@pytest.mark.parametrize("status", [413, 449, 504])
@pytest.mark.parametrize(
    ("comments", "refused"),
    [
        (20, {"/actions": 2}),  # the one list of all comments
        (1100, {"/batch": 3, "/actions": 1}),  # two lists together, and each alone
    ],
)
def test_a_list_of_comments_that_is_too_big_is_asked_for_in_parts(tale, books, status, comments, refused):
    cards = [tale.open(f"card {number}") for number in range(11)]
    old = tale.say(cards[0], 1, "On Friday")
    for number in range(comments):
        tale.say(cards[number % 11], 2 + number / 500, f"note {number}")
    tale.keep(books)
    tale.play(cards[0], 10, Kind.EDITED, ref=old, new="Not on Friday after all")
    for card in cards:
        tale.move(card, 11, "Doing")
    tale.sandbox.misbehave(Fault("slow", path="/batch"))  # the probe
    for path, times in refused.items():
        tale.sandbox.misbehave(Fault("status", status=status, path=path, body="<html>too long</html>", times=times))
    tale.keep(books)
    tale.sandbox._faults.clear()
    assert books.histories() == tale.afresh().histories()
    assert tale.waits == [], "asking for less needs no patience"


@pytest.mark.parametrize("status", [413, 449, 504])
def test_a_gateway_that_gives_up_on_a_board_gets_smaller_questions(tale, books, status):
    card = tale.open()
    tale.sandbox.misbehave(Fault("status", status=status, path=f"/boards/{tale.board}", body="<html>too long</html>"))
    tale.keep(books)
    assert set(books.tickets) == {card}
    assert tale.waits == []


def test_answers_that_are_always_too_big_are_given_up_at_last(tale):
    tale.open()
    tale.sandbox.quirks.largest_answer = 0
    with pytest.raises(RefusedError, match="API_TOO_MANY_CARDS_REQUESTED"):
        tale.read()
    assert len(tale.sandbox.requests) < 10


def test_a_board_that_moves_while_its_actions_are_paged_is_read_without_gap_or_double(tale, books):
    cards = [tale.open(f"card {number}") for number in range(3)]
    for number in range(2100):
        tale.say(cards[number % 3], 1 + number / 1000, f"note {number}")
    seen: list[str] = []

    def act(hour):
        seen.append(tale.say(cards[0], hour, "while you were reading"))
        tale.move(cards[1], hour + 0.1, f"List {hour}")
        cards.append(tale.open("new", hour + 0.2))

    for hour, path in enumerate([f"/boards/{tale.board}", "/actions", "/actions"], 50):
        tale.sandbox.meanwhile(path, lambda hour=hour: act(hour))
    tale.keep(books)
    assert len(seen) == 3
    for hour, path in enumerate(["/batch", f"/boards/{tale.board}", "/actions"], 60):
        tale.sandbox.meanwhile(path, lambda hour=hour: act(hour))
    tale.keep(books)
    tale.keep(books)
    assert books.histories() == tale.afresh().histories()
    assert books.states() == tale.afresh().states()
    assert set(books.tickets) == set(cards)


def test_a_comment_deleted_while_the_board_is_read_is_not_kept(tale, books):
    card = tale.open()
    comments = [tale.say(card, hour, f"note {hour}") for hour in (1, 2, 3)]
    tale.keep(books)
    tale.move(card, 10, "Doing")
    deletion = {"kind": Kind.DELETED, "ref": comments[0]}
    tale.sandbox.meanwhile(f"/boards/{tale.board}", lambda: tale.play(card, 11, **deletion))
    tale.keep(books)
    tale.keep(books)
    assert [event.id for event in books.histories()[card] if event.kind is Kind.COMMENTED] == comments[1:]


def test_somebody_who_closed_their_account_is_nobody_and_stops_nothing(tale, books):
    eve = Person("p-eve", "Eve Gone", handle="eve")
    card = tale.open(assignees=(eve,), reporter=eve)
    tale.say(card, 1, "Bye", actor=eve)
    tale.sandbox.world.forget(eve)
    tale.keep(books)
    ticket = books.tickets[card]
    known = tale.sandbox.world.member(eve)["id"]
    assert ticket.reporter == Person(known, "")
    assert [person.id for person in ticket.assignees] == [known]
    tale.move(card, 5, "Doing")
    tale.keep(books)
    assert books.tickets[card].reporter == Person(known, "")


def test_a_reporter_who_left_the_board_keeps_their_name(tale, books):
    """Only an old action knows it, so the card is read again."""
    card = tale.open()
    tale.say(card, 1, "Hello.")
    tale.keep(books)
    board = tale.sandbox.world.board(tale.board)
    tale.sandbox.world.on_board[board["id"]].remove(tale.sandbox.world.member(tale.client)["id"])
    tale.move(card, 5, "Doing")
    assert tale.keep(books) == 3, "the probe, the board, the card"
    assert books.tickets[card].reporter.name == "Anna Client"


@pytest.mark.parametrize("text", ["a\0b", "\0", "back\\u0000slash \\\0", "cut \ud83d", "\ude00 \U0001f600"])
def test_what_no_database_can_hold_is_left_out_and_nothing_else(tale, books, text):
    card = tale.open(text, description=text, checklist=())
    tale.say(card, 1, text)
    tale.keep(books)
    tale.play(card, 2, Kind.CHANGED, field=Field.DESCRIPTION, new=f"new {text}")
    tale.keep(books)
    clean = re.sub("[\0\ud83d\ude00]", "", text)
    ticket, (_, comment, change) = books.tickets[card], books.histories()[card]
    assert (ticket.title, ticket.description, comment.text) == (clean, f"new {clean}", clean)
    assert (change.old or "", change.new) == (clean, f"new {clean}")


def test_lost_access_is_an_error_and_not_an_empty_board(tale, books):
    card = tale.open()
    tale.keep(books)
    tale.say(card, 5, "Hello")
    hidden = tale.sandbox.world.hidden
    hidden.add(tale.sandbox.world.board(tale.board)["id"])
    with pytest.raises(PermissionDenied, match="unauthorized permission requested"):
        tale.keep(books)
    assert set(books.tickets) == {card}
    hidden.clear()
    tale.keep(books)
    assert len(books.histories()[card]) == 2


@pytest.mark.parametrize("act", ["post", "edit", "withdraw"])
@pytest.mark.parametrize(
    ("fault", "done"),
    [
        (Fault("cut"), False),
        (Fault("cut-after"), True),
        (Fault("status", status=502), False),
        (Fault("status-after", status=504), True),
        (Fault("slow-after", seconds=0.4), True),
        (Fault("garbage"), False),
        (Fault("status", status=429, body=limited("API_TOKEN_LIMIT_EXCEEDED")), False),
        (Fault("status", status=429, body=limited("API_KEY_LIMIT_EXCEEDED"), headers=(("Retry-After", "2"),)), False),
        (Fault("status", status=429, body=limited("API_TOKEN_DB_LIMIT_EXCEEDED")), False),
        (Fault("status", status=404, body="The requested resource was not found."), False),
    ],
    ids=lambda value: f"{value.kind}-{value.status}-{value.body[11:27]}" if isinstance(value, Fault) else None,
)
def test_a_write_is_one_request_whatever_comes_of_it(tale, act, fault, done):
    """Looking afterwards tells what became of it."""
    card = tale.open()
    ref = tale.read()[0][card].ref
    first = tale.connector().speaker().post(ref, "one", marker="aa", audience=Audience.TEAM)
    method = {"post": "POST", "edit": "PUT", "withdraw": "DELETE"}[act]
    before = len(tale.paths(method))
    tale.sandbox.misbehave(Fault(**{**vars_of(fault), "method": method}))
    speaker = tale.connector(read_timeout=0.2).speaker()
    with pytest.raises(TrackerError) as caught:
        if act == "post":
            speaker.post(ref, "two", marker="bb", audience=Audience.TEAM)
        elif act == "edit":
            speaker.edit(ref, first.id, "two", marker="aa", audience=Audience.TEAM)
        else:
            speaker.withdraw(ref, first.id)
    assert not done or isinstance(caught.value, UnavailableError), "what may have happened must be said to be unknown"
    assert len(tale.paths(method)) == before + 1
    bodies = [posted.body for posted in tale.connector().speaker().find(ref)]
    after = {"post": ["one", "two"], "edit": ["two"], "withdraw": []}[act]
    assert bodies == (after if done else ["one"])
    assert tale.waits == []


def vars_of(fault):
    return {name: getattr(fault, name) for name in fault.__dataclass_fields__}


FAULTS = st.lists(
    st.tuples(st.sampled_from(["ok", "cut", "502", "429", "garbage", "die"]), st.integers(1, 3)), max_size=6
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=st.lists(FAULTS, min_size=1, max_size=3), seed=st.randoms(use_true_random=False))
def test_runs_that_fail_and_die_anywhere_lead_to_the_same_books(tale, books, runs, seed):
    tale.board = f"Board{len(tale.sandbox.world.boards):03}"
    books = type(books)()
    hour = 0.0
    cards, comments = [tale.open("first")], []
    for faults in runs:
        for _ in range(seed.randrange(4)):
            hour += 1
            card = seed.choice(cards)
            deed = seed.randrange(5)
            if deed == 0:
                cards.append(tale.open(f"card {hour}", hour))
            elif deed == 1:
                comments.append((card, tale.say(card, hour, f"note {hour}")))
            elif deed == 2 and comments:
                where, which = comments.pop(seed.randrange(len(comments)))
                tale.play(where, hour, Kind.DELETED, ref=which)
            elif deed == 3 and comments:
                where, which = seed.choice(comments)
                tale.play(where, hour, Kind.EDITED, ref=which, new=f"edited {hour}")
            else:
                tale.move(card, hour, seed.choice(["To do", "Doing", "Done"]))
        _run(tale, books, faults)
    tale.sandbox._faults.clear()
    tale.keep(books)
    afresh = tale.afresh()
    assert books.histories() == afresh.histories()
    assert books.states() == afresh.states()


def _run(tale, books, faults):
    """A run in which requests fail in turn; `die` kills it after so many batches."""
    dies = None
    for kind, times in faults:
        if kind == "die":
            dies = times
        elif kind == "ok":
            tale.sandbox.misbehave(Fault("slow", times=times))
        else:
            status = int(kind) if kind.isdecimal() else 503
            tale.sandbox.misbehave(Fault("status" if kind.isdecimal() else kind, status=status, times=times))
    try:
        for number, batch in enumerate(tale.reader().read(tale.board, books.cursor), 1):
            if number == dies:
                return
            books.absorb(batch)
    except TrackerError:
        pass
