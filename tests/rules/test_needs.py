"""A check that is asked about a ticket lacking what it needs says so, with the reason; never that all is well."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forewarn.checks import Check, all_checks
from forewarn.model import Kind, Need, Ticket
from forewarn.store import Outcome
from forewarn.testing.casefile import Case, read_cases
from forewarn.testing.cases import ask, rule_for, set_stage

HERE = Path(__file__).parent
WHY = "this tracker does not tell"


def _needs_and_cases() -> Iterator[Any]:
    """Each check with each thing that it may lack, and the first case in which it has a finding."""
    for slug, check in all_checks().items():
        case = next(case for case in read_cases(HERE / f"{slug}.yaml") if case.expect == "flags")
        for need in Need:
            yield pytest.param(check, need, case, id=f"{slug} without {need}")


def _without(ticket: Ticket, need: Need) -> Ticket:
    """The ticket of a tracker that cannot give `need`; comments, which others may hold instead, are really gone."""
    lacking = replace(ticket, absent={**ticket.absent, need: WHY})
    if need is Need.COMMENTS:
        return replace(lacking, history=tuple(e for e in ticket.history if e.kind is not Kind.COMMENTED))
    return lacking


@pytest.mark.parametrize(("check", "need", "case"), list(_needs_and_cases()))
def test_what_a_check_lacks_makes_no_ticket_look_fine(check: type[Check], need: Need, case: Case) -> None:
    stage = set_stage(case)
    tickets = [_without(ticket, need) for ticket in stage.tickets_by(stage.now)]
    answer = ask(rule_for(check, case.options), stage.project, tickets, stage.now, stage.subject)
    assert answer.outcome is not Outcome.OK
    if need in check.needs:
        assert answer.outcome in (Outcome.CANNOT_EVALUATE, Outcome.NOT_APPLICABLE)
    if answer.outcome is not Outcome.FINDING:
        assert answer.reason.strip()
