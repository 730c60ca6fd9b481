"""Rules without Python: what they find, since when, and what they say where nobody can know."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from forewarn.checks import Check, Context
from forewarn.connect import Batch
from forewarn.engine import Answer, View, ask_ticket, evaluate_project
from forewarn.facts.project import Period
from forewarn.facts.roles import Roles
from forewarn.language import language_for
from forewarn.model import Audience, Field, Need, Role, Severity, Ticket
from forewarn.rulebook import Rule, Rulebook
from forewarn.store import Outcome, open_store
from forewarn.testing.builders import Step, changed, moved, opened, person, project, said, ticket
from forewarn.worktime import Clock

Load = Callable[..., Rulebook]
START = datetime(2026, 11, 2, 8, tzinfo=UTC)  # a Monday, before the office opens
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLARA, TOM = person("Clara", Role.CLIENT), person("Tom")
SHOP = project()
TEXTS = 'texts: {team: "{{ title }}", advice: Look.}'


def own(load: Load, when: str, more: str = "") -> Rule:
    """A rule of the agency's own."""
    return load(f"version: 1\nrules:\n  ours:\n    when: {when}\n    {TEXTS}\n    {more}\n").rule("ours")


def ask(rule: Rule, about: Ticket, now: datetime = START + 30 * DAY, **more: Ticket) -> Answer:
    known = about.as_of(now)
    assert known is not None
    return ask_ticket(rule, known, Context(Clock(now), SHOP, language_for("en"), dict(more)))


def card(*steps: Step, **fields: Any) -> Ticket:
    return ticket("S-1", *(steps or (opened(START, TOM),)), **fields)


def test_it_is_a_rule_like_any_other(load: Load) -> None:
    text = """\
version: 1
rules:
  launch-without-owner:
    about: Launch work that nobody owns.
    when: "'launch' in ticket.labels && ticket.assignees == []"
    severity: high
    audience: both
    texts:
      team: "{{ title | quote }} is launch work without an owner."
      advice: Give it to somebody.
      client: We are finding somebody for {{ title | quote }}.
"""
    rule = load(text).rule("launch-without-owner")
    assert (rule.check.slug, rule.severity) == ("custom/launch-without-owner", Severity.HIGH)
    assert rule.audiences == {Audience.TEAM, Audience.CLIENT}
    assert (rule.check.__doc__ or "").startswith("Launch work that nobody owns.")
    assert rule.texts.client == "We are finding somebody for {{ title | quote }}."
    assert rule.origin["when"] == "rules.yaml:5"
    [finding] = ask(rule, card(labels=("launch",))).findings
    assert (finding.rule, finding.check, finding.severity) == (rule.id, rule.check.slug, Severity.HIGH)
    assert finding.on is not None


def test_without_an_audience_it_speaks_to_the_team_alone(load: Load) -> None:
    assert own(load, "ticket.open").audiences == {Audience.TEAM}


EMPTY = card(opened(START, TOM), title="Start page", type="Task", labels=("launch", "web"))
FULL = card(
    opened(START, CLARA), moved(START + DAY, TOM, "Review"), said(START + 2 * DAY, TOM, "Here."),
    title="Start page", priority="High", due=date(2026, 11, 13), estimate=5.0, assignees=(TOM,),
)  # fmt: skip


@pytest.mark.parametrize(
    ("when", "about", "found"),
    [
        ("'launch' in ticket.labels", EMPTY, True),
        ("ticket.labels.exists(l, l.startsWith('we'))", EMPTY, True),
        ("ticket.type == 'Bug'", EMPTY, False),
        ("ticket.title.lowerAscii().contains('START')", EMPTY, False),
        ("ticket.priority == ''", EMPTY, True),
        ("!ticket.has_due && !ticket.has_estimate", EMPTY, True),
        ("ticket.priority in ['High', 'Highest']", FULL, True),
        ("ticket.estimate > 3.0 && ticket.assignees.size() == 1", FULL, True),
        ("ticket.reporter_side == 'client' && 'team' in ticket.assignee_sides", FULL, True),
        ("ticket.status == 'Review' && ticket.category == 'doing'", FULL, True),
        ("ticket.team_wrote && !ticket.client_wrote", FULL, True),
        ("ticket.due > ticket.created + duration('240h')", FULL, True),
        ("ticket.due == timestamp('2026-11-13T16:30:00Z')", FULL, True),
        ("business_days_between(ticket.created, ticket.due) == 9", FULL, True),
        ("ticket.age_days >= 20", FULL, True),
        ("ticket.in_status_since == ticket.created + duration('24h')", FULL, True),
        ("project.name == 'Shop' && project.language == 'en'", FULL, True),
    ],
)  # fmt: skip
def test_a_condition_reads_the_ticket_and_its_project(load: Load, when: str, about: Ticket, found: bool) -> None:
    answer = ask(own(load, f'"{when}"'), about)
    assert answer.outcome is (Outcome.FINDING if found else Outcome.OK), answer.reason


def test_a_milestone_is_read_through_its_ticket(load: Load) -> None:
    rule = own(load, "ticket.milestone == 'Launch' && ticket.has_milestone_due && reached(ticket.milestone_due)")
    launch = ticket("m", opened(START, TOM), title="Launch", type="milestone", due=date(2026, 11, 6))
    assert ask(rule, card(milestone="m"), m=launch).findings
    assert ask(rule, card()).outcome is Outcome.OK


@pytest.mark.parametrize(
    ("when", "wake"),
    [
        ("reached(ticket.due)", "2026-11-13T16:30Z"),
        ("reached(business_days_after(ticket.due, 2))", "2026-11-18T08:00Z"),
        ("reached(business_days_before(ticket.due, 1))", "2026-11-12T16:30Z"),
        ("reached(business_hours_after(ticket.created, 9))", "2026-11-03T08:30Z"),
        ("ticket.open && !reached(ticket.due)", "2026-11-13T16:30Z"),
        ("ticket.type == 'Bug' && reached(ticket.due)", None),
        ("ticket.open", None),
    ],
)
def test_a_condition_wakes_when_time_alone_may_change_its_answer(load: Load, when: str, wake: str | None) -> None:
    answer = ask(own(load, f'"{when}"'), FULL, START + HOUR)
    assert answer.wake == (datetime.fromisoformat(wake) if wake else None)


def test_what_a_tracker_cannot_know_is_never_false(load: Load) -> None:
    unknown = card(absent=MappingProxyType({Need.DUE: "cards here have no dates"}), type="Bug")
    for when in ("reached(ticket.due)", "!reached(ticket.due)", "ticket.has_due", "!ticket.has_due"):
        answer = ask(own(load, f'"{when}"'), unknown)
        assert (answer.outcome, answer.reason) == (Outcome.CANNOT_EVALUATE, "cards here have no dates")


def test_what_a_tracker_cannot_know_does_not_matter_where_the_rest_decides(load: Load) -> None:
    unknown = card(absent=MappingProxyType({Need.DUE: "cards here have no dates"}), type="Bug")
    assert ask(own(load, "\"ticket.type == 'Task' && reached(ticket.due)\""), unknown).outcome is Outcome.OK
    assert ask(own(load, "\"reached(ticket.due) || ticket.type == 'Bug'\""), unknown).outcome is Outcome.FINDING


def test_a_value_that_a_ticket_does_not_have_makes_the_rule_not_applicable(load: Load) -> None:
    answer = ask(own(load, "reached(ticket.due)"), EMPTY)
    assert (answer.outcome, answer.reason) == (Outcome.NOT_APPLICABLE, "it has no due")


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("1 / (ticket.labels.size() - 2) == 1", "divide by zero"),
        ("ticket.labels[7] == 'x'", "index=7"),
        ("ticket.title.matches('(')", "regular expression"),
        ("reached(business_days_after(ticket.created, 100000))", "outside of 0 to 1000"),
        ("reached(business_days_after(ticket.created, -1))", "outside of 0 to 1000"),
        ("reached(timestamp('never'))", "conversion failed"),
    ],
)
def test_an_expression_without_a_value_cannot_be_evaluated_and_says_why(load: Load, when: str, reason: str) -> None:
    answer = ask(own(load, f'"{when}"'), EMPTY)
    assert answer.outcome is Outcome.CANNOT_EVALUATE
    assert reason in answer.reason


def test_an_expression_that_never_ends_is_stopped(load: Load) -> None:
    many = card(labels=tuple(map(str, range(400))))
    when = "ticket.labels.all(a, ticket.labels.all(b, ticket.labels.all(c, a + b + c != 'x')))"
    answer = ask(own(load, f'"{when}"'), many)
    assert answer.outcome is Outcome.CANNOT_EVALUATE
    assert "budget" in answer.reason


def test_a_parked_project_owes_nothing(load: Load) -> None:
    parked = project(parked=(Period(date(2026, 11, 1)),))
    rule = own(load, "reached(business_days_after(ticket.created, 2))")
    answer = ask_ticket(rule, FULL, Context(Clock(START + 40 * DAY), parked, None, {}))
    assert (answer.outcome, answer.reason) == (Outcome.NOT_APPLICABLE, "the project is parked with no end")


@pytest.mark.parametrize(
    ("when", "since"),
    [
        ("ticket.status == 'Review'", START + DAY),
        ("ticket.open", START),
        ("reached(ticket.due)", datetime(2026, 11, 13, 16, 30, tzinfo=UTC)),
        ("ticket.status == 'Review' && reached(ticket.created + duration('2h'))", START + DAY),
        ("ticket.team_wrote && reached(ticket.created + duration('2h'))", START + 2 * DAY),
        ("reached(ticket.in_status_since + duration('72h'))", START + 4 * DAY),
    ],
)
def test_since_is_when_the_condition_came_true(load: Load, when: str, since: datetime) -> None:
    rule = own(load, f'"{when}"')
    for now in (START + 15 * DAY, START + 30 * DAY):
        [finding] = ask(rule, FULL, now).findings
        assert (finding.since, finding.anchor) == (since, since.isoformat())


@pytest.mark.parametrize("due", ["9999-12-31", "9999-12-25", "9999-12-30T23:59:00+00:00"])
def test_a_date_at_the_end_of_all_calendars_breaks_no_rule(load: Load, due: str) -> None:
    for when in (
        "reached(business_days_after(ticket.due, 2))",
        "business_days_between(ticket.created, ticket.due) < 9",
    ):
        assert ask(own(load, f'"{when}"'), card(due=due)).outcome in (Outcome.OK, Outcome.NOT_APPLICABLE)


def test_a_file_may_say_since_when(load: Load) -> None:
    rule = own(load, "reached(business_days_after(ticket.due, 2))", "since: ticket.due")
    assert ask(rule, FULL).findings[0].since == datetime(2026, 11, 13, 16, 30, tzinfo=UTC)


def test_a_condition_that_comes_true_again_is_another_finding(load: Load) -> None:
    rule = own(load, "\"ticket.status == 'Review'\"")
    moves = (
        moved(START + DAY, TOM, "Review"),
        moved(START + 2 * DAY, TOM, "Doing"),
        moved(START + 3 * DAY, TOM, "Review"),
    )
    twice = card(opened(START, TOM), *moves)
    first, second = ask(rule, twice, START + DAY).findings[0], ask(rule, twice).findings[0]
    assert first.identity != second.identity


@pytest.mark.parametrize("when", ["ticket.status == 'Review'", "ticket.client_wrote && ticket.status == 'Review'"])
def test_however_much_is_said_meanwhile_it_is_the_same_finding(load: Load, when: str) -> None:
    rule = own(load, f'"{when}"')
    before = (opened(START, CLARA), said(START + HOUR, CLARA, "Hello"), moved(START + DAY, TOM, "Review"))
    talk = [said(START + DAY + n * HOUR / 4, TOM, "progress") for n in range(1, 410 if "wrote" not in when else 300)]
    assert [ask(rule, card(*steps)).findings[0].since for steps in (before, (*before, *talk))] == [START + DAY] * 2


def test_a_ticket_that_passes_from_one_client_to_another_is_the_same_finding(load: Load) -> None:
    rule = own(load, "\"ticket.assignee_sides.exists(side, side == 'client')\"")
    carl, given = person("Carl", Role.CLIENT), changed(START + DAY, TOM, Field.ASSIGNEE, "clara")
    before = (opened(START, CLARA), given)
    first = ask(rule, replace(card(*before), assignees=(CLARA,))).findings[0]
    on = (*before, changed(START + 2 * DAY, TOM, Field.ASSIGNEE, "carl"), said(START + 3 * DAY, carl, "Mine"))
    second = ask(rule, replace(card(*on), assignees=(carl,))).findings[0]
    assert first.identity == second.identity
    assert second.since == START + DAY


def test_a_text_that_names_what_a_ticket_does_not_have_is_never_filled(load: Load) -> None:
    text = TEXTS.replace("{{ title }}", "{{ title }} is due {{ due | day }}")
    rule = load(f"version: 1\nrules: {{ours: {{when: ticket.open, {text}}}}}\n").rule("ours")
    assert ask(rule, FULL).findings
    answer = ask(rule, EMPTY)
    assert answer.outcome is Outcome.CANNOT_EVALUATE
    assert answer.reason == "its text names the due, and this ticket has none"


def test_a_text_that_asks_first_can_do_without(load: Load) -> None:
    text = TEXTS.replace("{{ title }}", "{{ title }}{% if due %} is due {{ due | day }}{% endif %}")
    rule = load(f"version: 1\nrules: {{ours: {{when: ticket.open, {text}}}}}\n").rule("ours")
    assert ask(rule, EMPTY).findings


def test_it_speaks_other_languages(load: Load) -> None:
    texts = 'texts: {team: Late., advice: Look., translations: {ru: {team: "Поздно.", advice: "Посмотрите."}}}'
    rule = load(f"version: 1\nrules: {{ours: {{when: ticket.open, {texts}}}}}\n").rule("ours")
    assert rule.texts_in("ru").team == "Поздно."
    assert rule.texts_in("de").team == "Late."


def test_a_shipped_check_may_be_worded_in_another_language(load: Load) -> None:
    text = "version: 1\nrules: {date-missed: {texts: {translations: {de: {team: Zu spät.}}}}}\n"
    rule = load(text).rule("date-missed")
    assert rule.texts_in("de").team == "Zu spät."
    assert rule.texts_in("de").advice == rule.texts.advice


def test_a_project_may_have_it_otherwise(load: Load) -> None:
    text = f"""\
version: 1
rules: {{ours: {{when: ticket.open, {TEXTS}}}}}
overrides: [{{client: acme, rules: {{ours: {{when: ticket.declined, severity: low}}}}}}]
"""
    book = load(text)
    [theirs] = book.for_project("acme-relaunch", "acme")
    assert theirs.severity is Severity.LOW
    assert not ask(theirs, FULL).findings
    assert ask(book.rule("ours"), FULL).findings


SAME = "version: 1\nrules: {ours: {when: ticket.open, texts: {team: A., advice: B.}}}\n"


@pytest.mark.parametrize(
    ("change", "changes"),
    [
        (("ticket.open", "ticket.declined"), True),
        (("when:", "since: ticket.created, when:"), True),
        (("when:", "where: ticket.open, when:"), True),
        (("team: A.", "team: C."), False),
        (("team: A.", "team: '{{ due | day }}'"), True),
    ],
    ids=str,
)
def test_a_changed_condition_is_asked_anew(load: Load, change: tuple[str, str], changes: bool) -> None:
    before, after = load(SAME).rule("ours"), load(SAME.replace(*change)).rule("ours")
    assert (before.fingerprint != after.fingerprint) is changes


# `where`, on any rule.


def test_where_leaves_out_what_it_does_not_ask_for(load: Load) -> None:
    rule = own(load, "ticket.open", "where: \"'launch' in ticket.labels\"")
    assert ask(rule, EMPTY).findings
    answer = ask(rule, FULL)
    assert answer.outcome is Outcome.NOT_APPLICABLE
    assert answer.reason == "the rules file asks for it only where 'launch' in ticket.labels"


def test_where_comes_before_what_a_check_needs(
    load: Load, checks: Mapping[str, type[Check]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks["process/date-missed"], "needs", frozenset({Need.DUE}))
    rule = load("version: 1\nrules: {date-missed: {where: ticket.type == 'Bug'}}\n").rule("date-missed")
    unknown = card(absent=MappingProxyType({Need.DUE: "cards here have no dates"}), type="Task")
    assert ask(rule, unknown).outcome is Outcome.NOT_APPLICABLE


def test_where_wakes_like_the_rule_itself(load: Load) -> None:
    rule = own(load, "ticket.open", "where: reached(ticket.due)")
    early = ask(rule, FULL, START + HOUR)
    assert (early.outcome, early.wake) == (Outcome.NOT_APPLICABLE, datetime(2026, 11, 13, 16, 30, tzinfo=UTC))


def test_where_cannot_be_guessed_either(load: Load) -> None:
    unknown = card(absent=MappingProxyType({Need.PRIORITY: "issues here have no priority"}))
    answer = ask(own(load, "ticket.open", "where: ticket.priority == 'High'"), unknown)
    assert (answer.outcome, answer.reason) == (Outcome.CANNOT_EVALUATE, "issues here have no priority")


# Incremental and full.

WHENS = [
    "reached(ticket.due) && ticket.open",
    "ticket.status == 'Doing' && reached(business_days_after(ticket.in_status_since, 2))",
    "ticket.client_wrote && (!ticket.team_wrote || ticket.last_team_comment < ticket.last_client_comment)"
    " && reached(business_hours_after(ticket.last_client_comment, 4))",
    "ticket.age_days >= 3 && !ticket.has_due",
    "!reached(ticket.created + duration('30h'))",
]
steps = st.one_of(
    st.tuples(st.just("said"), st.sampled_from([CLARA, TOM])),
    st.tuples(st.just("moved"), st.sampled_from(["To do", "Doing", "Done"])),
    st.tuples(st.just("due"), st.sampled_from(["2026-11-04", "2026-11-06", "2026-11-10"])),
)
histories = st.lists(st.tuples(st.integers(1, 40), steps), max_size=6)
runs = st.lists(st.integers(1, 260), min_size=1, max_size=5).map(lambda hours: sorted(set(hours)))


def lived(history: Sequence[tuple[int, tuple[str, Any]]]) -> Ticket:
    steps, at = [opened(START, CLARA)], START
    for hours, (kind, value) in history:
        at += hours * HOUR
        match kind:
            case "said":
                steps.append(said(at, value, "Hello."))
            case "moved":
                steps.append(moved(at, TOM, value))
            case _:
                steps.append(changed(at, TOM, Field.DUE, value))
    return ticket("S-1", *steps)


@pytest.fixture
def rules(load: Load) -> tuple[Rule, ...]:
    text = "".join(f'  r{n}: {{when: "{when}", {TEXTS}}}\n' for n, when in enumerate(WHENS))
    return load(f"version: 1\nrules:\n{text}").all_rules()


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=histories, hours=runs)
def test_an_incremental_run_equals_a_full_one(
    rules: tuple[Rule, ...], history: Sequence[tuple[int, tuple[str, Any]]], hours: list[int]
) -> None:
    whole = lived(history)
    with open_store("sqlite://") as store:
        for hour in hours:
            now = START + hour * HOUR
            seen = whole.as_of(now)
            assert seen is not None
            store.seen.absorb("site", "shop", Batch((seen,), whole=frozenset({seen.id})), frozenset(Field), now)
            view = View(store, SHOP, (("site", "shop"),), Roles(), now)
            result = evaluate_project(view, lambda source: rules, store, now)
            known = view.ticket("site", seen.id)
            assert known is not None
            asked = [ask_ticket(rule, known, Context(Clock(now), SHOP, None, {})) for rule in rules]
            assert result.outcomes == Counter(one.outcome for one in asked)
            assert sorted(result.findings, key=str) == sorted((f for one in asked for f in one.findings), key=str)
