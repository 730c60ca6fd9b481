"""What was said on a ticket is not said on another."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.core.say.test_audience import draft
from tests.core.say.test_plan import CLIENT, NOW, finding, said

from forewarn.engine import ProjectResult
from forewarn.model import Finding, Severity, StatusCategory, Ticket, TicketRef
from forewarn.say.staying import stay
from forewarn.store import Draft, Evaluation, Outcome, Said, State
from forewarn.testing.builders import project

THERE = finding()
"""Where it was spoken of."""
HERE = replace(THERE, on=TicketRef("closed", "ACME", "2", "ACME-2"))
"""Where the check would speak of it today."""
MILESTONES = {"closed:1": "closed:m"}


def there(was: TicketRef, *, is_open: bool = True) -> Ticket:
    """The ticket as it is now."""
    state = StatusCategory.TODO if is_open else StatusCategory.DONE
    return Ticket(was.source, was.container, was.id, was.key, "", NOW, category=state)


def place(found: Finding, said: tuple[Said, ...], drafts: tuple[Draft, ...] = (), *, is_open: bool = True) -> str:
    """The ticket on which it is spoken of."""
    answer = Evaluation("acme", found.rule, found.subject, "", 1, Outcome.FINDING, NOW, findings=(found,))
    result = ProjectResult(project(), (answer,), {}, 1)
    (placed,) = stay([result], said, drafts, lambda project, was: there(was, is_open=is_open), {})
    (finding,) = placed.findings
    return finding.on.id if finding.on else "none"


def together(*found: Finding, said: tuple[Said, ...] = (), milestones: Mapping[str, str] = MILESTONES) -> set[str]:
    """The tickets on which what is found is spoken of."""
    answers = tuple(
        Evaluation("acme", one.rule, one.subject, "", 1, Outcome.FINDING, NOW, findings=(one,)) for one in found
    )
    (placed,) = stay([ProjectResult(project(), answers, {}, 1)], said, (), lambda project, was: there(was), milestones)
    return {one.on.id for one in placed.findings if one.on}


OLD = said(THERE, days_ago=30)
SETTLED = replace(OLD, parts=tuple(replace(part, resolved_on=NOW) for part in OLD.parts))


@pytest.mark.parametrize(
    ("said", "drafts", "expected"),
    [
        ((), (), "2"),
        ((OLD,), (), "1"),
        ((replace(OLD, audience=CLIENT),), (), "1"),
        ((replace(OLD, state=State.DISMISSED),), (), "1"),
        ((replace(OLD, state=State.LAPSED),), (), "2"),
        ((replace(OLD, state=State.SUPERSEDED),), (), "2"),
        ((replace(OLD, project="other"),), (), "1"),  # its project is called otherwise by now
        ((SETTLED,), (), "2"),
        ((), (draft(THERE),), "1"),
        ((OLD,), (draft(HERE),), "1"),
    ],
)
def test_a_finding_stays_where_words_about_it_stand_or_wait(
    said: tuple[Said, ...], drafts: tuple[Draft, ...], expected: str
) -> None:
    assert place(HERE, said, drafts) == expected


def test_it_stays_away_where_it_has_no_place() -> None:
    assert place(replace(HERE, on=None), (OLD,)) == "none"


def test_what_the_team_was_told_on_a_ticket_that_is_closed_is_told_elsewhere_only_once_it_is_graver() -> None:
    assert place(HERE, (OLD,), is_open=False) == "1"
    assert place(replace(HERE, severity=Severity.CRITICAL), (OLD,), is_open=False) == "2"


def test_what_the_team_never_read_by_itself_moves_on_from_a_ticket_that_is_closed() -> None:
    (part,) = OLD.parts
    for silent in (replace(part, under="another"), replace(part, aside="w1")):
        assert place(HERE, (replace(OLD, parts=(silent,)),), is_open=False) == "2"
    assert place(HERE, (replace(OLD, state=State.DISMISSED),), is_open=False) == "2"


def test_what_is_silent_beside_what_the_team_was_told_moves_on_only_once_that_is_over() -> None:
    leader, shadow = replace(THERE, rule="graver"), THERE
    note = said(leader, shadow)
    first, second = note.parts
    note = replace(note, parts=(first, replace(second, under=leader.identity)))
    for others, expected in (((leader,), "1"), ((), "2")):
        answers = tuple(
            Evaluation("acme", one.rule, one.subject, "", 1, Outcome.FINDING, NOW, findings=(one,))
            for one in (*others, HERE)
        )
        results = [ProjectResult(project(), answers, {}, 1)]
        (placed,) = stay(results, (note,), (), lambda project, was: there(was, is_open=False), {})
        assert [one.on.id for one in placed.findings if one.on] == [*("1" for _ in others), expected]


def test_words_that_wait_and_those_for_clients_move_on_from_a_ticket_that_is_closed() -> None:
    assert place(HERE, (), (draft(THERE),), is_open=False) == "2"
    assert place(HERE, (replace(OLD, audience=CLIENT),), is_open=False) == "2"


def test_the_note_of_the_team_counts_before_words_for_the_client() -> None:
    theirs = said(HERE, audience=CLIENT, marker="m2", intended_at=NOW - timedelta(days=40))
    assert place(HERE, (OLD, theirs)) == "1"


def test_a_milestone_joins_its_ticket_of_the_same_rule_and_date_and_none_else() -> None:
    launch = replace(HERE, rule="date-missed", subject="closed:m", anchor="due:2026-11-05")
    part = replace(THERE, rule="date-missed", subject="closed:1", anchor="due:2026-11-05")
    others = (replace(part, anchor="due:2026-11-06"), replace(part, rule="date-moved"))
    assert together(launch, part) == {"1"}
    assert [together(launch, other) for other in others] == [{"1", "2"}] * 2
    assert together(launch, part, milestones={}) == {"1", "2"}
    assert together(launch, part, said=(said(launch),)) == {"1", "2"}


def test_what_was_said_on_a_ticket_that_is_gone_is_said_where_the_check_says() -> None:
    answer = Evaluation("acme", HERE.rule, HERE.subject, "", 1, Outcome.FINDING, NOW, findings=(HERE,))
    (placed,) = stay([ProjectResult(project(), (answer,), {}, 1)], (OLD,), (), lambda project, was: None, {})
    assert [one.on.id for one in placed.findings if one.on] == ["2"]


def test_a_milestone_found_on_several_tickets_stays_on_its_own_or_goes_to_the_same_of_them_each_time() -> None:
    launch = replace(HERE, rule="date-missed", subject="closed:m", anchor="due:2026-11-05")
    first = replace(THERE, rule="date-missed", subject="closed:1", anchor="due:2026-11-05")
    second = replace(first, subject="closed:2", on=TicketRef("closed", "ACME", "3", "ACME-3"))

    def goes_to(milestone: Finding, *parts: Finding) -> str:
        answers = tuple(
            Evaluation("acme", one.rule, one.subject, "", 1, Outcome.FINDING, NOW, findings=(one,))
            for one in (milestone, *parts)
        )
        of = {**MILESTONES, "closed:2": "closed:m"}
        (placed,) = stay([ProjectResult(project(), answers, {}, 1)], (), (), lambda project, was: there(was), of)
        [on] = [one.on for one in placed.findings if one.subject == milestone.subject]
        return on.id if on else "none"

    assert [goes_to(launch, first, second), goes_to(launch, second, first)] == ["1", "1"]
    assert goes_to(replace(launch, on=second.on), first, second) == "3"
    assert goes_to(launch, replace(first, on=None)) == "2"
    assert goes_to(replace(launch, on=None), first) == "none"
