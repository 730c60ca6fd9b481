"""A milestone is spoken of on one of its tickets, and stays there whatever happens on the others."""

from collections import Counter
from datetime import timedelta

from tests.end_to_end.test_commands import Play, play

from forewarn.store import State

__all__ = ["play"]

TICKETS = ("booking-form", "opening-hours", "gallery", "newsletter")


def told(play: Play) -> Counter[tuple[str, str]]:
    """(finding about the milestone, audience) and how many of our comments say it now."""
    with play.agency() as agency:
        launch = "jira:" + play.theatre._places["launch"][1]
        return Counter(
            (part.identity, str(comment.audience))
            for comment in agency.store.said.all(State.SAID)
            for part in comment.open_parts
            if part.identity.split("|")[1] == launch
        )


def places(play: Play) -> set[str]:
    with play.agency() as agency:
        launch = "jira:" + play.theatre._places["launch"][1]
        comments = agency.store.said.all(State.SAID)
        return {c.ticket.id for c in comments if any(p.identity.split("|")[1] == launch for p in c.open_parts)}


def test_a_missed_milestone_is_told_once_although_people_work_on_another_of_its_tickets(play: Play) -> None:
    play.run(later=timedelta(days=18))
    first, where = told(play), places(play)
    assert any(identity.startswith("date-missed|") for identity, _ in first)
    for ticket in TICKETS:
        play.says(ticket, "ben", "I looked into it.")
        play.run()
        assert set(told(play).values()) == {1}
        assert places(play) == where
    assert told(play) == first
