"""Speaking: whatever is killed, lost or refused on the way, a comment exists exactly once or not at all."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.core.say.test_plan import NOW, OFFICE

from forewarn.connect import Guarantee, Posted
from forewarn.errors import (
    GoneError,
    MalformedAnswer,
    PermissionDenied,
    RateLimited,
    TrackerError,
    UnavailableError,
)
from forewarn.model import Audience, Finding, Severity, Ticket, TicketRef
from forewarn.run.outcome import Exit, Pass
from forewarn.say import Past, Policy, SourceFacts, make_plan
from forewarn.say.acts import Act, Plan
from forewarn.say.markup import MARKUPS
from forewarn.say.render import Voice, Words
from forewarn.say.speak import Mouth
from forewarn.say.spoken import Deed, Spoken
from forewarn.store import Part, State, Store, open_store
from forewarn.testing.memory import MemoryTracker, failing
from forewarn.waivers import Considered
from forewarn.waivers.silence import Quiet

TICKET = TicketRef("closed", "ACME", "1", "ACME-1", "https://tracker/1")
SOURCES = {"closed": SourceFacts(client_visible=False, team_only=Guarantee.DECLARED)}
POLICY = Policy(lambda project: OFFICE, lambda project, rule: False, OFFICE)


class Killed(BaseException):
    """The process dies here: nothing may catch it."""


def finding(anchor: str = "a") -> Finding:
    return Finding("silence", "relationship/silence", "acme", "closed:1", anchor, Severity.MEDIUM, NOW,
                   frozenset({Audience.TEAM}), on=TICKET)  # fmt: skip


def compose(act: Act) -> Words:
    parts = tuple(Part(f.identity, f.severity, f"words of {f.anchor}") for f in act.findings)
    return Words("; ".join(part.words for part in parts) or "all closed", parts)


def worded(plan: Plan) -> list[tuple[Act, Words]]:
    return [(act, compose(act)) for act in plan.writes]


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


@pytest.fixture
def tracker() -> MemoryTracker:
    made = MemoryTracker(NOW)
    made.put(Ticket("closed", "ACME", "1", "ACME-1", "Booking form", NOW - timedelta(days=9)))
    return made


def run(store: Store, tracker: MemoryTracker, *findings: Finding, later: timedelta = timedelta()) -> tuple[Spoken, ...]:
    """One run as `run` does it: recover, plan, carry out."""
    mouth = Mouth(
        store,
        {"closed": tracker.speaker()},
        lambda comment: Voice(MARKUPS["markdown"], 10_000, OFFICE),
        lambda: NOW + later,
    )
    recovered = mouth.recover()
    plan = make_plan(findings, (), Past(store.said.all()), SOURCES, POLICY, NOW + later)
    return recovered + mouth.carry_out(worded(plan))


SEAMS = ["before post", "after post"]
WRITES_TO_THE_STORE = [1, 2]


@pytest.mark.parametrize("seam", SEAMS)
def test_a_process_killed_around_the_request_leaves_exactly_one_comment(
    store: Store, tracker: MemoryTracker, seam: str
) -> None:
    tracker.fail = failing({seam: Killed})
    with pytest.raises(Killed):
        run(store, tracker, finding())
    run(store, tracker, finding(), later=timedelta(hours=1))
    run(store, tracker, finding(), later=timedelta(hours=2))
    assert len(tracker.comments) == 1
    assert [c.state for c in store.said.all() if c.state is not State.LAPSED] == [State.SAID]


@pytest.mark.parametrize("number", WRITES_TO_THE_STORE)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_process_killed_around_each_write_to_the_store_leaves_exactly_one_comment(
    store: Store, tracker: MemoryTracker, number: int, moment: str
) -> None:
    """Writes to the store while posting: 1 the intent, 2 the record. Dying before a commit undoes it."""
    seen = 0

    def die(connection: object, *rest: object) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            raise Killed

    event = "commit" if moment == "before" else "checkin"  # a connection is given back after its commit
    if moment == "before":
        sa.event.listen(store.database.engine, event, die)
        with pytest.raises(Killed):
            _mouth(store, tracker).carry_out(worded(_plan(store)))
        sa.event.remove(store.database.engine, event, die)
    else:
        with pytest.raises(Killed):
            _mouth(_DyingStore(store, number).store, tracker).carry_out(worded(_plan(store)))
    run(store, tracker, finding(), later=timedelta(hours=1))
    run(store, tracker, finding(), later=timedelta(hours=2))
    assert len(tracker.comments) == 1


class _DyingStore:
    """A store whose n-th write of what was said is committed, and then the process dies."""

    def __init__(self, store: Store, number: int) -> None:
        said = store.said

        class Said(type(said)):  # type: ignore[misc]
            count = 0

            def put(self, comment: object) -> None:
                said.put(comment)  # type: ignore[arg-type]
                Said.count += 1
                if Said.count == number:
                    raise Killed

        self.store = replace(store, said=Said(store.database))


def _mouth(store: Store, tracker: MemoryTracker) -> Mouth:
    return Mouth(
        store, {"closed": tracker.speaker()}, lambda c: Voice(MARKUPS["markdown"], 10_000, OFFICE), lambda: NOW
    )


def _plan(store: Store) -> Plan:
    return make_plan([finding()], (), Past(store.said.all()), SOURCES, POLICY, NOW)


@pytest.mark.parametrize("error", [UnavailableError("no answer"), MalformedAnswer("not JSON")])
def test_a_lost_answer_is_looked_up_at_once_and_the_comment_adopted(
    store: Store, tracker: MemoryTracker, error: TrackerError
) -> None:
    tracker.fail = failing({"after post": error})
    assert [s.deed for s in run(store, tracker, finding())] == [Deed.ADOPTED]
    assert (len(tracker.comments), tracker.posts) == (1, 1)


def test_a_comment_is_as_old_as_the_tracker_says_whenever_it_was_adopted(store: Store, tracker: MemoryTracker) -> None:
    tracker.fail = failing({"after post": Killed})
    with pytest.raises(Killed):
        run(store, tracker, finding(), later=timedelta(minutes=-1))
    run(store, tracker, finding(), later=timedelta(days=2))
    assert [(one.state, one.said_at) for one in store.said.all()] == [(State.SAID, NOW)]


def test_a_lost_request_is_not_sent_again_in_the_same_run_but_by_the_next(store: Store, tracker: MemoryTracker) -> None:
    tracker.fail = failing({"before post": UnavailableError("no answer")})
    assert [s.deed for s in run(store, tracker, finding())] == [Deed.UNKNOWN]
    assert tracker.posts == 0
    assert [s.deed for s in run(store, tracker, finding(), later=timedelta(hours=1))] == [Deed.POSTED]
    assert len(tracker.comments) == 1


def test_while_nobody_can_look_nothing_is_said(store: Store, tracker: MemoryTracker) -> None:
    tracker.fail = failing({"after post": Killed})
    with pytest.raises(Killed):
        run(store, tracker, finding())
    tracker.fail = failing({"find": UnavailableError("no answer")})
    assert [s.deed for s in run(store, tracker, finding(), later=timedelta(hours=1))] == [Deed.UNKNOWN]
    assert tracker.posts == 1
    assert [s.deed for s in run(store, tracker, finding(), later=timedelta(hours=2))] == [Deed.ADOPTED]
    assert tracker.posts == 1


@pytest.mark.parametrize("error", [PermissionDenied("no"), RateLimited("slow", until=None)])
def test_a_refusal_is_reported_and_leaves_no_open_intent(
    store: Store, tracker: MemoryTracker, error: TrackerError
) -> None:
    tracker.fail = failing({"before post": error})
    spoken = run(store, tracker, finding())
    assert [(s.deed, s.error) for s in spoken] == [(Deed.FAILED, error)]
    assert store.said.all(State.INTENDED) == ()


def test_an_internal_comment_that_came_out_public_is_withdrawn_at_once(store: Store, tracker: MemoryTracker) -> None:
    tracker.comes_out_public = True
    assert [s.deed for s in run(store, tracker, finding())] == [Deed.WITHDRAWN]
    assert tracker.comments == {}


def test_a_note_that_came_out_public_is_posted_once_for_good_and_nothing_else_for_the_team_beside_it(
    store: Store, tracker: MemoryTracker
) -> None:
    tracker.comes_out_public = True
    for day in range(5):
        run(store, tracker, finding(), finding(f"new {day}"), later=timedelta(days=day))
    assert (tracker.posts, tracker.comments) == (1, {})
    assert store.said.leaks() == {"closed"}
    tracker.comes_out_public = False
    assert [comment.ticket for comment in store.said.mend("closed")] == [TICKET]
    assert [s.deed for s in run(store, tracker, finding(), later=timedelta(days=6))] == [Deed.POSTED]


def test_where_a_note_came_out_public_clients_still_read_what_is_for_them(store: Store, tracker: MemoryTracker) -> None:
    tracker.comes_out_public = True
    run(store, tracker, finding())
    theirs = replace(finding("b"), audiences=frozenset({Audience.CLIENT}))
    seen = {"closed": SourceFacts(client_visible=True, team_only=Guarantee.NONE, leaks=True)}
    plan = make_plan([theirs], (), Past(store.said.all()), seen, POLICY, NOW)
    assert [s.deed for s in _mouth(store, tracker).carry_out(worded(plan))] == [Deed.POSTED]


def test_a_note_that_came_out_public_and_that_somebody_else_took_away_first_counts_as_taken_back(
    store: Store, tracker: MemoryTracker
) -> None:
    def fail(step: str) -> None:
        if step == "withdraw":
            tracker.comments.clear()
            raise GoneError("somebody was quicker")

    tracker.comes_out_public, tracker.fail = True, fail
    assert [s.deed for s in run(store, tracker, finding())] == [Deed.WITHDRAWN]


def test_a_note_that_came_out_public_and_that_we_may_not_delete_is_not_taken_for_deleted(
    store: Store, tracker: MemoryTracker
) -> None:
    """GitHub tells whoever lost the right to write that there is no such comment."""
    tracker.comes_out_public = True
    tracker.fail = failing({"withdraw": GoneError("not found")})
    assert [s.deed for s in run(store, tracker, finding())] == [Deed.EXPOSED]
    run(store, tracker, finding(), later=timedelta(days=1))
    assert (store.said.all(State.EXPOSED), tracker.comments) == ((), {})


def test_killed_while_a_public_note_is_taken_back_it_is_taken_back_by_the_next_run_and_not_said_again(
    store: Store, tracker: MemoryTracker
) -> None:
    tracker.comes_out_public = True
    tracker.fail = failing({"withdraw": Killed})
    with pytest.raises(Killed):
        run(store, tracker, finding())
    spoken = run(store, tracker, finding(), later=timedelta(days=1))
    assert [s.deed for s in spoken] == [Deed.WITHDRAWN, Deed.FAILED]
    assert (tracker.posts, tracker.comments) == (1, {})


def opened_to_clients(tracker: MemoryTracker) -> None:
    for ident, (ticket, posted) in tracker.comments.items():
        tracker.comments[ident] = (ticket, replace(posted, audience=Audience.CLIENT))


def test_a_note_that_somebody_opened_to_clients_is_taken_back_before_anything_new_stands_in_it(
    store: Store, tracker: MemoryTracker
) -> None:
    run(store, tracker, finding())
    opened_to_clients(tracker)
    spoken = run(store, tracker, finding(), finding("secret"), later=timedelta(hours=1))
    assert ([s.deed for s in spoken], tracker.edits, tracker.comments) == ([Deed.WITHDRAWN], 0, {})


def test_an_edit_is_read_back_and_taken_back_where_clients_can_see_it(store: Store, tracker: MemoryTracker) -> None:
    run(store, tracker, finding(), finding("b"))
    opened_to_clients(tracker)
    spoken = run(store, tracker, finding(), later=timedelta(hours=1))  # it strikes, and says nothing more
    assert ([s.deed for s in spoken], tracker.edits, tracker.comments) == ([Deed.WITHDRAWN], 1, {})


def test_what_could_not_be_taken_back_is_tried_again_and_never_told_more(store: Store, tracker: MemoryTracker) -> None:
    tracker.comes_out_public = True
    tracker.fail = failing({"withdraw": PermissionDenied("no")})
    run(store, tracker, finding())
    spoken = run(store, tracker, finding(), finding("secret"), later=timedelta(hours=1))
    assert [s.deed for s in spoken] == [Deed.WITHDRAWN]
    assert (tracker.comments, tracker.edits) == ({}, 0)


def test_what_is_open_in_a_source_that_is_no_longer_in_the_config_is_left_alone(
    store: Store, tracker: MemoryTracker
) -> None:
    tracker.fail = failing({"before post": UnavailableError("lost")})
    assert [s.deed for s in run(store, tracker, finding())] == [Deed.UNKNOWN]
    gone = Mouth(store, {}, lambda comment: Voice(MARKUPS["markdown"], 10_000, OFFICE), lambda: NOW)
    assert (gone.recover(), gone.carry_out([])) == ((), ())


def test_two_comments_in_a_source_that_is_no_longer_in_the_config_are_left_alone(
    store: Store, tracker: MemoryTracker
) -> None:
    run(store, tracker, finding())
    (one,) = store.said.all()
    store.said.put(replace(one, marker="another", comment="ours-2"))
    gone = Mouth(store, {}, lambda comment: Voice(MARKUPS["markdown"], 10_000, OFFICE), lambda: NOW)
    assert gone.carry_out([]) == ()


def test_when_even_the_withdrawal_fails_it_is_shouted_about(store: Store, tracker: MemoryTracker) -> None:
    tracker.comes_out_public = True
    tracker.fail = failing({"withdraw": PermissionDenied("no")})
    assert [s.deed for s in run(store, tracker, finding())] == [Deed.EXPOSED]


def test_running_again_with_nothing_new_sends_nothing(store: Store, tracker: MemoryTracker) -> None:
    run(store, tracker, finding())
    tracker.fail = failing(dict.fromkeys(("before post", "before edit", "find"), Killed))
    assert run(store, tracker, finding(), later=timedelta(days=1)) == ()


def test_what_is_over_is_edited_once(store: Store, tracker: MemoryTracker) -> None:
    run(store, tracker, finding())
    for hours in (1, 2):
        run(store, tracker, later=timedelta(hours=hours))
    assert (tracker.posts, tracker.edits) == (1, 1)
    assert next(iter(tracker.comments.values()))[1].body == "all closed"


def test_a_settled_comment_keeps_its_words_when_something_new_is_said_after_the_quiet_period(
    store: Store, tracker: MemoryTracker
) -> None:
    run(store, tracker, finding())
    run(store, tracker, later=timedelta(hours=1))
    run(store, tracker, finding("b"), later=timedelta(days=14))
    assert [posted.body for _, posted in tracker.comments.values()] == ["all closed", "words of b"]


@pytest.mark.parametrize("seam", ["before edit", "after edit"])
def test_a_process_killed_around_an_edit_ends_with_the_right_words(
    store: Store, tracker: MemoryTracker, seam: str
) -> None:
    run(store, tracker, finding())
    tracker.fail = failing({seam: Killed})
    with pytest.raises(Killed):
        run(store, tracker, later=timedelta(hours=1))
    run(store, tracker, later=timedelta(hours=2))
    assert [posted.body for _, posted in tracker.comments.values()] == ["all closed"]


@pytest.mark.parametrize("seam", ["after post", "before edit", "after edit"])
def test_a_new_comment_after_the_quiet_period_marks_the_old_one_even_when_killed_in_between(
    store: Store, tracker: MemoryTracker, seam: str
) -> None:
    run(store, tracker, finding())
    tracker.fail = failing({seam: Killed})
    with pytest.raises(Killed):
        run(store, tracker, finding(), finding("b"), later=timedelta(days=14))
    for hours in (1, 2):
        run(store, tracker, finding(), finding("b"), later=timedelta(days=14, hours=hours))
    old, new = (posted.body for _, posted in tracker.comments.values())
    assert old.startswith("Replaced by")
    assert new == "words of a; words of b"
    assert tracker.posts == 2


def test_a_comment_that_a_person_deleted_is_noticed_at_the_edit_and_not_posted_again(
    store: Store, tracker: MemoryTracker
) -> None:
    run(store, tracker, finding())
    tracker.comments.clear()
    spoken = run(store, tracker, finding(), finding("b"), later=timedelta(hours=1))
    assert [(s.deed, type(s.error)) for s in spoken] == [(Deed.DELETED_BY_PERSON, GoneError)]
    assert run(store, tracker, finding(), finding("b"), later=timedelta(hours=2)) == ()
    assert tracker.posts == 1


def test_a_comment_that_we_may_edit_no_more_was_deleted_by_nobody(store: Store, tracker: MemoryTracker) -> None:
    """GitHub tells whoever lost the right to write that there is no such comment."""
    run(store, tracker, finding())
    tracker.fail = failing({"before edit": GoneError("not found")})
    spoken = run(store, tracker, finding(), finding("b"), later=timedelta(hours=1))
    assert [(s.deed, type(s.error)) for s in spoken] == [(Deed.FAILED, GoneError)]
    assert [s.deed for s in run(store, tracker, finding(), finding("b"), later=timedelta(hours=2))] == [Deed.EDITED]
    assert tracker.posts == 1


def test_where_nobody_can_look_whether_a_comment_was_deleted_it_is_written_again(
    store: Store, tracker: MemoryTracker
) -> None:
    run(store, tracker, finding())
    tracker.fail = failing({"before edit": GoneError("not found"), "find": UnavailableError("down")})
    spoken = run(store, tracker, later=timedelta(hours=1))
    assert [(s.deed, type(s.error)) for s in spoken] == [(Deed.FAILED, UnavailableError)]
    assert [s.deed for s in run(store, tracker, later=timedelta(hours=2))] == [Deed.EDITED]


@pytest.mark.parametrize("error", [UnavailableError("lost"), MalformedAnswer("lost"), Killed])
@pytest.mark.parametrize("seam", ["before edit", "after edit"])
def test_an_edit_whose_answer_was_lost_is_written_again_although_what_was_found_is_as_before(
    store: Store, tracker: MemoryTracker, seam: str, error: TrackerError | type[Killed]
) -> None:
    run(store, tracker, finding())
    tracker.fail = failing({seam: error})
    with suppress(Killed):
        run(store, tracker, finding(), finding("b"), later=timedelta(hours=1))
    assert [s.deed for s in run(store, tracker, finding(), later=timedelta(hours=2))] == [Deed.EDITED]
    assert [posted.body for _, posted in tracker.comments.values()] == ["words of a"]
    assert run(store, tracker, finding(), later=timedelta(hours=3)) == ()


@pytest.mark.parametrize("days", [0, 14])
def test_a_settled_comment_whose_edit_was_lost_is_not_left_to_speak_of_what_a_newer_one_says(
    store: Store, tracker: MemoryTracker, days: int
) -> None:
    """Its words may be the new ones: within the quiet period they are written again, later it points to the next."""
    run(store, tracker, finding())
    run(store, tracker, later=timedelta(hours=1))
    tracker.fail = failing({"after edit": UnavailableError("lost")})
    run(store, tracker, finding("b"), later=timedelta(hours=2))
    run(store, tracker, finding("b"), later=timedelta(days=days, hours=3))
    bodies = [posted.body for _, posted in tracker.comments.values()]
    assert sum(body == "words of b" for body in bodies) == 1
    assert [body.startswith("Replaced by") for body in bodies] == ([True, False] if days else [False])


def test_a_pointer_to_a_newer_comment_that_was_lost_is_written_although_that_one_is_settled_by_now(
    store: Store, tracker: MemoryTracker
) -> None:
    run(store, tracker, finding())
    tracker.fail = failing({"after edit": UnavailableError("lost"), "before edit": UnavailableError("down")})
    run(store, tracker, finding(), finding("b"), later=timedelta(days=14))
    tracker.fail = failing({"after edit": UnavailableError("lost")})
    run(store, tracker, later=timedelta(days=15))
    for hours in range(1, 4):
        run(store, tracker, later=timedelta(days=15, hours=hours))
    stored = {said.comment: (said.state, said.body) for said in store.said.all() if said.comment}
    assert {ident: posted.body for ident, (_, posted) in tracker.comments.items()} == {
        ident: body for ident, (_, body) in stored.items()
    }
    assert [state for state, _ in stored.values()] == [State.SUPERSEDED, State.RESOLVED]


def test_a_run_right_after_a_lost_answer_waits_for_a_request_that_may_be_on_its_way(
    store: Store, tracker: MemoryTracker
) -> None:
    """The tracker carries it out only after the second run has looked in vain."""
    tracker.fail = failing({"before post": UnavailableError("timed out")})
    run(store, tracker, finding())
    assert run(store, tracker, finding(), later=timedelta(seconds=5)) == ()
    (intent,) = store.said.all()
    tracker.speaker().post(TICKET, intent.body, marker=intent.marker, audience=Audience.TEAM)
    assert [one.deed for one in run(store, tracker, finding(), later=timedelta(hours=1))] == [Deed.ADOPTED]
    assert len(tracker.comments) == 1


def test_what_a_wrong_clock_intended_is_not_waited_for_until_its_day(store: Store, tracker: MemoryTracker) -> None:
    tracker.fail = failing({"before post": UnavailableError("timed out")})
    run(store, tracker, finding(), later=timedelta(days=365))
    tracker.fail = failing({})
    assert [one.deed for one in run(store, tracker, finding())] == [Deed.POSTED]


def test_a_settled_comment_whose_edit_was_lost_says_again_that_all_is_settled(
    store: Store, tracker: MemoryTracker
) -> None:
    run(store, tracker, finding())
    run(store, tracker, later=timedelta(hours=1))
    tracker.fail = failing({"after edit": UnavailableError("lost")})
    run(store, tracker, finding("b"), later=timedelta(hours=2))
    run(store, tracker, later=timedelta(hours=3))
    assert [posted.body for _, posted in tracker.comments.values()] == ["all closed"]
    assert [said.state for said in store.said.all()] == [State.RESOLVED]


def test_an_edit_that_was_refused_is_reported_and_leaves_the_words_that_stand_there(
    store: Store, tracker: MemoryTracker
) -> None:
    run(store, tracker, finding())
    tracker.fail = failing({"before edit": PermissionDenied("no")})
    [refused] = run(store, tracker, finding(), finding("b"), later=timedelta(hours=1))
    assert (refused.deed, type(refused.error)) == (Deed.FAILED, PermissionDenied)
    assert (
        str(refused.error)
        == f"no. If another account wrote {refused.comment.url}, use its token, or delete the comment there."
    )
    assert run(store, tracker, finding(), later=timedelta(hours=2)) == ()


def refusing(tracker: MemoryTracker, tries: list[timedelta], at: timedelta) -> None:
    """Refuse each edit, and note when one was tried."""

    def fail(step: str) -> None:
        if step == "before edit":
            tries.append(at)
            raise PermissionDenied("no")

    tracker.fail = fail


@pytest.mark.parametrize("left", [(), (finding(),), (finding(), finding("b"))], ids=["settled", "known", "more"])
def test_an_edit_that_is_always_refused_is_tried_by_each_run_of_a_day_and_then_once_a_day(
    store: Store, tracker: MemoryTracker, left: tuple[Finding, ...]
) -> None:
    run(store, tracker, finding(), finding("c"))
    tries: list[timedelta] = []
    for hours in (1, 2, 10, 25, 26, 34, 49, 50, 73):
        refusing(tracker, tries, timedelta(hours=hours))
        run(store, tracker, *left, later=timedelta(hours=hours))
    assert tries == [timedelta(hours=hours) for hours in (1, 2, 10, 34, 73)]
    tracker.fail = lambda step: None
    assert [one.deed for one in run(store, tracker, *left, later=timedelta(hours=97))] == [Deed.EDITED]
    (known,) = store.said.all()
    assert (known.refused_since, known.refused_at) == (None, None)


def test_the_pointer_to_a_newer_comment_is_tried_as_seldom(store: Store, tracker: MemoryTracker) -> None:
    run(store, tracker, finding())
    tries: list[timedelta] = []
    for hours in (200, 201, 240, 241):
        refusing(tracker, tries, timedelta(hours=hours))
        run(store, tracker, finding(), finding("b"), later=timedelta(hours=hours))
    assert tracker.posts == 2
    assert tries == [timedelta(hours=hours) for hours in (200, 201, 240)]


@pytest.mark.parametrize("deed", [Deed.FAILED, Deed.UNKNOWN, Deed.WITHDRAWN, Deed.EXPOSED, Deed.POSTED])
def test_cron_hears_of_every_comment_that_was_not_said_as_planned(
    store: Store, tracker: MemoryTracker, deed: Deed
) -> None:
    run(store, tracker, finding())
    (one,) = store.said.all()
    considered = Considered(Quiet((), (), (), ()), (), {}, None)
    done = Pass(NOW, (), (), Plan((), ()), (), (Spoken(deed, one),), {}, {}, considered)
    assert done.exit_code is (Exit.DONE if deed is Deed.POSTED else Exit.PARTIAL)


# Comments of ours that the store does not know.


def stray(tracker: MemoryTracker, ident: str, marker: str, minutes: int, audience: Audience = Audience.TEAM) -> None:
    at = NOW - timedelta(minutes=minutes)
    tracker.comments[ident] = (TICKET, Posted(ident, marker, "old words", audience, at, f"https://tracker/1#{ident}"))


def bodies(tracker: MemoryTracker) -> dict[str, str]:
    return {ident: posted.body for ident, (_, posted) in tracker.comments.items()}


def test_after_a_lost_database_the_oldest_of_our_comments_is_ours_and_the_others_point_to_it(
    store: Store, tracker: MemoryTracker
) -> None:
    stray(tracker, "younger", "m2", 5)
    stray(tracker, "oldest", "m1", 60)
    assert [s.deed for s in run(store, tracker, finding())] == [Deed.ADOPTED]
    assert tracker.posts == 0
    assert bodies(tracker) == {
        "oldest": "words of a",
        "younger": "See [our other note on this ticket](https://tracker/1#oldest).",
    }
    standing = {(c.comment, c.marker): (c.state, c.said_at) for c in store.said.all() if c.state is not State.LAPSED}
    assert standing == {
        ("oldest", "m1"): (State.SAID, NOW - timedelta(minutes=60)),
        ("younger", "m2"): (State.SUPERSEDED, NOW - timedelta(minutes=5)),
    }
    assert run(store, tracker, finding(), later=timedelta(hours=1)) == ()


def test_no_comment_points_to_one_that_was_taken_back(store: Store, tracker: MemoryTracker) -> None:
    run(store, tracker, finding())
    stray(tracker, "younger", "m2", 5)
    tracker.comes_out_public = True
    spoken = run(store, tracker, finding(), finding("b"), later=timedelta(days=14))
    assert [s.deed for s in spoken] == [Deed.WITHDRAWN]
    assert bodies(tracker)["younger"] == "old words"


def test_a_stray_for_other_eyes_is_left_alone(store: Store, tracker: MemoryTracker) -> None:
    stray(tracker, "open", "m1", 60, Audience.CLIENT)
    assert [s.deed for s in run(store, tracker, finding())] == [Deed.POSTED]
    assert bodies(tracker)["open"] == "old words"


def test_a_reply_that_the_store_does_not_know_is_left_alone(store: Store, tracker: MemoryTracker) -> None:
    stray(tracker, "reply", "r1234", 60)
    assert [s.deed for s in run(store, tracker, finding())] == [Deed.POSTED]
    assert bodies(tracker)["reply"] == "old words"


@pytest.mark.parametrize("error", [UnavailableError("lost"), PermissionDenied("no")])
def test_an_adopted_comment_whose_edit_was_lost_or_refused_gets_its_words_in_the_next_run(
    store: Store, tracker: MemoryTracker, error: TrackerError
) -> None:
    stray(tracker, "oldest", "m1", 60)
    tracker.fail = failing({"before edit": error})
    run(store, tracker, finding())
    run(store, tracker, finding(), later=timedelta(hours=1))
    assert (tracker.posts, bodies(tracker)) == (0, {"oldest": "words of a"})


def test_a_request_that_was_carried_out_twice_leaves_one_comment_that_speaks(
    store: Store, tracker: MemoryTracker
) -> None:
    tracker.fail = failing({"after post": Killed})
    with pytest.raises(Killed):
        run(store, tracker, finding())
    (ours,) = store.said.all(State.INTENDED)
    stray(tracker, "twice", ours.marker, -1)
    assert [s.deed for s in run(store, tracker, finding(), later=timedelta(hours=1))] == [Deed.ADOPTED]
    assert bodies(tracker)["twice"].startswith("See [our other note")
    assert bodies(tracker)["ours-1"] == "words of a"
    assert store.said.comment_ids("closed") == {"ours-1", "twice"}


def test_a_stray_that_cannot_be_folded_is_reported_and_does_not_stop_anything(
    store: Store, tracker: MemoryTracker
) -> None:
    stray(tracker, "oldest", "m1", 60)
    stray(tracker, "younger", "m2", 5)
    edits = iter([None, PermissionDenied("no")])

    def fail(step: str) -> None:
        if step == "before edit" and (error := next(edits, None)):
            raise error

    tracker.fail = fail
    assert [s.deed for s in run(store, tracker, finding())] == [Deed.ADOPTED, Deed.FAILED]
    assert bodies(tracker)["oldest"] == "words of a"


def test_where_we_cannot_look_we_say_nothing_and_try_again_in_the_next_run(
    store: Store, tracker: MemoryTracker
) -> None:
    tracker.fail = failing({"find": UnavailableError("no answer")})
    assert [s.deed for s in run(store, tracker, finding())] == [Deed.FAILED]
    assert (tracker.posts, store.said.all(State.INTENDED)) == (0, ())
    assert [s.deed for s in run(store, tracker, finding(), later=timedelta(hours=1))] == [Deed.POSTED]
