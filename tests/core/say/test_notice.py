"""Who answers a comment of ours."""

from datetime import timedelta

import pytest
from tests.core.say.test_plan import CLIENT, NOW, TEAM, finding, said

from forewarn.model import Audience, Event, Kind, Person, Role, Ticket
from forewarn.say.notice import reply_to

NOTE = finding()


@pytest.mark.parametrize(
    ("role", "audience", "answers"),
    [
        (Role.TEAM, TEAM, True),
        (Role.CLIENT, TEAM, False),
        (Role.UNKNOWN, TEAM, False),
        (Role.BOT, TEAM, False),
        (Role.TEAM, CLIENT, True),
        (Role.CLIENT, CLIENT, True),
        (Role.UNKNOWN, CLIENT, True),
        (Role.BOT, CLIENT, False),
    ],
)
def test_only_whoever_it_is_meant_for_answers_it(role: Role, audience: Audience, answers: bool) -> None:
    comment = Event("e1", NOW, Kind.COMMENTED, Person("zoe", "Zoe", role), text="On it.", ref="c9")
    ticket = Ticket("closed", "ACME", "1", "ACME-1", "Form", NOW - timedelta(days=9), history=(comment,))
    reply = reply_to(said(NOTE, audience=audience), ticket)
    assert (reply is not None and reply.by == "Zoe") is answers
