"""The keys of a Jira source: what is refused, and how it says so."""

from typing import Any

import pytest
from pydantic import ValidationError

from forewarn.connect import Guarantee
from forewarn_jira.config import JiraOptions

PLAIN: dict[str, Any] = {"url": "https://agency.example/jira", "token": {"env": "JIRA_TOKEN"}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"url": "agency.example"}, "whole address"),
        ({"url": "ftp://agency.example"}, "whole address"),
        ({"url": "https://bob:secret@agency.example"}, "no user, no password"),
        ({"url": "https://agency.example/?os_username=bob"}, "no query"),
        (
            {"url": "https://agency.atlassian.net/jira/software/projects/ACME/boards/1"},
            r"a page of the site, whose own address is https://agency\.atlassian\.net",
        ),
        ({"token": "ATATT-the-token-itself"}, "must not stand in the file"),
        ({"team_visibility": {"role": "Devs", "group": "devs"}}, "exactly one"),
        ({"team_visibility": {}}, "exactly one"),
        ({"story_points_field": ""}, "at least 1 character"),
        ({"sprint_field": "  "}, "at least 1 character"),
        ({"criteria_field": ["Criteria"]}, "valid string"),
        ({"reason_field": 10032}, "valid string"),
        ({"email": ""}, "at least 1 character"),
        ({"usr": "bob"}, "Extra inputs"),
    ],
)
def test_a_mistake_is_refused_with_a_reason(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        JiraOptions.model_validate(PLAIN | change)


def test_a_final_slash_is_dropped_and_a_path_is_kept() -> None:
    assert JiraOptions.model_validate(PLAIN | {"url": "https://agency.example/jira/"}).url == PLAIN["url"]


@pytest.mark.parametrize("url", ["https://agency.atlassian.net/", "https://api.atlassian.com/ex/jira/1f-2e"])
def test_the_address_of_a_site_of_cloud_or_of_its_gateway_is_taken(url: str) -> None:
    assert JiraOptions.model_validate(PLAIN | {"url": url}).url == url.rstrip("/")


def test_every_key_has_a_description() -> None:
    assert [name for name, key in JiraOptions.model_fields.items() if not key.description] == []


@pytest.mark.parametrize(
    ("change", "is_cloud"),
    [
        ({}, False),
        ({"email": "bob@agency.example"}, True),
        ({"url": "https://agency.atlassian.net"}, True),
        ({"url": "https://api.atlassian.com/ex/jira/1-2-3"}, True),
        ({"url": "https://atlassian.net.agency.example"}, False),
    ],
)
def test_which_deployment_it_is_can_be_guessed(change: dict[str, Any], is_cloud: bool) -> None:
    assert JiraOptions.model_validate(PLAIN | change).looks_like_cloud is is_cloud


@pytest.mark.parametrize(
    ("change", "client_visible", "guarantee"),
    [
        ({}, True, Guarantee.NONE),
        ({}, False, Guarantee.DECLARED),
        ({"team_visibility": {"group": "devs"}}, True, Guarantee.RESTRICTED),
        ({"service_management": True, "team_visibility": {"group": "devs"}}, True, Guarantee.INTERNAL),
    ],
)
def test_the_guarantee_is_the_surest_that_the_keys_allow(
    change: dict[str, Any], client_visible: bool, guarantee: Guarantee
) -> None:
    options = JiraOptions.model_validate(PLAIN | change)
    assert options.guarantee(client_visible=client_visible) is guarantee
