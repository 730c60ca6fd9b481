"""Whatever a tracker does wrong: nothing lost, nothing said twice, the right exit code, and a report that says it.

What can go wrong is asked of the sandboxes, so that a new misbehaviour or quirk is tried, or misses its row here.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from tests.core.conftest import Command, Result
from tests.end_to_end.bureau import BEN, CONTAINERS, PROMISE, TICKETS, Bureau, a_bureau

from forewarn.connect.sandbox_host import SandboxHost
from forewarn.connect.stage import Fault
from forewarn.model import Event, Field, Kind

TRACKERS = ("jira", "jira-dc", "github", "trello")
_LONG, _WAITED = 3.2, 2.0
"""Seconds that a slow answer takes, and after which it counts as lost; others are faster on a busy machine, too."""
_FOUND = "found the comment of an interrupted run; it stands once"
_OPEN = "no answer came back; the next run looks before it says anything"


@pytest.fixture
def bureau(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    """The agency on the tracker that the test names."""
    monkeypatch.setattr(os, "environ", dict(os.environ))
    is_slow = str(request.node.callspec.params.get("kind")).startswith("slow")
    with a_bureau(request.param, tmp_path, _WAITED if is_slow else 30) as opened:
        yield opened


def words(result: Result) -> str:
    text = " ".join((result.out + result.err).split())
    assert "Traceback" not in text
    return text


def all_is_well(bureau: Bureau, forewarn: Command) -> None:
    """The next run goes on where the last one stopped; then everything is there once."""
    while bureau.sandbox.pending:  # type: ignore[attr-defined]  # a tracker that is slow still writes what we gave up
        sleep(0.02)
    bureau.let_an_hour_pass()
    mended = forewarn("run", "--apply", "-c", bureau.both)
    assert mended.code == 0, words(mended)
    assert bureau.stored_words() == {ticket: [PROMISE] for ticket in bureau.tickets}
    assert bureau.our_comments() == [1] * TICKETS


@pytest.mark.parametrize("bureau", TRACKERS, indirect=True)
@pytest.mark.parametrize("kind", sorted(SandboxHost.misbehaviours))
def test_a_tracker_that_only_misbehaves_is_named_and_read_the_next_time(
    bureau: Bureau, kind: str, forewarn: Command
) -> None:
    seconds = _LONG if kind.startswith("slow") else 0
    bureau.sandbox.misbehave(Fault(kind, seconds=seconds, times=1))
    beside = forewarn("run", "--apply", "-c", bureau.both)
    assert beside.code == 4, words(beside)
    where = f"tracker: {CONTAINERS[bureau.name]} NOT READ (never read so far)"
    assert where in words(beside) and "folder: HRB 1 ticket" in words(beside)
    bureau.sandbox.misbehave(Fault(kind, seconds=seconds, times=1))
    alone = forewarn("run", "--apply", "-c", bureau.alone)
    assert alone.code == 3, words(alone)
    assert where in words(alone)
    all_is_well(bureau, forewarn)


@pytest.mark.parametrize("bureau", TRACKERS, indirect=True)
@pytest.mark.parametrize("kind", sorted(SandboxHost.misbehaviours))
def test_a_comment_whose_fate_is_unknown_is_said_so_and_stands_once_in_the_end(
    bureau: Bureau, kind: str, forewarn: Command
) -> None:
    seconds = _LONG if kind.startswith("slow") else 0
    bureau.sandbox.misbehave(Fault(kind, "POST", "comment", seconds=seconds, times=1))
    troubled = forewarn("run", "--apply", "-c", bureau.both)
    outcomes = {(0, 1, 0)} if kind.endswith("-after") else {(4, 0, 1)}
    if kind == "slow":  # it is written while we look for it, or later; on a busy machine the other one is slow, too
        outcomes |= {(0, 1, 0), (4, 1, 1), (4, 0, 2)}
    assert (troubled.code, words(troubled).count(_FOUND), words(troubled).count(_OPEN)) in outcomes, words(troubled)
    all_is_well(bureau, forewarn)
    again = forewarn("run", "--apply", "-c", bureau.both)
    assert again.code == 0 and "posted" not in again.out
    assert bureau.our_comments() == [1] * TICKETS


@pytest.mark.parametrize("bureau", ["trello"], indirect=True)
def test_where_nobody_can_look_for_deletions_what_was_read_is_spoken_of(bureau: Bureau, forewarn: Command) -> None:
    bureau.sandbox.misbehave(Fault("status", path="/cards/all", status=500, times=99))
    first = forewarn("run", "--apply", "-c", bureau.both)
    assert first.code == 4, words(first)
    assert "all but this could be read: source tracker, board" in words(first) and "NOT READ" not in words(first)
    assert bureau.our_comments() == [1] * TICKETS


@dataclass(frozen=True)
class Row:
    """How a quirk is switched on and off again, and what the first run makes of it."""

    on: Callable[[Any, Bureau], None]
    off: Callable[[Any, Bureau], None] = lambda quirks, bureau: None
    code: int = 0
    says: str = ""


def _set(name: str, value: Any) -> Callable[[Any, Bureau], None]:
    return lambda quirks, bureau: setattr(quirks, name, value)


def _renames(moment: str) -> Callable[[Any, Bureau], None]:
    """Somebody works while we turn pages."""

    def on(quirks: Any, bureau: Bureau) -> None:
        def act(what: object) -> None:
            setattr(quirks, moment, lambda what: None)
            _rename(bureau)

        setattr(quirks, moment, act)

    return on


def _garbles_a_change(quirks: Any, bureau: Bureau) -> None:
    quirks.garbled_changes.add(bureau.tickets[0])
    _rename(bureau)


def _rename(bureau: Bureau) -> None:
    event = Event("e", datetime.now(UTC), Kind.CHANGED, BEN, Field.TITLE, old="Page 0", new="Front page")
    bureau.sandbox.play(bureau.tickets[0], event)


QUIRKS: Mapping[str, Mapping[str, Row]] = {
    "jira": {
        "lagging": Row(lambda q, b: q.lagging.update(b.tickets), lambda q, b: q.lagging.clear()),
        "archived": Row(lambda q, b: q.archived.update(b.tickets), lambda q, b: q.archived.clear()),
        "sorts_by_second": Row(_set("sorts_by_second", True)),
        "shrinking": Row(_set("shrinking", True)),
        "before_search": Row(_renames("before_search")),
        "closed": Row(
            lambda q, b: q.closed.add("ACME"), lambda q, b: q.closed.clear(), 4, "tracker: ACME NOT READ (never read"
        ),
        "garbled": Row(
            lambda q, b: q.garbled.add(b.tickets[0]), lambda q, b: q.garbled.clear(), 4, "issuelinks of ACME-"
        ),
        "garbled_changes": Row(
            _garbles_a_change, lambda q, b: q.garbled_changes.clear(), 4, "what happened to ACME-1 is not known"
        ),
        "converted": Row(lambda q, b: q.converted.add("ACME")),  # clients see nothing here, whatever its kind
        "zone": Row(lambda q, b: None),  # it is an odd one from the start
        "bulk_as_text": Row(_set("bulk_as_text", True)),
        "shows_properties": Row(_set("shows_properties", False)),
        # These two are what doctor is told; what happens to a comment is tried below.
        "denied": Row(lambda q, b: q.denied.add("ADD_COMMENTS")),
        "is_administrator": Row(_set("is_administrator", False)),
        "sees_groups": Row(_set("sees_groups", False)),  # no group is named here; test_groups.py names some
    },
    "trello": {
        "largest_answer": Row(
            _set("largest_answer", 1), _set("largest_answer", None), 4, "Trello does not give so much at once"
        ),
        "ignores_modified_since": Row(_set("ignores_modified_since", True)),
        "garbled": Row(lambda q, b: q.garbled.add(b.tickets[0]), lambda q, b: q.garbled.clear(), 4, "Card due"),
        "failing": Row(
            lambda q, b: q.failing.add(b.tickets[0]), lambda q, b: q.failing.clear(), 4, "could not be said"
        ),
    },
    "github": {
        "older": Row(_set("older", True)),
        # For seconds, as on the real one; what happens to an event that comes late is told with the connector.
        "lagging": Row(
            lambda q, b: q.lagging.update({1: datetime.now(UTC) - timedelta(seconds=5)}), lambda q, b: q.lagging.clear()
        ),
        "largest_page": Row(_set("largest_page", 1)),
        "before_list": Row(_renames("before_list")),
        "closed": Row(
            lambda q, b: q.closed.add("acme/site"),
            lambda q, b: q.closed.clear(),
            4,
            "tracker: acme/site NOT READ (never read",
        ),
        "public": Row(
            lambda q, b: q.public.add("acme/site"), lambda q, b: q.public.clear(), 4, "acme/site is public: anybody"
        ),
        "quota": Row(_set("quota", 3), _set("quota", 5000), 4, "tracker: acme/site NOT READ"),
        "enforced": Row(_set("enforced", True)),
        "sees_groups": Row(_set("sees_groups", False)),
        "writes": Row(lambda q, b: None),  # a count, and no switch
    },
}
QUIRKS_OF = [(name, quirk) for name in TRACKERS for quirk in QUIRKS[name.removesuffix("-dc")]]


@pytest.mark.parametrize("bureau", TRACKERS, indirect=True)
def test_every_quirk_of_a_sandbox_has_its_row(bureau: Bureau) -> None:
    quirks = getattr(bureau.sandbox, "quirks", None)
    known = {field.name for field in fields(quirks)} if quirks else set()
    assert known == set(QUIRKS[bureau.name.removesuffix("-dc")])


@pytest.mark.parametrize(("bureau", "quirk"), QUIRKS_OF, indirect=["bureau"])
def test_a_quirk_of_a_tracker_loses_and_doubles_nothing(bureau: Bureau, quirk: str, forewarn: Command) -> None:
    row, quirks = QUIRKS[bureau.name.removesuffix("-dc")][quirk], bureau.sandbox.quirks  # type: ignore[attr-defined]
    row.on(quirks, bureau)
    first = forewarn("run", "--apply", "-c", bureau.both)
    assert first.code == row.code, words(first)
    assert row.says in words(first)
    row.off(quirks, bureau)
    all_is_well(bureau, forewarn)


@pytest.mark.parametrize("bureau", ["jira", "jira-dc"], indirect=True)
def test_an_account_that_may_not_comment_fails_out_loud_and_goes_on_once_it_may(
    bureau: Bureau, forewarn: Command
) -> None:
    bureau.sandbox.commenting.may_comment = False  # type: ignore[attr-defined]
    refused = forewarn("run", "--apply", "-c", bureau.both)
    assert refused.code == 4
    assert "could not be said" in words(refused) and "permission to add and edit comments" in words(refused)
    assert bureau.our_comments() == [0] * TICKETS
    bureau.sandbox.commenting.may_comment = True  # type: ignore[attr-defined]
    all_is_well(bureau, forewarn)
