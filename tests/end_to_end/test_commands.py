"""Commands on tickets, through the real client libraries: heard from the team, answered once, whatever is killed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.end_to_end.mortal import Fate, Killed, MortalConnector, mortal_store

from forewarn.agency import open_agency
from forewarn.config import load_config
from forewarn.connect import Posted
from forewarn.connect.stage import Fault
from forewarn.demo.story import load_story
from forewarn.demo.theatre import Theatre, open_theatre
from forewarn.model import Audience, Event, Kind
from forewarn.run import Pass, run_pass
from forewarn.store import Outcome

HOUR = timedelta(hours=1)


@dataclass
class Play:
    """The demo's agency on the Thursday on which forewarn has spoken, hour by hour."""

    theatre: Theatre
    now: datetime

    def says(self, ticket: str, who: str, text: str, *, internal: bool = True) -> tuple[str, str, str]:
        """Somebody comments on a ticket of the story, half an hour after the last run."""
        source, ident = self.theatre._places[ticket]
        public = not internal or source != "jira"
        person = self.theatre.story.people[who]
        event = Event("", self.now + HOUR / 2, Kind.COMMENTED, person, text=text, public=public)
        return source, ident, self.theatre.sandboxes[source].play(ident, event)

    def changes(self, comment: tuple[str, str, str], who: str, text: str | None) -> None:
        """Somebody edits a comment, or deletes it."""
        source, ident, ref = comment
        kind = Kind.EDITED if text is not None else Kind.DELETED
        person = self.theatre.story.people[who]
        self.theatre.sandboxes[source].play(ident, Event("", self.now + HOUR / 2, kind, person, new=text, ref=ref))

    def run(self, last_moment: int | None = None, *, later: timedelta = HOUR) -> Pass | None:
        """Forewarn comes by after a while; None where it was killed at that moment."""
        self.now += later
        for sandbox in self.theatre.sandboxes.values():
            sandbox.now = self.now
        with self.agency() as agency:
            self.fate = Fate(last_moment)
            connectors = {name: MortalConnector(one, self.fate) for name, one in agency.connectors.items()}
            mortal = replace(agency, store=mortal_store(agency.store, self.fate), connectors=connectors)
            try:
                return run_pass(mortal, self.now, lambda: self.now, lambda w, c: None, fetch=True, apply=True)
            except Killed:
                return None

    def agency(self):  # type: ignore[no-untyped-def]  # a context manager of an Agency
        return open_agency(load_config(self.theatre.config), self.theatre.environ(), lambda: self.now)

    def ours(self, ticket: str) -> list[Posted]:
        """Our comments on a ticket, as the tracker has them, oldest first."""
        source, ident = self.theatre._places[ticket]
        with self.agency() as agency:
            (known,) = agency.store.seen.load(source, [ident])
            return sorted(agency.connectors[source].speaker().find(known.ref), key=lambda one: one.at)

    def replies(self, ticket: str) -> list[Posted]:
        """Our replies on a ticket."""
        return [one for one in self.ours(ticket) if one.marker.startswith("r")]


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    with open_theatre(load_story(), tmp_path) as theatre:
        acts = theatre.acts()
        first = next(acts)
        quiet = Play(theatre, first.at - HOUR)
        assert quiet.run() is not None
        second = next(acts)
        playing = Play(theatre, second.at - HOUR)
        assert playing.run() is not None
        yield playing


def test_a_snooze_is_told_once_in_our_note_and_ends_on_time(play: Play) -> None:
    (before,) = play.ours("map-tiles")
    play.says("map-tiles", "ben", "forewarn: snooze 2 days because the provider is on holiday")
    done = play.run()
    assert done is not None
    assert sum(result.outcomes[Outcome.WAIVED] for result in done.results) == 1
    (note,) = play.ours("map-tiles")
    assert note.id == before.id
    assert "put this aside until" in note.body
    assert "the provider is on holiday" in note.body
    again = play.run()
    assert again is not None
    assert again.spoken == ()
    later = play.run(later=timedelta(days=4))  # two business days: a weekend lies between
    assert later is not None
    assert [act.ticket.key for act in later.plan.writes if "harbour-site" in act.ticket.key]
    assert "put this aside" not in play.ours("map-tiles")[-1].body


@pytest.mark.parametrize("text", ["Never mind.", None])
def test_whoever_edits_or_deletes_the_command_takes_the_snooze_back(play: Play, text: str | None) -> None:
    play.says("booking-form", "mara", "Internally: all fine.")
    command = play.says("booking-form", "mara", "forewarn: snooze 9 days because Helen knows")
    assert play.run() is not None
    play.changes(command, "mara", text)
    done = play.run(later=timedelta(days=1) + HOUR)  # deletions are looked for once a day
    assert done is not None
    assert not any(one.finding.on and one.finding.on.key == "HRB-2" for one in done.considered.quiet.silenced)
    assert "put this aside" not in "".join(one.body for one in play.ours("booking-form"))


def test_a_client_is_ignored_in_silence_and_heard_by_the_checks(play: Play) -> None:
    play.says("start-page", "helen", "forewarn: dismiss because I say so", internal=False)
    done = play.run()
    assert done is not None
    assert play.replies("start-page") == []
    assert done.considered.quiet.silenced == ()
    with play.agency() as agency:
        (source, ident) = play.theatre._places["start-page"]
        told = [entry.text for entry in agency.store.journal.of_ticket(source, ident)]
    assert any("only people of the team are listened to" in text for text in told)


def test_a_promise_that_was_none_is_left_out_and_remembered(play: Play) -> None:
    play.says("booking-form", "ben", "forewarn: not a promise")
    for _ in range(2):
        done = play.run()
        assert done is not None
        found = {(f.rule, f.on.key) for r in done.results for f in r.findings if f.on}
        assert ("promise-broken", "HRB-2") not in found
    (reply,) = play.replies("booking-form")
    assert "no longer counts as a promise" in reply.body
    assert reply.audience is Audience.TEAM


def test_commands_in_quotations_and_in_our_own_words_are_nobodys(play: Play) -> None:
    play.says("booking-form", "mara", "bq. forewarn: explain\n{code}\nforewarn: explain\n{code}")
    done = play.run()
    assert done is not None
    assert done.considered.heard == ()


COMMANDS = {
    "explain": "forewarn: explain",
    "unreadable": "forewarn: snoze",
    "refused": "forewarn: snooze 99 days because x",
    "no promise": "forewarn: not a promise",
}


def test_each_command_is_answered_once_in_each_markup(play: Play) -> None:
    for ticket in ("booking-form", "map-tiles"):
        for text in COMMANDS.values():
            play.says(ticket, "ben", text)
    for _ in range(3):
        play.run()
    assert [len(play.replies(ticket)) for ticket in ("booking-form", "map-tiles")] == [len(COMMANDS)] * 2


LAST_MOMENTS = 10
"""How far before its end a run is killed: from before the replies to after the log."""


def test_a_command_is_answered_once_wherever_the_run_is_killed(play: Play) -> None:
    play.says("map-tiles", "ben", "forewarn: explain")
    assert play.run() is not None
    whole, asked = play.fate.moments, 1
    for last_moment in range(whole - LAST_MOMENTS, whole, 2):
        play.says("map-tiles", "ben", "forewarn: explain")
        asked += 1
        play.run(last_moment)
        play.run()
        assert len(play.replies("map-tiles")) == asked, f"killed at moment {last_moment} of {whole}"


def test_a_command_is_answered_once_when_the_answer_to_our_reply_is_lost(play: Play) -> None:
    for asked, kind in enumerate(("cut", "cut-after", "garbage", "status-after"), 1):
        play.says("map-tiles", "ben", "forewarn: explain")
        play.theatre.sandboxes["github"].misbehave(Fault(kind, "POST", "comments", 502))
        play.run()
        play.run()
        assert len(play.replies("map-tiles")) == asked, kind


def test_a_snooze_is_told_once_wherever_the_run_is_killed(play: Play) -> None:
    play.says("map-tiles", "ben", "forewarn: snooze 9 days because of the fair")
    assert play.run() is not None
    whole = play.fate.moments
    for last_moment in range(whole - LAST_MOMENTS, whole, 4):
        play.says("map-tiles", "ben", f"forewarn: snooze {last_moment % 40 + 10} days because reason {last_moment}")
        play.run(last_moment)
        play.run()
        notes = [one for one in play.ours("map-tiles") if not one.marker.startswith("r")]
        assert sum(one.body.count("put this aside") for one in notes) == 1
        assert play.replies("map-tiles") == []
