"""In whose hands a ticket was: what is worked out once says the same as the ticket at each instant."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.facts.stands import finishers, given_at, holders, stints
from forewarn.model import Field, Ticket
from forewarn.testing.builders import Step, added, changed, moved, opened, ticket
from forewarn.testing.script import PEOPLE, instant, play

BORN = instant("Mon 2026-11-02 09:00")
TOM = PEOPLE["Tom"]

acts = st.one_of(
    st.tuples(st.just("status"), st.sampled_from(("To do", "Doing", "Done"))),
    st.tuples(st.just("assignee"), st.sampled_from(("tom", "tara", ""))),
    st.tuples(st.just("label"), st.sampled_from(("later", "urgent"))),
)


def _played(history: list[tuple[int, tuple[str, str]]]) -> Ticket:
    steps: list[Step] = [opened(BORN, TOM)]
    for hours, (what, value) in sorted(history, key=lambda one: one[0]):
        at = BORN + timedelta(hours=hours)
        match what:
            case "status":
                steps.append(moved(at, TOM, value))
            case "assignee":
                steps.append(changed(at, TOM, Field.ASSIGNEE, value or None))
            case _:
                steps.append(added(at, TOM, Field.LABELS, value))
    return ticket("A-1", *steps)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), acts), max_size=8))
def test_at_each_instant_those_have_a_stint_who_have_open_work(history: list[tuple[int, tuple[str, str]]]) -> None:
    work = _played(history)
    for hours in range(8):
        at = BORN + timedelta(hours=hours, minutes=30)
        then = work.as_of(at)
        assert then is not None
        now = {
            ident: (stint.labels, stint.is_begun)
            for ident, known in stints(work).items()
            for stint in known
            if stint.since <= at and (stint.until is None or at < stint.until)
        }
        expected = (then.labels, then.category.value == "doing")
        assert now == (dict.fromkeys(holders(then), expected) if then.is_open else {})


def test_the_latest_stint_of_an_open_ticket_goes_on() -> None:
    work = play("A-1", "Mon 2026-11-02 09:00 Tom opens\nMon 2026-11-02 10:00 Tom sets assignee tom")
    assert [stint.until for stint in stints(work)["tom"]] == [None]


def test_whoever_had_it_when_it_was_done_has_finished_it() -> None:
    work = play(
        "A-1",
        "Mon 2026-11-02 09:00 Tom opens\n"
        "Mon 2026-11-02 10:00 Tom sets assignee tom\n"
        "Tue 2026-11-03 10:00 Tom moves to Done\n"
        "Wed 2026-11-04 10:00 Tom sets assignee tara",
    )
    assert finishers(work) == {"tom"}
    assert holders(work) == {"tara"}
    assert given_at(work) == {"tom": instant("Mon 2026-11-02 10:00"), "tara": instant("Wed 2026-11-04 10:00")}
