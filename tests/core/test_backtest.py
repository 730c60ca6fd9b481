"""What a backtest takes down, look by look, and that it holds the database only while it reads."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from tests.core.engine.test_asked_ahead import Ripening
from tests.core.engine.test_evaluate import rule

from forewarn.agency import open_agency
from forewarn.backtest import Backtest, Record
from forewarn.config import load_config
from forewarn.connect.secrets import Offline
from forewarn.demo.theatre import Theatre
from forewarn.engine import Answer, Given
from forewarn.model import Audience, Finding, Severity
from forewarn.run import collect
from forewarn.store import Outcome, open_store

START = datetime(2026, 11, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEAM = frozenset({Audience.TEAM})
OPEN = Finding("odd", "results/odd", "Shop", "site:S-1", "a", Severity.HIGH, START, TEAM)


def heard(*outcomes: Outcome) -> Record:
    """What is taken down of one answer an hour."""
    record = Record()
    for hour, outcome in enumerate(outcomes):
        answer = Answer(outcome, "", (OPEN,) if outcome is Outcome.FINDING else ())
        record.note(Given(rule(Ripening()), "site:S-1", answer), START + hour * HOUR, first=hour == 0)
    return record


YES, NO, WHO_KNOWS = Outcome.FINDING, Outcome.OK, Outcome.CANNOT_EVALUATE


@pytest.mark.parametrize(
    ("outcomes", "first", "over", "again"),
    [
        ([YES, YES], 0, None, 0),
        ([NO, YES, NO], 1, 2, 0),
        ([NO, YES, Outcome.NOT_APPLICABLE], 1, 2, 0),
        ([YES, NO, YES], 0, None, 1),
        ([YES, NO, YES, NO, NO], 0, 3, 1),
        ([YES, WHO_KNOWS, WHO_KNOWS], 0, None, 0),
        ([YES, WHO_KNOWS, NO], 0, 2, 0),
        ([YES, WHO_KNOWS, YES], 0, None, 0),
        ([YES, Outcome.BROKEN], 0, None, 0),
    ],
)
def test_a_finding_is_over_when_its_rule_says_so_and_not_when_it_cannot_tell(
    outcomes: Sequence[Outcome], first: int, over: int | None, again: int
) -> None:
    (one,) = heard(*outcomes).heard.values()
    assert (one.first, one.before) == (START + first * HOUR, first == 0)
    assert (one.over, one.again) == (None if over is None else START + over * HOUR, again)


def test_what_could_not_be_told_at_the_end_is_known_by_its_reason_and_no_more_once_it_could() -> None:
    assert list(heard(NO, WHO_KNOWS).unknown.values()) == [("odd", WHO_KNOWS, "")]
    assert heard(WHO_KNOWS, NO).unknown == {}


def test_runs_go_on_while_a_backtest_looks_back(theatre: Theatre) -> None:
    now = datetime(2026, 11, 12, 9, tzinfo=UTC)
    config = load_config(theatre.config)
    with open_agency(config, theatre.environ(), lambda: now) as agency:
        collect(agency, lambda: now, lambda what, count: None)
    with open_agency(config, Offline(), lambda: now) as agency:
        one = Backtest(agency, "harbour-website", now - timedelta(days=30), now, daily=True)
    told: list[int] = []
    with open_store(config.store):  # as a run would
        tested = one.run(lambda project, percent: told.append(percent))
    assert tested.heard
    assert told == sorted(told)
    assert 0 == told[0] < told[-1] <= 100
