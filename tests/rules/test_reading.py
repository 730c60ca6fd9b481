"""What a check reads: an answer that rests on the whole project is asked anew with each of its changes."""

import pytest

from forewarn.checks import Context, all_checks
from forewarn.engine import ask_ticket
from forewarn.language import language_for
from forewarn.store import Outcome
from forewarn.testing.builders import moved, opened, person, project, ticket
from forewarn.testing.cases import rule_for
from forewarn.testing.script import instant
from forewarn.worktime import Clock


@pytest.mark.parametrize("slug", ["process/step-overrunning", "process/date-missed"])
def test_of_parked_work_nothing_else_is_read(slug: str) -> None:
    agency, tom = project(parked_labels=frozenset({"on hold"})), person("Tom")
    monday = instant("Mon 2026-11-02 09:00", agency.agency_calendar.zone)
    now = instant("Mon 2026-11-30 09:00", agency.agency_calendar.zone)
    parked = ticket("A-1", opened(monday, tom), moved(monday, tom, "Doing"), labels=("on hold",), due="2026-11-13")
    ctx = Context(Clock(now), agency, language_for("en"), {}, lambda: (parked,))
    answer = ask_ticket(rule_for(all_checks()[slug]), parked, ctx)
    assert (answer.outcome, ctx.read_project) == (Outcome.NOT_APPLICABLE, False)
