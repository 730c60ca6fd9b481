"""What real sites do to those who write: nothing is written twice, and nothing to the wrong people."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.connectors.jira.harness import DEPLOYMENTS, START, Deployment, Site, a_site, changed, said

from forewarn.connect import Posted
from forewarn.connect.stage import Fault
from forewarn.errors import MalformedAnswer, PermissionDenied, RateLimited, UnavailableError
from forewarn.model import Audience, Field, TicketRef
from forewarn_jira.speaker import JiraSpeaker


def a_ref(number: str) -> TicketRef:
    return TicketRef("jira", "ACME", number, "ACME-1")


def say_once(speaker: JiraSpeaker, ref: TicketRef, marker: str = "m1") -> Posted:
    """As the core speaks: whenever nobody knows whether it arrived, look before any second try."""
    for _ in range(4):
        found = speaker.find(ref, marker)
        if found:
            return found[0]
        try:
            return speaker.post(ref, "Words", marker=marker, audience=Audience.TEAM)
        except (UnavailableError, MalformedAnswer, RateLimited):
            continue
    raise AssertionError("four tries were not enough")


def ours(site: Site, number: str) -> int:
    """How many comments there are, whoever may see them."""
    return len(site.tickets()[number].comments())


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize(
    "fault",
    [
        Fault("cut", "POST", "/comment", times=2),
        Fault("cut-after", "POST", "/comment"),
        Fault("status", "POST", "/comment", 429, (("Retry-After", "3"),), times=2),
        Fault("status", "POST", "/comment", 429),
        Fault("status-after", "POST", "/comment", 502),
        Fault("status", "POST", "/comment", 503, times=2),
        Fault("status-after", "POST", "/comment", 200, body="<html></html>"),
        Fault("garbage", "POST", "/comment"),
    ],
    ids=lambda fault: f"{fault.kind} {fault.status}",
)
def test_whatever_happens_to_a_comment_it_is_there_once(deployment: Deployment, fault: Fault) -> None:
    with a_site(deployment) as site:
        number = site.open()
        site.sandbox.misbehave(fault)
        posted = say_once(site.connector.speaker(), a_ref(number))
        assert posted.marker == "m1" and ours(site, number) == 1


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_comment_that_was_written_after_we_gave_up_is_found(deployment: Deployment) -> None:
    with a_site(deployment, patience={"read_timeout": 0.2, "attempts": 9}) as site:
        number = site.open()
        site.sandbox.misbehave(Fault("slow", "POST", "/comment", seconds=0.4))
        speaker = site.connector.speaker()
        with pytest.raises(UnavailableError):
            speaker.post(a_ref(number), "Words", marker="m1", audience=Audience.TEAM)
        wait_until(lambda: bool(site.asked("/comment", "POST")))
        assert say_once(speaker, a_ref(number)).marker == "m1"
        assert ours(site, number) == len(site.asked("/comment", "POST")) == 1


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(100):
        if true():
            return
        time.sleep(0.02)
    raise AssertionError("it never came true")


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("shows_properties", [True, False])
def test_a_marker_is_found_whether_or_not_lists_show_it(deployment: Deployment, shows_properties: bool) -> None:
    with a_site(deployment) as site:
        site.sandbox.quirks.shows_properties = shows_properties
        number = site.open()
        first = say_once(site.connector.speaker(), a_ref(number))
        assert say_once(site.connector.speaker(), a_ref(number)).id == first.id
        assert ours(site, number) == 1


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_permission_that_is_missing_is_no_reason_to_try_again(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        number = site.open()
        site.sandbox.commenting.may_comment = False
        with pytest.raises(PermissionDenied):
            say_once(site.connector.speaker(), a_ref(number))
        assert len(site.asked("/comment", "POST")) == 1 and ours(site, number) == 0
        site.sandbox.commenting.may_comment = True
        say_once(site.connector.speaker(), a_ref(number))
        assert ours(site, number) == 1


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_note_that_comes_out_public_is_known_as_such_and_can_be_taken_back(deployment: Deployment) -> None:
    with a_site(deployment, service_management=True) as site:
        number = site.open()
        site.sandbox.commenting.has_agent_licence = False
        speaker = site.connector.speaker()
        posted = say_once(speaker, a_ref(number))
        assert posted.audience is Audience.CLIENT
        speaker.withdraw(a_ref(number), posted.id)
        assert ours(site, number) == 0 and speaker.find(a_ref(number)) == ()


@pytest.mark.parametrize("status", [403, 429])
def test_a_comment_that_may_not_be_read_back_is_not_taken_for_one_that_was_refused(status: int) -> None:
    """It may have come out public, and then it must be found again and taken back."""
    with a_site("server", service_management=True) as site:
        number = site.open()
        site.sandbox.quirks.shows_properties = False
        site.sandbox.misbehave(Fault("status", "GET", "/properties/sd.public.comment", status, times=9))
        speaker = site.connector.speaker()
        with pytest.raises(UnavailableError):
            speaker.post(a_ref(number), "Words", marker="m1", audience=Audience.TEAM)
        assert ours(site, number) == 1


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_half_a_character_in_a_text_is_dropped(deployment: Deployment) -> None:
    """Where a text was cut short in the middle of an emoji; no database stores it."""
    with a_site(deployment) as site:
        number = site.open(title="A\ud83d", description="\ude00 \U0001f600", labels=("a\ud83d",))
        site.sandbox.play(number, said("Hel\ud83dlo", START + timedelta(hours=1)))
        site.sandbox.play(number, changed(Field.TITLE, "B\ud83d", START + timedelta(hours=2)))
        read = site.tickets()[number]
    assert (read.title, read.description, read.labels) == ("B", " \U0001f600", ("a",))
    assert [comment.text for comment in read.comments()] == ["Hello"]
    repr(read).encode()


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_nul_in_a_text_is_dropped_on_the_way_in_and_out(deployment: Deployment) -> None:
    """PostgreSQL stores none, and Jira refuses it."""
    with a_site(deployment) as site:
        number = site.open(title="A\x00B", description="\x00", criteria="\x00x", labels=("a\x00",))
        site.sandbox.play(number, said("Hel\x00lo", START + timedelta(hours=1)))
        site.sandbox.play(number, changed(Field.TITLE, "B\x00C", START + timedelta(hours=2)))
        site.connector.speaker().post(a_ref(number), "We\x00ll", marker="m", audience=Audience.TEAM)
        read = site.tickets()[number]
    assert "\x00" not in repr(read) and "\\x00" not in repr(read)
    assert (read.title, read.criteria, read.labels) == ("BC", "x", ("a",))
    assert [comment.text for comment in read.comments()] == ["Hello", "Well"]
