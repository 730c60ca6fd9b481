"""A comment of ours that a person deleted on GitHub, where others still stand."""

import json
from datetime import timedelta

from tests.core.conftest import Command

from forewarn.demo.theatre import Theatre
from forewarn.model import Event, Kind
from forewarn.store import State, open_store


def test_a_comment_that_a_person_deleted_among_others_is_dismissed_and_not_written_again(
    theatre: Theatre, forewarn: Command
) -> None:
    github = theatre.sandboxes["github"]
    ben, now = theatre.story.people["ben"], github.now
    issue = "northlight/harbour-site#1"
    github.play(issue, Event("", now - timedelta(minutes=1), Kind.COMMENTED, ben, text="Noted."))
    first = forewarn("run", "-c", theatre.config, "--apply", "--json", environ=theatre.environ())
    assert issue in {one["ticket"] for one in json.loads(first.out)["said"]}, first.err

    with open_store(f"sqlite:///{theatre.folder / 'forewarn.db'}") as store:
        (said,) = (comment for comment in store.said.all() if comment.ticket.key == issue)
    github.now = now + timedelta(hours=1)
    forewarn("sync", "-c", theatre.config, environ=theatre.environ())
    github.play(issue, Event("", now + timedelta(hours=1.5), Kind.DELETED, ben, ref=said.comment or ""))
    github.now = now + timedelta(hours=2)
    asked = len(github.requests)
    forewarn("sync", "-c", theatre.config, environ=theatre.environ())
    again = forewarn("run", "-c", theatre.config, "--apply", "--json", environ=theatre.environ())

    assert again.code == 0
    assert issue not in {one["ticket"] for one in json.loads(again.out)["said"] if one["deed"] == "posted"}
    with open_store(f"sqlite:///{theatre.folder / 'forewarn.db'}") as store:
        (after,) = (comment for comment in store.said.all() if comment.ticket.key == issue)
    assert after.state is State.DISMISSED
    assert {request.method for request in github.requests[asked:]} == {"GET"}
