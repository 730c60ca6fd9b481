"""One event is one thing to do in the digest, as it would be one on its ticket."""

from datetime import UTC, datetime

import pytest

from forewarn.model import Audience, Finding, Severity, TicketRef
from forewarn.show.digest import told_once
from forewarn.store import HeldItem, Reason, Rung

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
PAGE = TicketRef("board", "shop", "7", "A-7", "https://board.example/7", "Page")
MOVE, LATE = "e3", "due:2026-11-06"


def held(rule: str, reason: Reason, anchor: str = MOVE, severity: Severity = Severity.MEDIUM) -> HeldItem:
    check, subject, audiences = f"process/{rule}", "board:7", frozenset({Audience.TEAM})
    finding = Finding(rule, check, "site", subject, anchor, severity, NOW, audiences=audiences, on=PAGE)
    return HeldItem(finding, Audience.TEAM, reason, "", Rung.DIGEST, "", NOW, NOW)


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([held("date-moved", Reason.EXPOSED), held("moved-late", Reason.EXPOSED)], ["date-moved"]),
        ([held("date-moved", Reason.APPROVAL), held("moved-late", Reason.EXPOSED)], ["date-moved"]),
        # a person has to approve it, whatever else is graver
        (
            [held("no-new-date", Reason.EXPOSED, severity=Severity.HIGH), held("date-moved", Reason.APPROVAL)],
            ["no-new-date", "date-moved"],
        ),
        # another event
        (
            [held("date-moved", Reason.APPROVAL), held("date-missed", Reason.EXPOSED, LATE)],
            ["date-moved", "date-missed"],
        ),
        # one that nobody kept off the ticket stands there
        ([held("date-moved", Reason.APPROVAL), held("moved-late", Reason.BUDGET)], ["date-moved", "moved-late"]),
    ],
)
def test_what_waits_for_approval_tells_its_event_beside_others_that_may_not_stand_there(
    items: list[HeldItem], told: list[str]
) -> None:
    assert [one.finding.rule for one in told_once(items)] == told
