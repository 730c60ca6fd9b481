"""The backtest's walk: at every look it knows what a run of that instant answers, and asks no more than it must."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.engine.test_asked_ahead import Ripening
from tests.core.engine.test_evaluate import CLARA, CONTAINERS, SHIPPED, SHOP, START, TOM, absorb, histories, play, rule

from forewarn.checks import Check, Context
from forewarn.connect import Batch
from forewarn.engine import Answer, View, Walk, evaluate_project, looks_between
from forewarn.facts.corrections import Correction, Verdict
from forewarn.facts.project import Project
from forewarn.facts.roles import Roles
from forewarn.model import Field, Found, Ticket
from forewarn.pages import PAGES
from forewarn.rulebook import Rule
from forewarn.store import QUIET, Outcome, Store, open_store
from forewarn.testing.builders import calendar, changed, moved, opened, said, ticket

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Key = tuple[str, str]
HOSTED = replace(SHOP, hosts=frozenset({"shop.example"}))
Told = tuple[dict[Key, object], Counter[Outcome]]


def walk(
    store: Store, looks: Sequence[datetime], rules: Sequence[Rule] = SHIPPED, shop: Project = SHOP
) -> Iterator[tuple[datetime, Told, int]]:
    """What is known at each of `looks`, also where nothing was asked, and how much was asked there."""
    steps = Walk(View(store, shop, CONTAINERS, Roles(), looks[-1]), lambda source: rules).through(looks)
    fresh, known = dict(steps), dict[Key, Answer]()
    for at in looks:
        known |= {(one.rule.id, one.subject): one.answer for one in fresh.get(at, ())}
        loud = {key: (a.outcome, a.reason, a.findings) for key, a in known.items() if a.outcome not in QUIET}
        yield at, (loud, Counter(answer.outcome for answer in known.values())), len(fresh.get(at, ()))


def run(store: Store, now: datetime, rules: Sequence[Rule] = SHIPPED, shop: Project = SHOP) -> Told:
    view = View(store, shop, CONTAINERS, Roles(), now)
    result = evaluate_project(view, lambda source: rules, store, now, remember=False)
    return {(e.rule, e.subject): (e.outcome, e.reason, e.findings) for e in result.evaluations}, result.outcomes


def of_a_milestone(tickets: Sequence[Ticket], hours: Sequence[int]) -> list[Ticket]:
    """The same, all of them for a milestone whose date moves after so many hours."""
    dates = [changed(START + HOUR * h, TOM, Field.DUE, f"2026-11-{10 + n}") for n, h in enumerate(sorted(hours))]
    whole = ticket("M-1", opened(START, TOM), *dates, type="milestone", due="2026-11-09")
    return [whole, *(replace(one, milestone="M-1") for one in tickets)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories, st.lists(st.integers(1, 200), max_size=2, unique=True), st.integers(0, 60), st.integers(1, 12))
def test_every_look_of_a_backtest_knows_what_the_run_of_that_instant_answers(
    raw: list[list[tuple[int, tuple[object, ...]]]], hours: list[int], begin: int, gap: int
) -> None:
    looks = [START + HOUR * (begin + gap * n) for n in range(20)]
    with open_store("sqlite://") as store:
        absorb(store, of_a_milestone(play(raw), hours), START + DAY * 60)
        for at, known, _ in walk(store, looks):
            assert known == run(store, at), at


def test_a_promise_that_people_corrected_is_known_so_from_that_instant_on() -> None:
    promise = said(START + DAY, TOM, "I'll send you the sketches by Friday.")
    looks = [START + HOUR * n for n in range(0, 240, 3)]
    late = START + DAY * 7 + HOUR * 6
    with open_store("sqlite://") as store:
        absorb(store, [ticket("S-1", opened(START, CLARA), moved(START, TOM, "Doing"), promise)], looks[-1])
        broken = [f for f in _findings(run(store, late)) if f.startswith("promise-broken")]
        corrected = Correction(broken[0].partition("|")[2], Verdict.KEPT, late + HOUR, "Tom")
        store.corrections.add("Shop", corrected)
        told = {at: known for at, known, _ in walk(store, looks)}
        assert {at: run(store, at) for at in looks} == told
    assert broken[0] in _findings(told[late])
    assert broken[0] not in _findings(told[late + 3 * HOUR])


class OfMilestone(Check):
    """Finds the date of the ticket's milestone, and looks at nothing else."""

    team = advice = "x"

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        whole = ctx.milestone(subject)
        yield Found(str(whole and whole.due), subject.created)


def test_a_ticket_is_asked_again_when_its_milestone_moves() -> None:
    looks = [START + HOUR * n for n in range(6)]
    with open_store("sqlite://") as store:
        absorb(store, of_a_milestone([ticket("S-1", opened(START, TOM))], [3]), looks[-1])
        found = [_findings(known)[0].rpartition("|")[2] for _, known, _ in walk(store, looks, [rule(OfMilestone())])]
    assert found == ["2026-11-09"] * 3 + ["2026-11-10"] * 3


def _findings(told: Told) -> list[str]:
    return [finding.identity for _, _, found in told[0].values() for finding in found]  # type: ignore[misc, attr-defined]


def test_pages_are_looked_back_on_beside_the_tickets_that_name_them() -> None:
    address = "https://shop.example/prices"
    naming = ticket("S-1", opened(START, TOM), description=f"See {address}")
    died = [moved(START + DAY, None, "dead"), moved(START + 3 * DAY, None, "ok"), moved(START + 5 * DAY, None, "dead")]
    seen = ticket(f"Shop:{address}", opened(START + HOUR, None), *died, source=PAGES, type="page", status="ok")
    looks = [START + HOUR * n for n in range(0, 240, 5)]
    with open_store("sqlite://") as store:
        absorb(store, [naming], looks[-1])
        store.seen.absorb(PAGES, "Shop", Batch((replace(seen, container="Shop"),)), frozenset(Field), looks[-1])
        told = {at: known for at, known, _ in walk(store, looks, shop=HOSTED)}
        assert told == {at: run(store, at, shop=HOSTED) for at in looks}
    assert len({len(known[0]) for known in told.values()}) > 1


def test_only_what_may_have_changed_is_asked_again() -> None:
    """Of two tickets, one is opened at six: what looks at the whole project is asked then, and else as it wakes."""
    looks = [START + HOUR * n for n in range(24)]
    with open_store("sqlite://") as store:
        absorb(store, [ticket("S-1", opened(START, TOM)), ticket("S-2", opened(START + 6 * HOUR, TOM))], looks[-1])
        asked = {at: count for at, _, count in walk(store, looks, [rule(Ripening())]) if count}
    assert asked == {START: 1, START + 2 * HOUR: 1, START + 6 * HOUR: 2}


SUMMER = datetime(2026, 7, 3, tzinfo=UTC)  # a Friday


@pytest.mark.parametrize(
    ("daily", "expected"),
    [
        (
            False,
            [
                *(f"03 {h:02}:00" for h in range(7, 16)),
                "03 15:30",
                *(f"06 {h:02}:00" for h in range(7, 13)),
                "06 12:30",
            ],
        ),
        (True, ["03 15:30", "06 12:30"]),
    ],
)
def test_it_looks_every_hour_of_work_or_once_a_day_and_at_the_end(daily: bool, expected: list[str]) -> None:
    agency = calendar(closed={date(2026, 7, 7): "Away"})
    looks = looks_between(agency, SUMMER, SUMMER + timedelta(days=3, hours=12, minutes=30), daily=daily)
    assert [f"{at:%d %H:%M}" for at in looks] == expected
