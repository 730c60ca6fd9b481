"""Comments: found again by author and hidden marker, kept from clients or refused, and never sent twice."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.connectors.jira.harness import BOB, DEPLOYMENTS, NOW, START, Deployment, Site, a_site, an_issue, said

from forewarn.connect import Posted
from forewarn.connect.stage import Fault
from forewarn.errors import (
    AuthError,
    GoneError,
    MalformedAnswer,
    PermissionDenied,
    RateLimited,
    RefusedError,
    TrackerError,
    UnavailableError,
)
from forewarn.model import MILESTONE, Audience, TicketRef
from forewarn_jira.speaker import JiraSpeaker


def spoken(site: Site, **ticket: Any) -> tuple[JiraSpeaker, TicketRef]:
    """A speaker, and a ticket to speak on."""
    number = site.open(**ticket)
    return site.connector.speaker(), TicketRef("jira", "ACME", number, "ACME-1", f"{site.sandbox.url}/browse/ACME-1")


def say(speaker: JiraSpeaker, ref: TicketRef, body: str = "Words", marker: str = "m1", **more: Any) -> Posted:
    return speaker.post(ref, body, marker=marker, audience=more.get("audience", Audience.TEAM))


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_comment_is_posted_with_one_request_and_found_again(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        speaker, ref = spoken(site)
        posted = say(speaker, ref, "h3. *Careful*")
        assert site.asked() == ["GET /rest/api/2/project/ACME", f"POST /rest/api/2/issue/{ref.id}/comment"]
        assert posted == Posted(
            posted.id, "m1", "h3. *Careful*", Audience.TEAM, NOW, f"{ref.url}?focusedCommentId={posted.id}"
        )
        assert speaker.find(ref) == speaker.find(ref, "m1") == (posted,)
        assert speaker.find(ref, "m2") == ()


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_only_our_own_comments_with_a_marker_are_found_oldest_first(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        speaker, ref = spoken(site)
        for minute in range(150):
            site.sandbox.play(ref.id, said("m1 forewarn", START + timedelta(minutes=minute)))
        first = say(speaker, ref, marker="m1")
        site.sandbox.now += timedelta(hours=1)
        second = say(speaker, ref, marker="m2")
        assert speaker.find(ref) == (first, second)
        speaker.close()


def test_a_marker_that_the_list_does_not_show_is_asked_for() -> None:
    """Some Data Center versions may ignore `expand=properties`; a comment of ours must not be posted twice there."""
    with a_site("server") as site:
        speaker, ref = spoken(site)
        posted = say(speaker, ref)
        bare = (
            f'{{"total": 2, "comments": [{{"id": "{posted.id}", "author": {{"key": "forewarn"}}, "body": "Words", '
            f'"created": "{NOW.isoformat()}"}}, {{"id": "1", "author": {{"key": "forewarn"}}, '
            f'"created": "{NOW.isoformat()}"}}]}}'
        )
        site.sandbox.misbehave(Fault("status", "GET", "/comment", 200, body=bare))
        assert [(p.id, p.marker) for p in speaker.find(ref)] == [(posted.id, "m1")]


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("service_management", [True, False])
def test_what_is_for_the_team_is_kept_from_the_client(deployment: Deployment, service_management: bool) -> None:
    with a_site(deployment, service_management=service_management) as site:
        speaker, ref = spoken(site)
        posted = say(speaker, ref)
        edited = speaker.edit(ref, posted.id, "Other words", marker="m1", audience=Audience.TEAM)
        assert [p.audience for p in (posted, edited, *speaker.find(ref))] == [Audience.TEAM] * 3
        [read] = site.tickets()[ref.id].comments()
        assert (read.public, read.text) == (False, "Other words")


@pytest.mark.parametrize("has_agent_licence", [True, False])
def test_whether_a_note_is_internal_is_asked_for_where_no_answer_tells(has_agent_licence: bool) -> None:
    """Else every note on such a Data Center would be taken for one that came out public, and withdrawn."""
    with a_site("server", service_management=True) as site:
        site.sandbox.quirks.shows_properties = False
        site.sandbox.commenting.has_agent_licence = has_agent_licence
        speaker, ref = spoken(site)
        posted = say(speaker, ref)
        edited = speaker.edit(ref, posted.id, "Other words", marker="m1", audience=Audience.TEAM)
        expected = Audience.TEAM if has_agent_licence else Audience.CLIENT
        assert [p.audience for p in (posted, edited, *speaker.find(ref))] == [expected] * 3


def test_what_is_for_the_client_is_open_to_the_client() -> None:
    with a_site(service_management=True) as site:
        speaker, ref = spoken(site)
        assert say(speaker, ref, audience=Audience.CLIENT).audience is Audience.CLIENT
        assert [c.public for c in site.tickets()[ref.id].comments()] == [True]


def test_without_any_guarantee_a_comment_for_the_team_is_refused_before_it_is_sent() -> None:
    with a_site(team_visibility=None) as site:
        speaker, ref = spoken(site)
        with pytest.raises(RefusedError, match="clients can read every comment"):
            say(speaker, ref)
        with pytest.raises(RefusedError, match="clients can read every comment"):
            speaker.edit(ref, "1", "Words", marker="m1", audience=Audience.TEAM)
        assert site.asked() == []


def test_in_a_source_that_no_client_sees_everything_is_for_the_team() -> None:
    with a_site(team_visibility=None, client_visible=False) as site:
        speaker, ref = spoken(site)
        assert say(speaker, ref).audience is Audience.TEAM


def test_a_note_that_came_out_public_is_read_back_as_such_and_can_be_withdrawn() -> None:
    """An account without an agent's licence writes public comments where it was told to write internal ones."""
    with a_site(service_management=True) as site:
        site.sandbox.commenting.has_agent_licence = False
        speaker, ref = spoken(site)
        posted = say(speaker, ref)
        assert posted.audience is Audience.CLIENT
        speaker.withdraw(ref, posted.id)
        assert speaker.find(ref) == ()
        with pytest.raises(GoneError):
            speaker.withdraw(ref, posted.id)


def test_a_role_hides_nothing_from_the_portal_of_a_service_project() -> None:
    with a_site() as plain:
        speaker, ref = spoken(plain)
        say(speaker, ref)
        options = plain.sandbox.options() | {"service_management": True}
        connector = type(plain.connector)
        desk = connector(
            "jira",
            connector.Options.model_validate(options),
            client_visible=True,
            environ=plain.sandbox.environ(),
            patience=plain.waiting.patience(),
        )
        assert [posted.audience for posted in desk.speaker().find(ref)] == [Audience.CLIENT]


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("service_management", [True, False])
def test_words_for_the_team_are_not_sent_to_a_project_that_became_of_another_kind(
    deployment: Deployment, service_management: bool
) -> None:
    """The portal of a service project shows what is restricted to a role, and no other project knows internal notes."""
    with a_site(deployment, service_management=service_management) as site:
        speaker, ref = spoken(site)
        posted = say(speaker, ref)
        assert posted.audience is Audience.TEAM
        site.sandbox.quirks.converted.add("ACME")
        later, writes = site.connector.speaker(), len(site.asked(method="POST"))
        with pytest.raises(RefusedError, match="service project, but service_management is"):
            say(later, ref)
        with pytest.raises(RefusedError, match="clients could read it"):
            later.edit(ref, posted.id, "More words", marker="m1", audience=Audience.TEAM)
        assert (len(site.asked(method="POST")), site.asked(method="PUT")) == (writes, [])
        assert [one.audience for one in later.find(ref)] == [Audience.CLIENT]
        assert later.post(ref, "Dear client", marker="m2", audience=Audience.CLIENT).audience is Audience.CLIENT


def test_a_project_is_asked_of_what_kind_it_is_once_a_run_and_only_where_that_matters() -> None:
    for client_visible, asked in ((True, 1), (False, 0)):
        with a_site(client_visible=client_visible) as site:
            speaker, ref = spoken(site)
            speaker.post(ref, "Dear client", marker="m0", audience=Audience.CLIENT)
            assert site.asked("/project/ACME") == []
            for number in "12":
                speaker.post(ref, "Words", marker=f"m{number}", audience=Audience.TEAM)
            assert len(site.asked("/project/ACME")) == asked


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_comment_that_a_person_deleted_cannot_be_edited(deployment: Deployment) -> None:
    with a_site(deployment) as site:
        speaker, ref = spoken(site)
        posted = say(speaker, ref)
        speaker.withdraw(ref, posted.id)
        with pytest.raises(GoneError):
            speaker.edit(ref, posted.id, "Words", marker="m1", audience=Audience.TEAM)


def test_an_edit_keeps_the_marker_and_the_place() -> None:
    with a_site() as site:
        speaker, ref = spoken(site)
        posted = say(speaker, ref)
        site.sandbox.now += timedelta(hours=1)
        edited = speaker.edit(ref, posted.id, "New words", marker="m1", audience=Audience.TEAM)
        assert edited == replace(posted, body="New words")
        assert speaker.find(ref, "m1") == (edited,)
        assert site.asked(method="PUT") == [f"PUT /rest/api/2/issue/{ref.id}/comment/{posted.id}"]


def test_a_missing_permission_is_told_though_jira_says_400() -> None:
    with a_site() as site:
        site.sandbox.commenting.may_comment = False
        speaker, ref = spoken(site)
        with pytest.raises(PermissionDenied, match="do not have the permission to comment") as caught:
            say(speaker, ref)
    assert "permission to add and edit comments" in caught.value.next_step


@pytest.mark.parametrize(
    ("change", "body", "kind", "words"),
    [
        ({}, "x" * 32_768, RefusedError, "too long"),
        ({"id": "424242"}, "Words", GoneError, "does not exist or you do not have permission"),
        ({"id": "version:10000"}, "Words", RefusedError, "nobody can comment on a Jira version"),
    ],
)
def test_what_jira_does_not_take_is_told(
    change: dict[str, str], body: str, kind: type[TrackerError], words: str
) -> None:
    with a_site() as site:
        speaker, ref = spoken(site)
        with pytest.raises(kind, match=words):
            say(speaker, replace(ref, **change), body)


def test_nothing_of_ours_is_on_a_version() -> None:
    with a_site() as site:
        launch = site.sandbox.open(an_issue(type=MILESTONE))
        assert site.connector.speaker().find(TicketRef("jira", "ACME", launch, "Launch")) == ()


@pytest.mark.parametrize(
    ("fault", "kind", "committed"),
    [
        (Fault("cut", "POST", "/comment", times=9), UnavailableError, False),
        (Fault("cut-after", "POST", "/comment", times=9), UnavailableError, True),
        (Fault("status-after", "POST", "/comment", 502, times=9), UnavailableError, True),
        (Fault("status", "POST", "/comment", 503, (("Retry-After", "1"),), times=9), UnavailableError, False),
        (Fault("status-after", "POST", "/comment", 200, body="<html></html>", times=9), MalformedAnswer, True),
        (Fault("status-after", "POST", "/comment", 200, body='{"ok": true}', times=9), MalformedAnswer, True),
        (Fault("status", "POST", "/comment", 429, (("Retry-After", "1"),), times=9), RateLimited, False),
        (Fault("status", "POST", "/comment", 401, times=9), AuthError, False),
        (Fault("status", "POST", "/comment", 302, (("Location", "/x"),), times=9), RefusedError, False),
    ],
    ids=lambda value: f"{value.kind} {value.status}" if isinstance(value, Fault) else str(value),
)
def test_a_post_is_sent_once_whatever_happens_and_found_if_it_arrived(
    fault: Fault, kind: type[TrackerError], committed: bool
) -> None:
    with a_site() as site:
        speaker, ref = spoken(site)
        site.sandbox.misbehave(fault)
        with pytest.raises(kind):
            say(speaker, ref)
        assert len(site.asked(method="POST")) == 1
        assert site.waiting.slept == []
        assert [posted.marker for posted in speaker.find(ref, "m1")] == ["m1"] * committed


def test_looking_for_a_comment_is_a_read_and_is_repeated() -> None:
    with a_site() as site:
        speaker, ref = spoken(site)
        posted = say(speaker, ref)
        site.sandbox.misbehave(Fault("cut", "GET", "/comment"))
        assert speaker.find(ref) == (posted,)


def test_our_own_comment_is_read_like_any_other() -> None:
    with a_site() as site:
        speaker, ref = spoken(site)
        site.sandbox.play(ref.id, said("Hello", START + timedelta(hours=1), BOB))
        say(speaker, ref)
        comments = site.tickets()[ref.id].comments()
        account = site.connector.reader().account()
    assert [c.author and re.sub("^acc-", "", c.author.id) for c in comments] == ["bob", account.id]
