"""What is kept quiet, by whom, and until when."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from forewarn.engine import ProjectResult
from forewarn.facts.project import Project
from forewarn.model import Audience, Evidence, Finding, Severity, TicketRef
from forewarn.show.silence import last_day, waivers_text
from forewarn.store import Adopted, Entry, Evaluation, Outcome, open_store
from forewarn.waivers import Kind, Quiet, Waiver, keep_quiet
from forewarn.waivers.consider import adopt
from forewarn.waivers.gather import kept_waiver
from forewarn.worktime import Calendar, Clock, Hours

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
DAY = timedelta(days=1)
OFFICE = Calendar("office", ZoneInfo("UTC"), dict.fromkeys(range(5), Hours(time(9), time(17))))
PROJECT = Project("site", "harbour", OFFICE, OFFICE, "en", "en", frozenset())
TICKET = TicketRef("jira", "ACME", "101", "ACME-1")


def finding(anchor: str = "a", **more: object) -> Finding:
    values: dict[str, object] = {
        "rule": "date-missed", "check": "process/date-missed", "project": "site", "subject": "jira:101",
        "anchor": anchor, "severity": Severity.MEDIUM, "since": NOW - 2 * DAY, "audiences": frozenset({Audience.TEAM}),
        "on": TICKET,
    }  # fmt: skip
    return Finding(**{**values, **more})  # type: ignore[arg-type]


def waiver(**more: object) -> Waiver:
    values: dict[str, object] = {
        "kind": Kind.FILE, "key": "rules.yaml:9", "owner": "Mara", "because": "agreed", "until": NOW + DAY,
        "rule": "date-missed", "ticket": "ACME-1",
    }  # fmt: skip
    return Waiver(**{**values, **more})  # type: ignore[arg-type]


def result(*findings: Finding) -> ProjectResult:
    evaluations = tuple(
        Evaluation("site", f.rule, f.subject, "", 1, Outcome.FINDING, NOW, findings=(f,)) for f in findings
    )
    return ProjectResult(PROJECT, evaluations, quiet={Outcome.OK: 3}, asked=0)


def quiet(*waivers: Waiver, found: tuple[Finding, ...] = (finding(),), adopted: tuple[Adopted, ...] = ()) -> Quiet:
    return keep_quiet([result(*found)], waivers, adopted, Clock(NOW))


@pytest.mark.parametrize("about", [{}, {"subject": "jira:102"}, {"subject": "jira:101", "on": None}])
def test_a_waiver_from_the_command_line_follows_a_ticket_to_its_new_key(about: dict[str, object]) -> None:
    with open_store("sqlite://") as store:
        store.waivers.add("date-missed", "site", "ACME-1", "Mara", "agreed", NOW, NOW + DAY)
        store.journal.add([Entry(NOW, "waiver", "Mara waived it", "site", "jira", "101", "ACME-1")])
        [kept] = map(kept_waiver, store.waivers.all())
    values: dict[str, object] = {"on": replace(TICKET, container="BANK", key="BANK-7"), **about}
    assert kept.covers(finding("a", **values), "harbour")
    assert not kept.covers(finding(subject="jira:102", on=replace(TICKET, id="102", key="BANK-8")), "harbour")
    assert not kept.covers(finding(subject="board:101", on=replace(TICKET, source="board", key="X")), "harbour")


def test_a_waived_finding_is_not_spoken_of_and_counted_as_waived() -> None:
    kept = quiet(waiver())
    assert kept.results[0].findings == ()
    assert kept.results[0].outcomes == {Outcome.WAIVED: 1, Outcome.OK: 3}
    assert [one.finding for one in kept.silenced] == [finding()]


@pytest.mark.parametrize(
    ("what", "covers"),
    [
        ({}, True),
        ({"ticket": "acme-1"}, True),
        ({"ticket": "101"}, True),
        ({"ticket": "ACME-2"}, False),
        ({"rule": "silence"}, False),
        ({"rule": "", "check": "date-missed"}, True),
        ({"rule": "", "check": "process/date-missed"}, True),
        ({"rule": "", "check": "silence"}, False),
        ({"ticket": "", "project": "site"}, True),
        ({"ticket": "", "project": "other"}, False),
        ({"ticket": "", "client": "harbour"}, True),
        ({"ticket": "", "client": "orchard"}, False),
        ({"place": ("jira", "101"), "since": NOW - DAY}, True),
        ({"place": ("jira", "102")}, False),
        ({"since": NOW - 2 * DAY}, True),
        ({"since": NOW - 3 * DAY}, False),
        # what it has kept quiet before, although it begins later by now, or would be spoken of elsewhere
        ({"since": NOW - 3 * DAY, "findings": frozenset({finding().identity})}, True),
        ({"place": ("jira", "102"), "findings": frozenset({finding().identity})}, True),
        ({"place": ("jira", "102"), "findings": frozenset({finding("b").identity})}, False),
        ({"rule": "silence", "findings": frozenset({finding().identity})}, False),
    ],
)
def test_a_waiver_covers_what_it_names_and_nothing_else(what: dict[str, object], covers: bool) -> None:
    assert waiver(**what).covers(finding(), "harbour") is covers


@pytest.mark.parametrize(
    ("what", "covers"),
    [
        ({"rule": "slip-without-new-eta", "anchor": "missed:2026-11-13"}, True),
        ({"rule": "slip-without-new-eta", "anchor": "missed:2026-11-20"}, False),
        ({"rule": "slip-without-new-eta", "anchor": "missed:2026-11-13", "subject": "jira:102"}, False),
        ({"rule": "unanswered-client-message", "anchor": "comment:7"}, False),
    ],
)
def test_what_a_reply_put_aside_stays_so_as_another_rule_tells_it_later(what: dict[str, object], covers: bool) -> None:
    missed = finding("due:2026-11-13")
    reply = waiver(rule="", place=("jira", "101"), since=NOW - DAY, findings=frozenset({missed.identity}))
    assert reply.covers(finding(**{"since": NOW, **what}), "harbour") is covers


def test_a_waiver_ends_at_its_end_and_not_before() -> None:
    ends = waiver(until=NOW + timedelta(microseconds=1))
    assert quiet(ends).silenced
    over = waiver(until=NOW)
    assert quiet(over).silenced == ()
    assert (quiet(over).expired, quiet(over).unused) == ((over,), ())


def test_the_first_end_of_a_waiver_is_the_wake() -> None:
    clock = Clock(NOW)
    keep_quiet([result(finding())], [waiver(until=NOW + 2 * DAY), waiver(key="2", until=NOW + DAY)], (), clock)
    assert clock.wake == NOW + DAY


def test_a_waiver_for_nothing_that_is_found_is_reported_and_a_reply_is_not() -> None:
    idle = [waiver(kind=kind, key=kind, ticket="ACME-2") for kind in Kind]
    assert {one.kind for one in quiet(*idle).unused} == {Kind.FILE, Kind.KEPT}


def test_of_several_waivers_the_longest_is_told_and_none_is_called_unused() -> None:
    short, long = waiver(key="1"), waiver(key="2", until=NOW + 9 * DAY)
    assert quiet(short, long).silenced[0].by == long
    assert quiet(short, long).unused == ()


def test_a_finding_of_the_baseline_is_quiet_until_it_grows_or_its_time_is_over() -> None:
    known = adopt([finding()], NOW, OFFICE, 5, NOW)
    kept = quiet(adopted=known)
    assert kept.results[0].outcomes[Outcome.BASELINED] == 1
    assert kept.waivers == {finding().identity: None}
    assert quiet(adopted=known, found=(finding(severity=Severity.HIGH),)).silenced == ()
    assert quiet(adopted=known, found=(finding(severity=Severity.LOW),)).silenced
    assert quiet(adopted=known, found=(finding("b"),)).silenced == ()
    assert quiet(adopted=tuple(replace(one, until=NOW) for one in known)).silenced == ()


def test_what_is_history_on_a_ticket_is_left_in_peace_for_a_year_and_what_is_recent_or_of_the_project_is_not() -> None:
    old = NOW - 60 * DAY
    found = [finding(since=old), finding("b"), finding("c", since=old, subject="project:site")]
    history, recent, silent = adopt(found, NOW, OFFICE, 20, NOW)
    assert history.until - NOW == 365 * DAY
    assert recent.until == silent.until == OFFICE.add_days(NOW, 20)


def test_what_was_adopted_speaks_once_something_happens_that_it_rests_on() -> None:
    known = adopt([finding(since=NOW - 60 * DAY)], NOW, OFFICE, 20, NOW)
    for later, url, spoken in ((-DAY, "u", 0), (DAY, "u", 1), (DAY, "", 0)):
        asked = finding(since=NOW - 60 * DAY, evidence=(Evidence(NOW + later, "Clara: And?", url),))
        (result,) = quiet(found=(asked,), adopted=known).results
        assert len(result.findings) == spoken


def test_the_baseline_ends_after_business_days() -> None:
    (one,) = adopt([finding()], NOW, OFFICE, 3, NOW)
    assert one.until == datetime(2026, 11, 23, 10, tzinfo=UTC)  # a weekend lies between
    assert (one.place, one.rule) == ("ACME-1", "date-missed")


def test_an_answer_with_one_waived_finding_of_two_still_counts_as_found() -> None:
    both = Evaluation("site", "date-missed", "jira:101", "", 1, Outcome.FINDING, NOW,
                      findings=(finding("a"), finding("b", since=NOW)))  # fmt: skip
    kept = keep_quiet([replace(result(), evaluations=(both,))], [waiver(since=NOW - DAY)], (), Clock(NOW))
    assert [f.anchor for f in kept.results[0].findings] == ["b"]
    assert kept.results[0].outcomes[Outcome.FINDING] == 1


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(-3, 3)), max_size=8), st.lists(st.sampled_from("abcd")))
def test_every_finding_is_either_spoken_of_or_kept_quiet(ends: list[tuple[str, int]], anchors: list[str]) -> None:
    found = tuple(finding(anchor, rule=f"rule-{anchor}") for anchor in sorted(set(anchors)))
    waivers = [waiver(key=str(n), rule=f"rule-{a}", until=NOW + days * DAY) for n, (a, days) in enumerate(ends)]
    kept = quiet(*waivers, found=found)
    spoken = {f.identity for f in kept.results[0].findings}
    silent = {one.finding.identity for one in kept.silenced}
    assert spoken | silent == {f.identity for f in found}
    assert not spoken & silent
    assert all(one.by.until > NOW for one in kept.silenced)
    assert sum(kept.results[0].outcomes.values()) == len(found) + 3


@pytest.mark.parametrize(
    ("until", "shown"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), "Fri 20 Nov 2026"),  # a Monday's opening
        (datetime(2026, 11, 23, 9, 1, tzinfo=UTC), "Mon 23 Nov 2026"),
        (datetime(2026, 11, 20, 17, tzinfo=UTC), "Fri 20 Nov 2026"),
        (datetime(2026, 11, 22, 12, tzinfo=UTC), "Fri 20 Nov 2026"),
    ],
)
def test_the_day_that_is_shown_is_the_last_quiet_one(until: datetime, shown: str) -> None:
    assert last_day(until, OFFICE) == shown


def test_a_waiver_from_a_ticket_is_listed_with_its_ticket_and_how_to_end_it() -> None:
    snooze = waiver(
        kind=Kind.SNOOZE,
        key="c1",
        rule="",
        place=("jira", "101"),
        project="site",
        url="https://jira/1",
        until=NOW + DAY,
    )
    console = Console(width=200)
    with console.capture() as told:
        console.print(waivers_text([snooze], quiet(snooze), OFFICE))
    assert [line.strip() for line in told.get().splitlines()] == [
        "everything on ACME-1",
        "snooze in a comment https://jira/1; keeps 1 finding quiet",
        "by Mara, until Thu 19 Nov 2026: agreed",
        "To end it, delete that comment.",
    ]
