"""Words on one tracker tie a ticket to one on another, and whoever asks is told."""

import json
from datetime import UTC, datetime

from tests.core.conftest import Command

from forewarn.demo.theatre import Theatre
from forewarn.model import Event, Kind, Person

NOW = "2026-11-12T18:00+01:00"


def test_explain_shows_on_which_other_trackers_a_ticket_is_mentioned(theatre: Theatre, forewarn: Command) -> None:
    source, place = theatre._places["map-tiles"]
    who = Person("ben", "Ben Okafor", handle="ben")
    at = datetime(2026, 11, 12, 14, tzinfo=UTC)
    theatre.sandboxes[source].play(place, Event("e", at, Kind.COMMENTED, who, text="HRB-1 waits for this; ZETA-1 not."))
    forewarn("sync", "-c", theatre.config, environ=theatre.environ())
    found = forewarn("explain", "date-missed", "HRB-1", "-c", theatre.config, "--now", NOW)
    assert found.code == 0
    words = " ".join(found.out.split())
    assert "Mentioned in northlight/harbour-site#1 (Map tiles load slowly on phones), in a comment." in words
    told = forewarn("explain", "date-missed", "northlight/harbour-site#1", "-c", theatre.config, "--now", NOW, "--json")
    [one] = json.loads(told.out)
    assert [(m["ticket"], m["where"]) for m in one["mentions"]] == [("HRB-1", "comment")]
