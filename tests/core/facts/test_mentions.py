"""Tickets name each other across trackers, and nothing that merely looks like a key ties anything together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.facts.mentions import Where, mentioned_in, mentions_of
from forewarn.facts.work.signs import signs
from forewarn.model import MILESTONE, PAGE, Link, Role, Ticket
from forewarn.testing.builders import opened, person, said, ticket

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
TOM, BOT = person("Tom"), person("chat-bridge", Role.BOT)

SITES = {
    "jira": "https://north.atlassian.net/browse/{}",
    "hub": "https://github.com/{}",
    "trello": "https://trello.com/c/{}",
}


def a(key: str, source: str = "jira", *steps: Any, **state: Any) -> Ticket:
    path = key.replace("#", "/pull/" if state.get("branch") else "/issues/")
    return ticket(
        key, opened(AT, TOM), *steps, source=source, url=SITES[source].format(path), **{"title": "x", **state}
    )


ACME, OTHER, SHOP = a("ACME-12"), a("ACME-1"), a("SHOP-12")
ISSUE, PULL, FAR = a("north/site#7", "hub"), a("north/site#8", "hub", branch="fix"), a("north/app#7", "hub")
CARD = a("H0TZyzbK", "trello")
PROJECT = (ACME, OTHER, SHOP, ISSUE, PULL, FAR, CARD)


def named(text: str, by: Ticket = OTHER, project: Sequence[Ticket] = PROJECT) -> set[str]:
    by = replace(by, description=text)
    return {mention.of.key for mention in mentions_of(by, tuple(by if t.ref == by.ref else t for t in project))}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("See ACME-12.", {"ACME-12"}),
        ("(ACME-12/SHOP-12)", {"ACME-12", "SHOP-12"}),
        ("feature/acme-12-new-footer", {"ACME-12"}),
        ("ACME-123 and ACME-12a and XACME-12", set()),
        ("UTF-8, COVID-19, ZETA-12", set()),
        ("ACME-1", set()),  # itself
        ("Fixes north/site#7, North/Site#8!", {"north/site#7", "north/site#8"}),
        ("north/site#77 other/north/site#7x", set()),
        ("#7", set()),  # there are no numbers on this tracker
        ("https://north.atlassian.net/browse/ACME-12?focusedCommentId=3#c", {"ACME-12"}),
        ("[ACME-12|https://north.atlassian.net/browse/ACME-12]", {"ACME-12"}),
        ("https://north.atlassian.net/jira/software/projects/ACME/boards/1?selectedIssue=ACME-12", {"ACME-12"}),
        ("https://other.atlassian.net/browse/ACME-12", set()),
        ("https://shop.example/products/ACME-12", set()),
        ("http://www.github.com/north/site/issues/7#issuecomment-1", {"north/site#7"}),
        ("https://github.com/north/site/issues/8/", {"north/site#8"}),
        ("https://github.com/North/Site/pull/7/files.", {"north/site#7"}),
        ("https://github.com/north/site/issues/70", set()),
        ("https://github.com/north/site", set()),
        ("(https://trello.com/c/H0TZyzbK/45-the-title)", {"H0TZyzbK"}),
        ("card H0TZyzbK", {"H0TZyzbK"}),
        ("card h0tzyzbk, H0TZyzbKK", set()),
        ("http://[broken", set()),
    ],
)
def test_what_names_a_ticket_and_what_does_not(text: str, keys: set[str]) -> None:
    assert named(text) == keys


def test_a_card_that_is_called_like_a_date_or_a_word_is_named_by_its_address_alone() -> None:
    cards = (*PROJECT, a("20261113", "trello"), a("December", "trello"))
    assert named("20261113, at the latest in December", project=cards) == set()
    assert named("See https://trello.com/c/December", project=cards) == {"December"}


@pytest.mark.parametrize(("text", "keys"), [
    ("Fixes #8", {"north/site#8"}), ("Fixes #8 (#99)", {"north/site#8"}), ("#7", set()),
    ("&#8; a#8 ##8 #8px /#8", set()), ("[#8](x)", {"north/site#8"}),
])  # fmt: skip
def test_a_bare_number_means_the_same_repository(text: str, keys: set[str]) -> None:
    assert named(text, ISSUE) == keys
    assert named("#7", FAR) == set()


def test_where_two_trackers_use_one_name_the_own_tracker_is_meant() -> None:
    here, there, by = (
        a("ACME-12"),
        replace(a("ACME-12"), source="second", url="https://two.example/browse/ACME-12"),
        CARD,
    )
    assert {
        m.of.source
        for m in mentions_of(replace(OTHER, title="ACME-12"), (replace(OTHER, title="ACME-12"), here, there))
    } == {"jira"}
    asking = replace(by, title="ACME-12")
    assert mentions_of(asking, (asking, here, there)) == ()
    asking = replace(by, title="https://two.example/browse/ACME-12")
    assert [m.of.source for m in mentions_of(asking, (asking, here, there))] == ["second"]


@pytest.mark.parametrize(
    ("state", "where"),
    [
        ({"title": "ACME-12: footer"}, Where.TITLE),
        ({"branch": "acme-12-footer"}, Where.BRANCH),
        ({"description": "Closes ACME-12"}, Where.DESCRIPTION),
        ({"attachments": ("ACME-12.pdf",)}, Where.ATTACHMENT),
        ({"links": (Link("attachment", ACME.url),)}, Where.ATTACHMENT),
        ({"title": "ACME-12", "description": "ACME-12"}, Where.TITLE),
    ],
)
def test_every_place_counts_and_the_most_deliberate_is_told(state: dict[str, Any], where: Where) -> None:
    by = a("north/site#9", "hub", **state)
    [mention] = mentioned_in(ACME, (ACME, by))
    assert (mention.by.ref, mention.where) == (by.ref, where)


def test_people_s_comments_count_and_bots_do_not() -> None:
    """Our own comments name other tickets as evidence; that ties nothing together."""
    by = a("north/site#9", "hub", said(AT, TOM, "Is this ACME-12?"), said(AT, BOT, "SHOP-12 is late"))
    assert [(m.of.key, m.where) for m in mentions_of(by, (ACME, SHOP, by))] == [("ACME-12", Where.COMMENT)]


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        ({"description": "Closes ACME-12."}, True),
        ({"description": f"See {ACME.url}"}, True),
        ({"description": "Nothing of the kind."}, False),
    ],
)
def test_a_pull_request_that_names_a_ticket_in_its_description_is_work_on_it(
    state: dict[str, Any], counts: bool
) -> None:
    pull = a("north/site#9", "hub", branch="fix", **state)
    assert bool([event for event in signs(ACME, (ACME, pull)) if event in pull.history]) is counts


def test_a_passing_word_in_a_comment_is_no_work() -> None:
    pull = a("north/site#9", "hub", said(AT, TOM, "As in ACME-12."), branch="fix")
    assert list(signs(ACME, (ACME, pull))) == []


@pytest.mark.parametrize("kind", [MILESTONE, PAGE])
def test_milestones_and_pages_have_no_keys(kind: str) -> None:
    assert named("Release ACME-99", project=(OTHER, a("ACME-99", type=kind))) == set()


keys = st.sampled_from([t.key for t in PROJECT if t is not OTHER])
around = st.text(st.sampled_from(" .,;:!?()[]\n\t\"'"), min_size=1)
projects = st.lists(st.sampled_from(PROJECT), unique_by=lambda t: t.ref).map(tuple)


@given(keys, around, around)
def test_a_key_between_spaces_and_stops_is_always_found(key: str, before: str, after: str) -> None:
    assert named(f"words{before}{key}{after}words") == {key}


@given(st.text(), projects)
def test_whatever_is_written_only_other_tickets_of_the_project_are_named(
    text: str, project: tuple[Ticket, ...]
) -> None:
    by = replace(ISSUE, description=text)
    tickets = (by, *(t for t in project if t.ref != by.ref))
    found = mentions_of(by, tickets)
    assert {m.of.ref for m in found} <= {t.ref for t in tickets} - {by.ref}
    assert len({m.of.ref for m in found}) == len(found)


@given(st.lists(st.one_of(keys, st.text(max_size=5)), max_size=6), projects)
def test_a_ticket_outside_the_project_is_never_named_and_one_inside_is_seen_from_both_ends(
    words: list[str], project: tuple[Ticket, ...]
) -> None:
    by = replace(OTHER, description=" ".join(words))
    tickets = (by, *(t for t in project if t.ref != by.ref))
    for mention in mentions_of(by, tickets):
        assert mention.of in tickets and mention in mentioned_in(mention.of, tickets)


@given(keys, st.from_regex(r"\A[A-Za-z0-9]+\Z"))
def test_a_key_with_letters_or_digits_right_behind_it_is_another(key: str, tail: str) -> None:
    assert key not in named(f"see {key}{tail}")
