"""A review of a pull request is work of the team, and an approval where the client gives it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forewarn.facts.talk.signoff import MARKS, RECORDS, Approvals, SignOff, sign_off
from forewarn.facts.work.signs import is_sign
from forewarn.language import language_for
from forewarn.model import Event, Field, Kind, Role
from forewarn.testing import builders
from forewarn.testing.builders import opened, person

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def review(decision: str, role: Role, kind: Kind = Kind.ADDED, hours: int = 1, ref: str = "review:1") -> Event:
    """A decision of a reviewer."""
    who, at = person("Clara", role), START + timedelta(hours=hours)
    value = {"new": decision} if kind is Kind.ADDED else {"old": decision}
    return Event(f"{ref}:{kind}", at, kind, who, Field.REVIEW, ref=ref, **value)  # type: ignore[arg-type]  # texts


GIVEN = {
    "by the client": ([review("approved", Role.CLIENT)], SignOff.GIVEN),
    "by somebody": ([review("approved", Role.UNKNOWN)], SignOff.DOUBTFUL),
    "by the team": ([review("approved", Role.TEAM)], SignOff.MISSING),
    "by a bot": ([review("approved", Role.BOT)], SignOff.MISSING),
    "changes requested": ([review("changes requested", Role.CLIENT)], SignOff.MISSING),
    "dismissed": (
        [review("approved", Role.CLIENT), review("approved", Role.TEAM, Kind.REMOVED, 2)],
        SignOff.MISSING,
    ),
    "another dismissed": (
        [review("approved", Role.CLIENT), review("approved", Role.TEAM, Kind.REMOVED, 2, "review:2")],
        SignOff.GIVEN,
    ),
}


@pytest.mark.parametrize(("events", "given"), GIVEN.values(), ids=GIVEN.keys())
def test_an_approving_review_of_the_client_is_a_sign_off(events: list[Event], given: SignOff) -> None:
    bare = builders.ticket("A-1", opened(START, None))
    ticket = replace(bare, history=(*bare.history, *events))
    english = language_for("en")
    assert english is not None
    assert sign_off([ticket], START, english, Approvals(MARKS, RECORDS)) is given


def test_a_review_shows_work_unless_the_client_wrote_it() -> None:
    assert is_sign(review("changes requested", Role.TEAM))
    assert not is_sign(review("approved", Role.CLIENT))
