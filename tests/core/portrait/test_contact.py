"""Contact, arrivals, forecast and coverage in a portrait."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.engine import ProjectResult
from forewarn.model import Audience, Evidence, Finding, Person, Role, Severity, Ticket
from forewarn.portrait import Held, Portrait, Replies, draw
from forewarn.store import Evaluation, Outcome, Scope
from forewarn.testing.builders import Step, moved, opened, person, project, said, ticket

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)  # 10:00 in Berlin
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOM, ANN, CLARA = person("Tom"), person("Ann"), person("Clara", Role.CLIENT)


def portrait(*tickets: Ticket, at: datetime = MONDAY + 14 * DAY, **facts: Any) -> Portrait:
    return draw(ProjectResult(project(**facts), (), {}, 0), tickets, [], at)


def answered(*answers: Evaluation, **quiet: int) -> ProjectResult:
    return ProjectResult(project(), answers, {Outcome[name.upper()]: number for name, number in quiet.items()}, 0)


QUESTION = "Which of the two photos shall we take?"


@pytest.mark.parametrize(
    ("steps", "ours", "waiting", "theirs"),
    [
        ([said(MONDAY, CLARA, QUESTION), said(MONDAY + 2 * HOUR, TOM, "The left one.")], [2.0], 0, []),
        ([said(MONDAY, CLARA, QUESTION), said(MONDAY + HOUR, CLARA, "And how large?"),
          said(MONDAY + 3 * HOUR, TOM, "The left one, large.")], [3.0], 0, []),
        ([said(MONDAY, CLARA, QUESTION)], [], 1, []),
        ([said(MONDAY, CLARA, QUESTION), said(MONDAY + HOUR, TOM, "An inner thought.", public=False)], [], 1, []),
        ([said(MONDAY, TOM, QUESTION), said(MONDAY + 4 * HOUR, CLARA, "Our frame is square.")], [], 1, [4.0]),
        ([said(MONDAY, TOM, QUESTION), said(MONDAY + 4 * HOUR, CLARA, "The left one.")], [], 0, [4.0]),
        ([said(MONDAY, TOM, QUESTION), said(MONDAY + 4 * HOUR, CLARA, "Thanks!")], [], 0, [4.0]),
        ([said(MONDAY, TOM, QUESTION), said(MONDAY + HOUR, ANN, "Large?"),
          said(MONDAY + 5 * HOUR, CLARA, "Thank you!")], [], 0, [5.0]),
        ([said(MONDAY, TOM, QUESTION), said(MONDAY + 4 * HOUR, CLARA, "Thanks!"),
          said(MONDAY + 5 * HOUR, person("Xena", Role.UNKNOWN), "The left."),
          said(MONDAY + 6 * HOUR, CLARA, "The left one.")], [], 0, [4.0]),
        ([said(MONDAY, CLARA, "Thanks!")], [], 0, []),
        ([said(MONDAY, CLARA, QUESTION), said(MONDAY + HOUR, person("Xena", Role.UNKNOWN), "The left.")], [], 0, []),
        ([said(MONDAY + 7 * HOUR, CLARA, QUESTION), said(MONDAY + DAY, TOM, "The left one.")], [1.5], 0, []),
    ],
)  # fmt: skip
def test_replies_are_timed_in_business_hours_from_the_first_unanswered_word(
    steps: list[Step], ours: list[float], waiting: int, theirs: list[float]
) -> None:
    contact = portrait(ticket("A-1", opened(MONDAY - 3 * DAY, TOM), *steps)).contact
    assert contact is not None
    assert (list(contact.ours.hours), len(contact.ours.waiting)) == (ours, waiting)
    assert list(contact.theirs.hours) == theirs


@pytest.mark.parametrize(("named", "waiting"), [((), 0), ((CLARA,), 1)])
def test_only_a_question_that_is_meant_for_a_client_waits_for_one(named: tuple[Person, ...], waiting: int) -> None:
    """As with the check of pending decisions: a client is named in it, or has taken part."""
    words = f"@clara {QUESTION}" if named else QUESTION
    contact = portrait(ticket("A-1", opened(MONDAY, TOM), said(MONDAY + HOUR, TOM, words), named=named)).contact
    assert contact is not None
    assert len(contact.theirs.waiting) == waiting


def test_a_question_that_somebody_unknown_may_have_answered_waits_for_nobody() -> None:
    asked = (said(MONDAY, CLARA, "Thanks!"), said(MONDAY + HOUR, TOM, QUESTION))
    contact = portrait(ticket("A-1", opened(MONDAY - DAY, TOM), *asked)).contact
    assert contact is not None
    assert len(contact.theirs.waiting) == 1
    unknown = said(MONDAY + 2 * HOUR, person("Xena", Role.UNKNOWN), "The left.")
    contact = portrait(ticket("A-1", opened(MONDAY - DAY, TOM), *asked, unknown)).contact
    assert contact is not None
    assert not contact.theirs.waiting


@given(st.lists(st.floats(0, 1000), min_size=1))
def test_so_many_replies_came_within_the_hours_that_are_told(hours: list[float]) -> None:
    replies = Replies(tuple(sorted(hours)))
    for share in (0.5, 0.85, 1.0):
        within = replies.within(share)
        assert within is not None
        assert sum(one <= within for one in hours) >= share * len(hours)


def test_no_reply_has_no_median() -> None:
    assert Replies(()).within(0.5) is None


def test_the_days_since_a_client_had_to_ask_are_days_of_the_calendar() -> None:
    chased = ticket("A-1", opened(MONDAY, TOM), said(MONDAY + 3 * DAY, CLARA, "Any news on this?"))
    contact = portrait(chased).contact
    assert contact is not None
    assert (contact.days_since_asked, [one.words for one in contact.asked]) == (11, ["Any news on this?"])
    calm = portrait(ticket("A-1", opened(MONDAY, TOM))).contact
    assert calm is not None
    assert (calm.days_since_asked, calm.asked, calm.last_word) == (None, (), None)


def test_a_project_whose_client_sees_nothing_has_no_contact_to_tell() -> None:
    assert portrait(ticket("A-1", opened(MONDAY, TOM)), visible_sources=frozenset()).contact is None


def done(key: str, due: str, at: datetime) -> Ticket:
    return ticket(key, opened(MONDAY - 20 * DAY, TOM), moved(at, TOM, "Done"), due=due)


def test_arrivals_are_counted_with_the_row_they_stand_in() -> None:
    found = portrait(
        done("A-1", "2026-11-03", MONDAY + 3 * DAY),
        done("A-2", "2026-11-09", MONDAY + 4 * DAY),
        done("A-3", "2026-11-11", MONDAY + 8 * DAY),
    ).arrivals
    assert [one.ticket.key for one in found.all] == ["A-3", "A-2", "A-1"]
    assert (found.on_time, found.streak) == (2, 2)


def test_a_forecast_is_silent_with_its_reason_until_there_is_enough_to_judge_by() -> None:
    undated = portrait(ticket("A-1", opened(MONDAY, TOM))).forecasts
    dated = portrait(ticket("A-1", opened(MONDAY, TOM), due="2026-12-01")).forecasts
    assert undated is not None
    assert dated is not None
    assert (undated.outlooks, undated.silent) == ((), "no open work has a date")
    assert (dated.outlooks, dated.silent.startswith("a forecast needs 6 whole weeks")) == ((), True)


def test_a_steady_pace_gives_a_forecast_for_each_date() -> None:
    past = [
        ticket(f"P-{n}", opened(MONDAY - 80 * DAY, TOM), moved(MONDAY - 80 * DAY + HOUR, TOM, "Doing"),
               moved(MONDAY - (75 - 3 * n) * DAY, TOM, "Done"))
        for n in range(22)
    ]  # fmt: skip
    aim = ticket("A-1", opened(MONDAY, TOM), due="2026-12-01")
    cast = portrait(*past, aim, at=MONDAY + DAY).forecasts
    assert cast is not None
    assert [(one.target.title, one.forecast.remaining) for one in cast.outlooks] == [("A-1", 1)]
    assert cast.outlooks[0].chance > 0.9


def finding(rule: str, severity: Severity, *, positive: bool = False, project_name: str = "Shop") -> Finding:
    return Finding(
        rule, f"process/{rule}", project_name, "site:A-1", rule, severity, MONDAY, frozenset({Audience.TEAM}),
        evidence=(Evidence(MONDAY, "why"),), positive=positive,
    )  # fmt: skip


def evaluation(rule: str, outcome: Outcome, *found: Finding, reason: str = "") -> Evaluation:
    return Evaluation("Shop", rule, "site:A-1", "", 1, outcome, MONDAY, reason, None, found)


def test_the_gravest_comes_first_and_good_news_last() -> None:
    good = finding("good", Severity.INFO, positive=True)
    answers = [
        evaluation("a", Outcome.FINDING, good, finding("low", Severity.LOW)),
        evaluation("b", Outcome.FINDING, finding("high", Severity.HIGH)),
    ]
    found = draw(answered(*answers), [], [], MONDAY)
    assert [one.rule for one in found.findings] == ["high", "low", "good"]
    assert found.worst is Severity.HIGH
    assert [one.rule for one in found.families["process"]] == ["high", "low", "good"]
    assert list(found.families) == ["expectations", "process", "results", "relationship"]


def test_good_news_alone_is_no_trouble() -> None:
    answers = [evaluation("a", Outcome.FINDING, finding("good", Severity.INFO, positive=True))]
    assert draw(answered(*answers), [], [], MONDAY).worst is None


def test_what_was_held_back_is_kept_with_its_reason() -> None:
    held = (Held(finding("low", Severity.LOW), Audience.CLIENT, "nobody approved it"),)
    assert draw(answered(), [], [], MONDAY, held=held).held == held


def test_coverage_counts_answers_names_gaps_and_knows_the_oldest_data() -> None:
    answers = [
        evaluation("b", Outcome.CANNOT_EVALUATE, reason="no history"),
        evaluation("b", Outcome.CANNOT_EVALUATE, reason="no history"),
        evaluation("c", Outcome.BROKEN, reason="raised"),
    ]
    read = [Scope("site", "shop", None, MONDAY), Scope("code", "repo", None, MONDAY - DAY, error="no answer")]
    coverage = draw(answered(*answers, ok=7), [], read, MONDAY, unmapped=("Zoe",)).coverage
    assert (coverage.outcomes[Outcome.OK], coverage.outcomes[Outcome.CANNOT_EVALUATE]) == (7, 2)
    assert [(g.rule, g.reason, g.count, g.broken) for g in coverage.gaps] == [
        ("b", "no history", 2, False), ("c", "raised", 1, True),
    ]  # fmt: skip
    assert (coverage.oldest, coverage.unmapped) == (MONDAY - DAY, ("Zoe",))
    assert [one.error for one in coverage.reads] == ["", "no answer"]
    never = draw(answered(), [], [*read, Scope("new", "repo")], MONDAY).coverage
    assert never.oldest is None


@pytest.mark.parametrize("author", [TOM, ANN])
def test_no_figure_is_told_by_person(author: Person) -> None:
    steps = (said(MONDAY, CLARA, QUESTION), said(MONDAY + 2 * HOUR, author, "The left one."))
    contact = portrait(ticket("A-1", opened(MONDAY - DAY, TOM), *steps)).contact
    other = portrait(ticket("A-1", opened(MONDAY - DAY, TOM), steps[0], said(MONDAY + 2 * HOUR, TOM, "The left one.")))
    assert contact == other.contact
