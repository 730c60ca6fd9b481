"""Evaluation: remembered answers are those a full evaluation would give, at every instant, in every order."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forewarn.checks import CannotEvaluate, Check, Context, NotApplicable
from forewarn.checks.check import TEAM
from forewarn.connect import Batch
from forewarn.engine import Answer, ProjectResult, View, ask_ticket, evaluate_project
from forewarn.engine.basis import version_of
from forewarn.facts.project import Baseline, Project
from forewarn.facts.roles import Roles
from forewarn.model import Field, Found, Need, Role, Severity, Ticket
from forewarn.model.tickets import PAGE
from forewarn.pages import PAGES
from forewarn.rulebook import Rule, Texts, load_rulebook
from forewarn.rulebook.rule import fingerprint
from forewarn.store import Evaluation, Outcome, Scope, Store, open_store
from forewarn.store.evaluation import standing
from forewarn.store.missing import Missing
from forewarn.testing.builders import changed, moved, opened, person, project, said, ticket
from forewarn.worktime import Clock

START = datetime(2026, 11, 2, 8, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
CLARA, TOM, IDA = person("Clara", Role.CLIENT), person("Tom"), person("Ida", Role.UNKNOWN)
SHOP = project(baselines=(Baseline(START, "Clara"),))
CONTAINERS = (("site", "shop"),)
SHIPPED = load_rulebook("web-agency@1").all_rules()

Answers = dict[tuple[str, str], tuple[Outcome, str, tuple[object, ...]]]


def rule(check: Check, name: str = "odd") -> Rule:
    texts = Texts(check.team, check.client, check.advice)
    mark = fingerprint(check, check.severity, check.audiences)
    return Rule(name, check, True, check.severity, check.audiences, True, texts, {}, mark, {})


def absorb(store: Store, tickets: Sequence[Ticket], now: datetime) -> None:
    """What a sync at `now` would bring."""
    seen = tuple(t for one in tickets if (t := one.as_of(now)))
    batch = Batch(seen, whole=frozenset(t.id for t in seen))
    store.seen.absorb("site", "shop", batch, frozenset(Field), now)


def evaluate(
    store: Store, now: datetime, rules: Sequence[Rule] = SHIPPED, shop: Project = SHOP, roles: Roles | None = None
) -> ProjectResult:
    roles = roles or Roles()
    view = View(store, shop, CONTAINERS, roles, now)
    return evaluate_project(view, lambda source: rules, store, now)


def answers(result: ProjectResult) -> Answers:
    return {(e.rule, e.subject): (e.outcome, e.reason, e.findings) for e in result.evaluations} | {
        (outcome, ""): (outcome, str(count), ()) for outcome, count in result.quiet.items()
    }


def remembered(store: Store) -> list[Evaluation]:
    """Every answer that is kept, also those nobody has to hear of."""
    return list(store.evaluated.of(SHOP.name).values())


# Histories of all kinds.

words = st.sampled_from(
    [
        "Any news on this?", "Thanks!", "Could you please change the logo?", "I'll send it by Friday.",
        "Here is the link: https://test.example/x", "We will have it tomorrow.", "Because the photos came late.",
        "Done and live.", "Why did the date move?", "Next update on Tuesday.", "See S-1, and S-0 before it.",
    ]
)  # fmt: skip
people = st.sampled_from([CLARA, TOM, IDA])
days = st.dates(date(2026, 11, 3), date(2026, 11, 25)).map(str)
steps = st.one_of(
    st.tuples(st.just("said"), people, words, st.booleans()),
    st.tuples(st.just("moved"), people, st.sampled_from(["To do", "Doing", "Done", "Declined"])),
    st.tuples(st.just("due"), people, days),
)
histories = st.lists(
    st.lists(st.tuples(st.integers(1, 60), steps), max_size=7), min_size=1, max_size=3
)  # fmt: skip
instants = st.lists(st.integers(1, 500), min_size=1, max_size=6).map(
    lambda hours: [START + HOUR * h for h in sorted(set(hours))]
)


def play(histories_: list[list[tuple[int, tuple[object, ...]]]]) -> list[Ticket]:
    made = []
    for number, history in enumerate(histories_):
        at, played = START + HOUR * number, []
        for gap, (kind, who, *rest) in history:
            at += HOUR * gap
            match kind:
                case "said":
                    played.append(said(at, who, rest[0], public=rest[1]))  # type: ignore[arg-type]
                case "moved":
                    played.append(moved(at, who, rest[0]))  # type: ignore[arg-type]
                case _:
                    played.append(changed(at, who, Field.DUE, rest[0]))  # type: ignore[arg-type]
        opener = CLARA if number % 2 else TOM
        made.append(ticket(f"S-{number}", opened(START + HOUR * number, opener), *played, due="2026-11-12"))
    return made


thorough = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(histories, instants)
def test_an_incremental_run_equals_a_full_run(
    raw: list[list[tuple[int, tuple[object, ...]]]], runs: list[datetime]
) -> None:
    tickets = play(raw)
    with open_store("sqlite://") as remembering:
        for now in runs:
            absorb(remembering, tickets, now)
            with open_store("sqlite://") as fresh:
                absorb(fresh, tickets, now)
                assert answers(evaluate(remembering, now)) == answers(evaluate(fresh, now))


@thorough
@given(histories, instants)
def test_a_look_back_says_what_the_live_run_said_then(
    raw: list[list[tuple[int, tuple[object, ...]]]], runs: list[datetime]
) -> None:
    tickets = play(raw)
    with open_store("sqlite://") as store:
        live = []
        for now in runs:
            absorb(store, tickets, now)
            live.append(answers(evaluate(store, now)))
        for now, then in zip(runs, live, strict=True):
            assert answers(evaluate(store, now)) == then


@thorough
@given(histories, st.integers(1, 500))
def test_between_now_and_the_earliest_wake_asking_again_changes_nothing(
    raw: list[list[tuple[int, tuple[object, ...]]]], hours: int
) -> None:
    now = START + HOUR * hours
    with open_store("sqlite://") as store:
        absorb(store, play(raw), now)
        result = evaluate(store, now)
        wakes = [e.wake for e in remembered(store) if e.wake]
        assert all(wake > now for wake in wakes)
        later = min(wakes, default=now + timedelta(days=400)) - timedelta(microseconds=1)
        with open_store("sqlite://") as fresh:
            absorb(fresh, play(raw), now)
            assert answers(evaluate(fresh, later)) == answers(result)


@pytest.mark.parametrize(
    ("stated", "speaks"), [("site:clara", True), ("clara", True), ("clara", False)], ids=["handle", "both", "id alone"]
)
def test_a_look_back_knows_the_side_of_those_who_had_a_ticket_then(stated: str, speaks: bool) -> None:
    clara = replace(CLARA, role=Role.UNKNOWN)
    words = [said(START + HOUR, clara, "Hello")] if speaks else []
    to_clara = changed(START + HOUR, TOM, Field.ASSIGNEE, "clara")
    to_ida = changed(START + 3 * HOUR, TOM, Field.ASSIGNEE, "ida")
    with open_store("sqlite://") as store:
        absorb(store, [ticket("S-1", opened(START, TOM), *words, to_clara, to_ida)], START + 4 * HOUR)
        view = View(store, SHOP, CONTAINERS, Roles({stated: Role.CLIENT}), START + 2 * HOUR)
        [then] = view.all()
        assert [(who.id, who.role) for who in then.assignees] == [("clara", Role.CLIENT)]


# What is asked, and what is not.


def test_nothing_new_and_no_wake_means_nothing_is_asked() -> None:
    with open_store("sqlite://") as store:
        absorb(store, [ticket("S-1", opened(START, TOM)), ticket("S-2", opened(START, TOM))], START + HOUR)
        first = evaluate(store, START + HOUR)
        assert first.asked == first.outcomes.total() > 0
        assert evaluate(store, START + HOUR * 2).asked == 0


def test_a_changed_ticket_is_asked_about_again_and_the_other_only_what_looked_at_the_whole_project() -> None:
    narrow, wide = Elsewhere(), Wide()
    one, two = ticket("S-1", opened(START, TOM)), ticket("S-2", opened(START, TOM))
    with open_store("sqlite://") as store:
        absorb(store, [one, two], START + HOUR)
        evaluate(store, START + HOUR, [rule(narrow, "narrow"), rule(wide, "wide")])
        talked = ticket("S-1", opened(START, TOM), said(START + HOUR, CLARA, "Hello?"))
        absorb(store, [talked, two], START + HOUR * 2)
        assert evaluate(store, START + HOUR * 2, [rule(narrow, "narrow"), rule(wide, "wide")]).asked == 3


def test_a_changed_option_a_changed_fact_and_a_changed_role_ask_anew() -> None:
    with open_store("sqlite://") as store:
        absorb(store, [ticket("S-1", opened(START, CLARA))], START + HOUR)
        now = START + HOUR
        everything = evaluate(store, now).outcomes.total()
        assert evaluate(store, now, shop=project(parked_labels=frozenset({"later"}))).asked == everything
        roles = Roles({"clara": Role.TEAM})
        shop = project(parked_labels=frozenset({"later"}))
        assert evaluate(store, now, shop=shop, roles=roles).asked == everything
        assert evaluate(store, now, shop=shop, roles=roles).asked == 0


def test_what_another_version_answered_is_asked_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "checks_of_ours"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    import_module(package.name)
    check = type("Ours", (Elsewhere,), {"__module__": f"{package.name}.results.ours", "__doc__": "Ours."})()
    with open_store("sqlite://") as store:
        absorb(store, [ticket("S-1", opened(START, CLARA))], START + HOUR)
        for version in ("ready: [done]", "ready: [done, delivered]"):
            (package / "words.yaml").write_text(version, encoding="utf-8")
            version_of.cache_clear()  # as in another process
            assert [evaluate(store, START + HOUR, [rule(check)]).asked for _ in range(2)] == [1, 0]


def test_a_rule_that_is_switched_off_leaves_no_answer_behind() -> None:
    with open_store("sqlite://") as store:
        absorb(store, [ticket("S-1", opened(START, CLARA))], START + HOUR)
        evaluate(store, START + HOUR)
        evaluate(store, START + HOUR, SHIPPED[:1])
        assert {name for name, _ in store.evaluated.of("Shop")} == {SHIPPED[0].id}


def test_a_rule_by_another_name_is_asked_anew_and_its_findings_bear_that_name() -> None:
    check = next(one.check for one in SHIPPED if one.id == "date-missed")
    with open_store("sqlite://") as store:
        absorb(store, [ticket("S-1", opened(START, TOM), due="2026-11-04")], START + timedelta(days=8))
        for name in ("date-missed", "late"):
            result = evaluate(store, START + timedelta(days=8), [rule(check, name)])
            assert [found.rule for found in result.findings] == [name]


def test_an_event_of_a_tracker_whose_clock_is_ahead_is_judged_when_its_time_comes() -> None:
    """Stored already at the first run, and after it nothing changes: only the wake can bring it back."""
    ahead = ticket("S-1", opened(START, TOM), said(START + HOUR * 3, CLARA, "Could you call me?"))
    with open_store("sqlite://") as store:
        store.seen.absorb("site", "shop", Batch((ahead,)), frozenset(Field), START + HOUR)
        before = evaluate(store, START + HOUR)
        assert not before.findings
        asked = [e.wake for e in remembered(store) if e.subject == "site:S-1"]
        assert all(wake is not None and wake <= START + HOUR * 3 for wake in asked)
        after = evaluate(store, START + timedelta(days=3))
        assert "unanswered-client-message" in {f.rule for f in after.findings}


def test_a_view_that_let_go_of_its_tickets_reads_the_same_again() -> None:
    with open_store("sqlite://") as store:
        absorb(store, [ticket(f"S-{n}", opened(START, TOM)) for n in range(3)], START + HOUR)
        view = View(store, SHOP, CONTAINERS, Roles(), START + HOUR)
        before = view.all()
        assert view.all() is before
        view.let_go()
        assert view.all() is not before
        assert view.all() == before


def test_answers_about_a_thousand_tickets_are_all_read_back() -> None:
    names = [f"site:S-{n}" for n in range(1000)]
    known = [Evaluation("Shop", "odd", name, "b", 1, Outcome.CANNOT_EVALUATE, START, "no") for name in names]
    with open_store("sqlite://") as store:
        store.evaluated.save("Shop", [(standing(one.subject, "b", 1, [one], START), [one]) for one in known], ())
        assert {one.subject for one in store.evaluated.noteworthy("Shop", names)} == set(names)
        assert {subject for _, subject in store.evaluated.of("Shop", names)} == set(names)


def test_each_ticket_is_judged_by_the_rules_of_its_source() -> None:
    here, there = ticket("S-1", opened(START, TOM)), replace(ticket("S-2", opened(START, TOM)), source="board")
    with open_store("sqlite://") as store:
        store.seen.absorb("site", "shop", Batch((here,)), frozenset(Field), START)
        store.seen.absorb("board", "shop", Batch((there,)), frozenset(Field), START)
        view = View(store, SHOP, (*CONTAINERS, ("board", "shop")), Roles(), START + HOUR)
        found = evaluate_project(view, lambda source: [rule(Naming(), f"for {source}")], store, START + HOUR).findings
    assert {(f.rule, f.subject) for f in found} == {("for site", "site:S-1"), ("for board", "board:S-2")}


# Outcomes.


class _Odd(Check):
    """For these tests alone."""

    team = advice = "x"
    audiences = TEAM


class Raising(_Odd):
    """Breaks on the second ticket."""

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        if subject.id == "S-2":
            raise ZeroDivisionError("oops")
        yield Found("a", subject.created)


class Naming(_Odd):
    """Finds the title of each ticket."""

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        yield Found("a", subject.created, {"title": subject.title})


class Guessing(_Odd):
    """Would have to guess."""

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        raise CannotEvaluate("no way to know")


class Needy(_Odd):
    """Needs what the tracker lacks."""

    needs = frozenset({Need.DUE})

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        yield Found("a", subject.created)


class Wide(_Odd):
    """Looks at the whole project, where the ticket is open."""

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        if subject.is_open and len(ctx.tickets) > 10:
            yield Found("a", subject.created)


class Elsewhere(_Odd):
    """Is about something else."""

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        raise NotApplicable("not here")


def outcomes(check: Check, *tickets: Ticket, shop: Project = SHOP) -> list[tuple[str, Outcome, str]]:
    with open_store("sqlite://") as store:
        absorb(store, tickets, START + HOUR)
        result = evaluate(store, START + HOUR, [rule(check)], shop)
    quiet = [("", outcome, str(count)) for outcome, count in result.quiet.items() if count]
    return sorted((*((e.subject, e.outcome, e.reason) for e in result.evaluations), *quiet))


def ask(check: Check, subject: Ticket) -> Answer:
    return ask_ticket(rule(check), subject, Context(Clock(START), SHOP, None, {}))


def test_a_finding_carries_the_facts_that_its_check_found() -> None:
    one = ticket("S-1", opened(START, TOM), title="Banner")
    assert ask(Naming(), one).findings[0].facts == {"title": "Banner"}


def test_a_finding_about_a_ticket_is_told_on_it_and_one_about_a_page_on_none() -> None:
    one = ticket("S-1", opened(START, TOM))
    page = replace(one, source=PAGES, type=PAGE)
    assert [ask(Naming(), subject).findings[0].on for subject in (one, page)] == [one.ref, None]


@pytest.mark.parametrize("reason", [NotApplicable, CannotEvaluate])
def test_what_cannot_be_judged_yet_is_asked_about_again_when_its_time_comes(reason: type[Exception]) -> None:
    noon = START + HOUR * 4

    class NotYet(_Odd):
        """Says nothing before noon."""

        def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
            if not ctx.clock.reached(noon):
                raise reason("not yet")
            yield Found("a", subject.created)

    assert ask(NotYet(), ticket("S-1", opened(START, TOM))).wake == noon


def test_a_check_that_raises_is_named_and_the_other_tickets_are_still_judged() -> None:
    first, second = outcomes(Raising(), *(ticket(f"S-{n}", opened(START, TOM)) for n in (1, 2)))
    assert first[1] is Outcome.FINDING
    assert second[1] is Outcome.BROKEN
    assert second[2].startswith("engine/test-evaluate raised ZeroDivisionError: oops (test_evaluate.py:")


@pytest.mark.parametrize(
    ("check", "outcome", "reason"),
    [
        (Guessing(), Outcome.CANNOT_EVALUATE, "no way to know"),
        (Needy(), Outcome.CANNOT_EVALUATE, "cards here have no dates"),
    ],
)
def test_every_answer_that_is_not_one_carries_its_reason(check: Check, outcome: Outcome, reason: str) -> None:
    lacking = ticket("S-1", opened(START, TOM), absent={Need.DUE: "cards here have no dates"})
    assert outcomes(check, lacking) == [("site:S-1", outcome, reason)]


def test_a_ticket_with_an_ignored_label_is_counted_and_not_judged() -> None:
    chore = ticket("S-1", opened(START, TOM), labels=("chore",))
    found = outcomes(Raising(), chore, shop=project(ignore_labels=frozenset({"chore"})))
    assert found == [("", Outcome.NOT_APPLICABLE, "1")]


def test_findings_are_ordered_by_gravity_then_by_age() -> None:
    old = ticket("S-1", opened(START, CLARA), said(START + HOUR, CLARA, "Could you call me?"))
    late = ticket("S-2", opened(START, TOM), due="2026-11-04")
    with open_store("sqlite://") as store:
        absorb(store, [old, late], START + timedelta(days=8))
        found = evaluate(store, START + timedelta(days=8)).findings
    assert [f.severity for f in found] == sorted((f.severity for f in found), reverse=True)
    assert found[0].severity is Severity.HIGH


class Twice(_Odd):
    """Finds something young and something old."""

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        yield Found("a: young", subject.created + HOUR)
        yield Found("b: old", subject.created)


def test_of_findings_of_one_gravity_the_oldest_comes_first() -> None:
    with open_store("sqlite://") as store:
        absorb(store, [ticket("S-1", opened(START, TOM))], START + HOUR * 2)
        found = evaluate(store, START + HOUR * 2, [rule(Twice())]).findings
    assert [f.anchor for f in found] == ["b: old", "a: young"]


class Counting(_Odd):
    """Finds how many tickets are open in the project, and when the ticket's milestone ends."""

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        milestone = ctx.milestone(subject)
        yield Found(f"{sum(t.is_open for t in ctx.tickets)} {milestone.due if milestone else ''}", subject.created)


def counted(store: Store, hours: int) -> set[str]:
    result = evaluate(store, START + HOUR * hours, [rule(Counting())])
    return {f"{f.subject}: {f.anchor}" for f in result.findings}


def test_a_ticket_that_goes_to_another_project_counts_no_more() -> None:
    one, two = ticket("S-1", opened(START, TOM)), ticket("S-2", opened(START, TOM))
    with open_store("sqlite://") as store:
        store.seen.mark(Scope("site", "shop"), START)
        absorb(store, [two], START + HOUR)
        absorb(store, [one], START + HOUR * 2)
        assert counted(store, 3) == {"site:S-1: 2 ", "site:S-2: 2 "}
        elsewhere = Batch((replace(two, container="bank"),), whole=frozenset({"S-2"}))
        store.seen.absorb("site", "bank", elsewhere, frozenset(Field), START + HOUR * 4)
        assert counted(store, 5) == {"site:S-1: 1 "}


@pytest.mark.parametrize("listed", [False, True])
def test_a_ticket_that_was_set_aside_and_is_back_as_it_was_counts_again(listed: bool) -> None:
    one, two = ticket("S-1", opened(START, TOM)), ticket("S-2", opened(START, TOM))
    with open_store("sqlite://") as store:
        absorb(store, [two], START + HOUR)
        absorb(store, [one], START + HOUR)
        present = frozenset({"S-1"})
        for hours in (2, 3):
            missing = store.missing.compare("site", "shop", present)
            store.missing.record("site", "shop", missing, missing.again, START + HOUR * hours)
        assert counted(store, 4) == {"site:S-1: 1 "}
        if listed:
            absorb(store, [two], START + HOUR * 5)
        else:
            missing = store.missing.compare("site", "shop", present | {"S-2"})
            store.missing.record("site", "shop", missing, (), START + HOUR * 5)
        assert counted(store, 6) == {"site:S-1: 2 ", "site:S-2: 2 "}


def _with_a_milestone(store: Store) -> Ticket:
    """A milestone and its ticket, which somebody has touched since."""
    milestone = ticket("M-1", opened(START, TOM), type="milestone", due="2026-11-12")
    one = ticket("S-1", opened(START, TOM), milestone="M-1")
    absorb(store, [milestone], START + HOUR)
    absorb(store, [one], START + HOUR)
    absorb(store, [replace(one, title="Another")], START + HOUR * 2)
    return milestone


def test_a_milestone_that_was_deleted_dates_its_tickets_no_more() -> None:
    with open_store("sqlite://") as store:
        milestone = _with_a_milestone(store)
        assert counted(store, 3) == {"site:S-1: 2 2026-11-12"}
        store.missing.record("site", "shop", Missing(2, 0, (), ()), [milestone.ref], START + HOUR * 4)
        assert counted(store, 5) == {"site:S-1: 1 "}


class Dating(_Odd):
    """Finds when the ticket's milestone ends, and looks at nothing else."""

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        milestone = ctx.milestone(subject)
        yield Found(str(milestone.due if milestone else ""), subject.created)


def test_who_looks_at_nothing_but_a_milestone_is_asked_again_when_it_is_deleted() -> None:
    with open_store("sqlite://") as store:
        milestone = _with_a_milestone(store)
        [dated] = evaluate(store, START + HOUR * 3, [rule(Dating())]).findings
        store.missing.record("site", "shop", Missing(2, 0, (), ()), [milestone.ref], START + HOUR * 4)
        [undated] = evaluate(store, START + HOUR * 5, [rule(Dating())]).findings
    assert (dated.anchor, undated.anchor) == ("2026-11-12", "")
