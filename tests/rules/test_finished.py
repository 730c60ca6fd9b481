"""What was finished long ago is left in peace: its answers do not change with the rest of its project."""

from datetime import timedelta
from pathlib import Path

import pytest

from forewarn.checks import Check, Context, all_checks
from forewarn.checks.check import Subject
from forewarn.engine.ask import ask_ticket
from forewarn.language import language_for
from forewarn.model import Ticket
from forewarn.testing.casefile import read_cases
from forewarn.testing.cases import rule_for, set_stage
from forewarn.worktime import Clock

ABOUT_TICKETS = {slug: check for slug, check in all_checks().items() if check.subject is not Subject.PROJECT}
CASE = read_cases(Path(__file__).parent / "results" / "on-time-arrival.yaml")[0]


@pytest.mark.parametrize("slug", ABOUT_TICKETS)
def test_a_ticket_that_was_finished_long_ago_rests_on_nothing_but_itself(slug: str) -> None:
    stage = set_stage(CASE)
    check: type[Check] = ABOUT_TICKETS[slug]
    (ticket,) = (one for one in stage.tickets_by(stage.now) if one.key == stage.subject)
    asked: list[str] = []

    def others() -> tuple[Ticket, ...]:
        asked.append(slug)
        return (ticket,)

    now = stage.now + timedelta(days=400)
    context = Context(Clock(now), stage.project, language_for(stage.project.language), {}, others)
    ask_ticket(rule_for(check), ticket, context)
    assert asked == []
