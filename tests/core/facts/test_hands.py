"""In whose hands a ticket is, which signs of work there are, and since when something holds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from forewarn.facts.client.troubles import since
from forewarn.facts.project import Period
from forewarn.facts.remembered import remembered
from forewarn.facts.work.hands import assigned_at, days_of, drops, handed_on, last_act, leave_of, left_at
from forewarn.facts.work.signs import is_sign, tracked_elsewhere
from forewarn.model import Event, Field, Kind, Person, Ticket
from forewarn.testing.builders import opened, project, ticket
from forewarn.testing.script import PEOPLE, instant, play

OPENS = "Mon 2026-11-02 09:00 Tara opens\n"
TOM, TARA = PEOPLE["Tom"], PEOPLE["Tara"]
MONDAY = instant("Mon 2026-11-02 09:00")


def away(**people: tuple[Period, ...]) -> dict[str, tuple[Period, ...]]:
    """Leave by name."""
    return people


def test_leave_is_found_by_id_handle_or_name_in_any_letters() -> None:
    days = (Period(date(2026, 11, 3), date(2026, 11, 4)),)
    for person in (Person("x", "", handle="TomS"), Person("TOMS", ""), Person("x", "Toms")):
        assert leave_of(person, project(leave=away(toms=days))) == days
    assert leave_of(Person("y", "Tara"), project(leave=away(toms=days))) == ()


def test_who_is_away_with_no_end_has_left() -> None:
    gone = project(leave=away(tom=(Period(date(2026, 11, 7)),), tara=(Period(date(2026, 11, 3), date(2026, 11, 4)),)))
    assert left_at(TOM, gone) == instant("Mon 2026-11-09 09:00")
    assert left_at(TARA, gone) is None


def test_only_days_on_which_everybody_is_away_do_not_count() -> None:
    two = away(
        tom=(Period(date(2026, 11, 3), date(2026, 11, 4)),), tara=(Period(date(2026, 11, 4), date(2026, 11, 5)),)
    )
    where = project(leave=two)
    days = {day for day in (3, 4, 5) if days_of((TOM, TARA), where).is_workday(date(2026, 11, day))}
    assert days == {3, 5}
    assert not days_of((TOM,), where).is_workday(date(2026, 11, 3))
    assert days_of((), where).is_workday(date(2026, 11, 4))


def test_who_has_left_is_not_waited_for() -> None:
    gone = away(tom=(Period(date(2026, 11, 3)),), tara=(Period(date(2026, 11, 4), date(2026, 11, 5)),))
    for people, expected in (((TOM, TARA), {3}), ((TOM,), {3, 4, 5})):
        where = days_of(people, project(leave=gone))
        assert {day for day in (3, 4, 5) if where.is_workday(date(2026, 11, day))} == expected


def test_somebody_acts_on_any_ticket_and_in_other_sources_by_their_name() -> None:
    mine = play("A-1", OPENS + "Tue 2026-11-03 09:00 Tara sets assignee tom")
    assert last_act(TOM, mine, (mine,)) == instant("Tue 2026-11-03 09:00")
    other = play("A-2", OPENS + "Wed 2026-11-04 09:00 Tom says: hello")
    assert last_act(TOM, mine, (mine, other)) == instant("Wed 2026-11-04 09:00")
    same_id = ticket("B-1", opened(instant("Thu 2026-11-05 09:00"), Person("tom", "Tomas")), source="board")
    same_name = ticket("B-2", opened(instant("Fri 2026-11-06 09:00"), Person("77", "Tom")), source="board")
    assert last_act(TOM, mine, (mine, other, same_id)) == instant("Wed 2026-11-04 09:00")
    assert last_act(TOM, mine, (mine, same_id, same_name)) == instant("Fri 2026-11-06 09:00")
    another = ticket("A-3", opened(instant("Fri 2026-11-06 09:00"), Person("tom2", "Tom")))
    assert last_act(TOM, mine, (mine, other, another)) == instant("Wed 2026-11-04 09:00")


def test_a_ticket_came_to_somebody_when_it_was_given_to_them_and_not_to_another() -> None:
    born = replace(play("A-1", OPENS), assignees=(TOM, TARA))
    given = [Event("A-1.2", MONDAY, Kind.ADDED, TARA, Field.ASSIGNEE, new="tom")]
    given.append(Event("A-1.3", instant("Wed 2026-11-04 09:00"), Kind.ADDED, TARA, Field.ASSIGNEE, new="tara"))
    assert assigned_at(replace(born, history=(*born.history, *given)), TOM) == MONDAY


def test_on_trackers_with_several_assignees_a_removal_is_a_handing_on() -> None:
    born = play("A-1", OPENS)
    later = [
        Event(f"A-1.{n}", MONDAY, kind, TARA, Field.ASSIGNEE, old=old, new=new)
        for n, (kind, old, new) in enumerate(((Kind.ADDED, None, "tom"), (Kind.REMOVED, "tom", None)), start=2)
    ]
    passed = replace(born, history=(*born.history, *later))
    assert [event.id for event in handed_on(passed, MONDAY)] == ["A-1.3"]


def test_somebody_who_leaves_later_has_the_ticket_until_then() -> None:
    mine = play("A-1", OPENS + "Mon 2026-11-02 09:00 Tara sets assignee tom")
    leaving = project(leave=away(tom=(Period(date(2026, 11, 11)),)))
    first = next(drops(mine, MONDAY, (mine,), leaving, 1, 10, 3))
    assert (first.how, first.at) == ("unowned", instant("Thu 2026-11-12 09:00"))


@pytest.mark.parametrize(("people", "how"), [(("Clara",), "unowned"), (("Clara", "Tom"), "idle")])
def test_what_only_a_client_has_is_in_nobodys_hands(people: tuple[str, ...], how: str) -> None:
    theirs = replace(play("A-1", OPENS), assignees=tuple(PEOPLE[name] for name in people))
    first = next(drops(theirs, MONDAY, (theirs,), project(), 1, 10, 3))
    assert first.how == how


# What happened, and whether it shows work.
SIGNS = [
    ("Tom says: half of it stands", True),
    ("Tom notes: half of it stands", True),
    ("Uma says: half of it stands", True),
    ("Clara says: any news?", False),
    ("Robot says: in the sprint", False),
    ("Robot moves to Review", True),
    ("Nobody moves to Review", True),
    ("Clara moves to Review", False),
    ("Tom adds file draft.pdf", True),
    ("Clara adds file brief.pdf", False),
    ("Tom adds item Copy", True),
    ("Robot adds link mentioned in A-2", True),
    ("Tom sets description It has three parts.", True),
    ("Tom sets due 2026-11-20", False),
    ("Tom sets assignee tara", False),
    ("Tom sets priority High", False),
    ("Tom sets estimate 8", False),
    ("Tom adds label shop", False),
]


@pytest.mark.parametrize(("what", "shows"), SIGNS, ids=[what for what, _ in SIGNS])
def test_what_anybody_could_point_at_is_a_sign_of_work(what: str, shows: bool) -> None:
    assert is_sign(play("A-1", f"{OPENS}Tue 2026-11-03 09:00 {what}").history[-1]) is shows


@pytest.mark.parametrize(
    ("link", "elsewhere"),
    [
        ("mentioned in https://code.example/shop/pull/7", True),
        ("mentioned in https://code.example/shop/-/merge_requests/7", True),
        ("commit 9f31c02", True),
        ("relates to A-2", False),
        ("pull request A-2", False),
        ("mentioned in https://files.example/shop", False),
    ],
)
def test_code_in_a_place_that_is_not_read_may_hold_the_work(link: str, elsewhere: bool) -> None:
    mine = play("A-1", f"{OPENS}Tue 2026-11-03 09:00 Tom adds link {link}")
    assert tracked_elsewhere(mine, (mine, play("A-2", OPENS))) is elsewhere


def test_something_holds_since_the_event_after_its_last_break() -> None:
    marked = play(
        "A-1",
        OPENS + "Tue 2026-11-03 09:00 Tom adds label blocked\nWed 2026-11-04 09:00 Tom removes label blocked\n"
        "Thu 2026-11-05 09:00 Tom adds label blocked\nFri 2026-11-06 09:00 Tom says: still",
    )

    def blocked(then: Ticket) -> bool:
        return "blocked" in then.labels

    known = since(marked, blocked)
    assert known is not None
    assert known.id == "A-1.4"
    assert since(play("A-1", OPENS), blocked) is None


def test_a_remembered_answer_is_worked_out_anew_for_other_tickets_or_another_question() -> None:
    asked: list[int] = []

    @remembered
    def count(tickets: Sequence[Ticket], factor: int) -> int:
        asked.append(factor)
        return factor * len(tickets)

    some = (play("A-1", OPENS), play("A-2", OPENS))
    more = (*some, play("A-3", OPENS))
    assert [count(some, 1), count(some, 1), count(some, 2), count(more, 2), count(more, 2)] == [2, 2, 4, 6, 6]
    assert asked == [1, 2, 2]


def test_answers_about_single_tickets_drive_out_no_answer_about_a_project() -> None:
    asked: list[int] = []

    @remembered
    def count(tickets: Sequence[Ticket]) -> int:
        asked.append(len(tickets))
        return len(tickets)

    project = tuple(play(f"A-{number}", OPENS) for number in range(20))
    count(project)
    for one in project:
        count((one,))
    assert count(project) == 20
    assert asked.count(20) == 1
