"""What becomes of a command: who may command, for how long, and about what."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from forewarn.facts.commands import Given
from forewarn.language.commands import commands
from forewarn.model import Person, Role, Ticket
from forewarn.waivers import Heard, Kind, Verdict
from forewarn.waivers.replies import hear
from forewarn.worktime import Calendar, Hours

AT = datetime(2026, 11, 18, 10, tzinfo=UTC)
OFFICE = Calendar("office", ZoneInfo("UTC"), dict.fromkeys(range(5), Hours(time(9), time(17))))
TICKET = Ticket("jira", "ACME", "101", "ACME-1", "Form", AT - timedelta(days=9))


def heard(text: str, role: Role = Role.TEAM) -> Heard:
    (command,) = commands(text, date(2026, 11, 18))
    given = Given(command, AT, Person("mara", "Mara", role), "key.1", "https://jira/1")
    (one,) = hear([given], TICKET, "site", {"date-missed", "silence"}, OFFICE, 60)
    return one


@pytest.mark.parametrize("role", [Role.CLIENT, Role.UNKNOWN])
def test_only_the_team_is_listened_to(role: Role) -> None:
    one = heard("forewarn: snooze 5 days because x", role)
    assert (one.verdict, one.waiver) == (Verdict.NOT_TEAM, None)


def test_a_snooze_counts_business_days_from_the_moment_it_was_written() -> None:
    waiver = heard("forewarn: snooze 3 days because of the fair").waiver
    assert waiver is not None
    assert waiver.until == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert (waiver.kind, waiver.owner, waiver.because) == (Kind.SNOOZE, "Mara", "the fair")
    assert (waiver.place, waiver.since, waiver.rule) == (("jira", "101"), AT, "")
    assert waiver.about == "everything on ACME-1"


def test_a_snooze_until_a_day_ends_with_that_working_day() -> None:
    waiver = heard("forewarn: snooze silence until Friday because x").waiver
    assert waiver is not None
    assert (waiver.until, waiver.rule) == (datetime(2026, 11, 20, 17, tzinfo=UTC), "silence")


def test_a_dismissal_lasts_as_long_as_a_reply_may() -> None:
    waiver = heard("forewarn: dismiss because x").waiver
    assert waiver is not None
    assert (waiver.kind, waiver.until) == (Kind.DISMISSAL, OFFICE.add_days(AT, 60))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("forewarn: snooze 60 days because x", Verdict.ACCEPTED),
        ("forewarn: snooze 61 days because x", Verdict.TOO_LONG),
        ("forewarn: snooze 9999 days because x", Verdict.TOO_LONG),
        ("forewarn: snooze until 2031-01-01 because x", Verdict.TOO_LONG),
        ("forewarn: snooze silnce 5 days because x", Verdict.UNKNOWN_RULE),
        ("forewarn: explain silnce", Verdict.UNKNOWN_RULE),
        ("forewarn: snooze", Verdict.UNREADABLE),
        ("forewarn: explain", Verdict.ACCEPTED),
        ("forewarn: not a promise", Verdict.ACCEPTED),
    ],
)
def test_what_is_accepted(text: str, verdict: Verdict) -> None:
    assert heard(text).verdict is verdict
