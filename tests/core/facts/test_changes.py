"""Which tickets are changes of what was agreed."""

from typing import Any

import pytest

from forewarn.facts.askers import Asker
from forewarn.facts.change.requests import REQUESTS, ChangeRequest, Marks, change_request
from forewarn.facts.project import Baseline
from forewarn.language import language_for
from forewarn.model import MILESTONE
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play

BEFORE, AFTER = "Mon 2026-10-26 09:00 ", "Tue 2026-11-10 10:00 "
AGREED = project(baselines=(Baseline(instant("Mon 2026-11-02 09:00"), "Clara"),))
MARKS = Marks(grace_days=2, bugs={"bug"}, requests=REQUESTS, tiny={"XS"}, tiny_estimate=1)
LAUNCH = play("M-1", BEFORE + "Tom opens", type=MILESTONE)
PAGE = play("A-8", BEFORE + "Tom opens", milestone="M-1")
ENGLISH = language_for("en")

# How the ticket came; what it looked like when it was opened; by which event it is a change, and who asked.
CASES: list[tuple[str, str, dict[str, Any], tuple[str, Asker] | None]] = [
    ("it joined", AFTER + "Tom opens", {"milestone": "M-1"}, ("A-1.1", Asker.TEAM)),
    ("it was asked for", AFTER + "Clara opens", {"milestone": "M-1"}, ("A-1.1", Asker.CLIENT)),
    ("it was agreed", BEFORE + "Tom opens", {"milestone": "M-1"}, None),
    ("its list grew", BEFORE + "Tom opens\n" + AFTER + "Tom adds item Video", {"milestone": "M-1"}, None),
    ("by its type", AFTER + "Clara opens", {"type": "Change Request"}, ("A-1.1", Asker.CLIENT)),
    ("by a label", BEFORE + "Tom opens\n" + AFTER + "Tom adds label change-request", {}, ("A-1.2", Asker.TEAM)),
    ("by a label from before the agreement", BEFORE + "Tom opens", {"labels": ("change request",)}, None),
    ("by a label within the grace", "Wed 2026-11-04 09:00 Tom opens", {"labels": ("change request",)}, None),
    ("joined as an agreed request", BEFORE + "Tom opens", {"labels": ("change request",), "milestone": "M-1"}, None),
    ("ordinary work", AFTER + "Clara opens", {}, None),
    ("a bug", AFTER + "Clara opens", {"milestone": "M-1", "type": "Bug"}, None),
    ("declined", AFTER + "Clara opens\n" + AFTER + "Tom moves to Declined", {"milestone": "M-1"}, None),
    ("a sub-task", AFTER + "Tom opens", {"milestone": "M-1", "parent": "A-9"}, None),
    ("tiny by a label", AFTER + "Clara opens", {"milestone": "M-1", "labels": ("xs",)}, None),
    ("tiny by its estimate", AFTER + "Clara opens", {"milestone": "M-1", "estimate": 1.0}, None),
    ("more than tiny", AFTER + "Clara opens", {"milestone": "M-1", "estimate": 1.5}, ("A-1.1", Asker.CLIENT)),
]


def _change(script: str, agreed: bool = True, **state: Any) -> ChangeRequest | None:
    ticket = play("A-1", script, **state)
    milestone = LAUNCH if ticket.milestone else None
    scope = AGREED if agreed else project()
    assert ENGLISH is not None
    return change_request(ticket, milestone, (LAUNCH, PAGE, ticket), scope, ENGLISH, lambda at: True, MARKS)


@pytest.mark.parametrize(("script", "state", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_is_a_change(script: str, state: dict[str, Any], expected: tuple[str, Asker] | None) -> None:
    change = _change(script, **state)
    assert (change and (change.event.id, change.asker)) == expected


def test_without_an_agreement_only_what_is_marked_is_a_change() -> None:
    assert _change(AFTER + "Clara opens", agreed=False, milestone="M-1") is None
    assert _change(AFTER + "Clara opens", agreed=False, labels=("change request",)) is not None
