"""The made-up agency: always the same for a seed, true to its trackers, and with a story for every check."""

import ast
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

import pytest

import forewarn.testing.agency as agency
from forewarn.model import Kind, Need, Role, StatusCategory
from forewarn.rulebook import load_rulebook
from forewarn.testing.agency import START, TRACKERS, Truth, engagements, generate, shown
from forewarn.testing.agency.conversations import left_unanswered, thanked
from forewarn.testing.agency.desk import Desk
from forewarn.testing.agency.generate import ALONE, TALES, dealt
from forewarn.testing.agency.keeping import engagement_of, keep
from forewarn.testing.agency.life import ordinary, settled
from forewarn.testing.agency.speech import grammar

NAMES = {rule.check.slug.partition("/")[2] for rule in load_rulebook("web-agency@1").all_rules()}
ALWAYS = datetime.max.replace(tzinfo=UTC)


def desk(tracker: str = "jira", seed: int = 1, language: str = "en") -> Desk:
    end = datetime.combine(START + timedelta(days=88), datetime.min.time(), UTC)
    made = Desk(f"{tracker}-{seed}", tracker, language, Random(seed), START, end)
    if tracker != "trello":
        made.release = made.milestone(made.at(0, 0, 1), "Relaunch", None)
        made.facts["agreed"] = (made.at(1, 0, 1),)
    return made


def test_a_seed_gives_the_same_agency_every_time() -> None:
    once, again = (list(engagements(5, projects=1, alone=1, tales=3, weeks=8)) for _ in range(2))
    assert once == again
    assert once != list(engagements(6, projects=1, alone=1, tales=3, weeks=8))


def test_tickets_come_one_after_another_however_many_are_wanted() -> None:
    first = list(islice(generate(1, projects=1_000_000, tales=2, weeks=7), 3))
    assert len({ticket.id for _, ticket in first}) == 3


def test_every_check_is_right_in_some_story() -> None:
    told: set[str] = set()
    for tale, trackers in TALES:
        here = desk(min(trackers, key=TRACKERS.index))
        tale(here, here.at(7))
        told |= {truth.check for truth in engagement_of(here, "busy").truths if truth.asked}
    for story, trackers in ALONE:
        here = desk(min(trackers, key=TRACKERS.index))
        here.release, here.tickets = None, []
        story(here, 13)
        told |= {truth.check for truth in engagement_of(here, "alone").truths if truth.asked}
    assert told == NAMES


@pytest.mark.parametrize("tracker", TRACKERS)
def test_tales_take_turns_so_that_none_depends_on_a_lucky_seed(tracker: str) -> None:
    told = {tale for tale, where in TALES if tracker in where}
    rounds = range(0, len(told), 10)
    assert {tale for first in rounds for tale in dealt(tracker, first, 10, Random(first))} == told
    assert len(set(dealt(tracker, 7, len(told), Random(1)))) == len(told)


def test_each_seed_tells_other_stories_on_other_trackers() -> None:
    stories = [[(e.story, e.tracker) for e in engagements(seed, projects=0, alone=5)] for seed in (0, 3)]
    assert not set(stories[0]) & set(stories[1])


@pytest.mark.parametrize("tracker", TRACKERS)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_story_can_be_told_wherever_it_says_so(tracker: str, language: str) -> None:
    for number, (tale, trackers) in enumerate(TALES):
        if tracker in trackers:
            here = desk(tracker, number, language)
            tale(here, here.at(7, number % 5))
            for ticket in engagement_of(here, "busy").tickets:
                instants = [event.at for event in ticket.history]
                assert instants == sorted(instants)
                assert ticket.history[0].kind is Kind.CREATED
                assert ticket.as_of(ticket.created) is not None


@pytest.mark.parametrize("tracker", TRACKERS)
def test_what_a_tracker_cannot_tell_is_absent(tracker: str) -> None:
    here = desk(tracker)
    ordinary(here, here.at(2))
    (ticket,) = [t for t in engagement_of(here, "busy").tickets if not t.is_milestone]
    seen = shown(ticket, tracker, ALWAYS)
    assert seen is not None
    if tracker == "github":
        assert Need.DUE in seen.absent
        assert seen.due is None
    if tracker != "trello":
        assert seen.checklist == ()
    assert seen.category is StatusCategory.DONE


def test_a_ticket_is_shown_as_it_stood() -> None:
    here = desk()
    ordinary(here, here.at(2))
    ticket = engagement_of(here, "busy").tickets[-1]
    assert shown(ticket, "jira", ticket.created - timedelta(seconds=1)) is None
    early = shown(ticket, "jira", ticket.created)
    assert early is not None
    assert len(early.history) == 1


def one(tale: Callable[[Desk, datetime], None], check: str) -> tuple[Desk, list[Truth]]:
    here = desk()
    tale(here, here.at(7))
    return here, [truth for truth in engagement_of(here, "busy").truths if truth.check == check and truth.asked]


def test_a_message_is_unanswered_a_business_day_after_it_until_the_answer() -> None:
    here, (truth,) = one(left_unanswered, "unanswered-client-message")
    ticket = here.tickets[-1]
    asked = next(e for e in ticket.history if e.kind is Kind.COMMENTED and e.actor and e.actor.role is Role.CLIENT)
    answered = next(
        e
        for e in ticket.history
        if e.kind is Kind.COMMENTED and e.public and e.at > asked.at and e.actor != asked.actor
    )
    assert truth.since == here.calendar.add_days(asked.at, 1)
    assert truth.until == answered.at


def test_a_project_without_open_work_owes_its_client_no_word() -> None:
    here = desk()
    ordinary(here, here.at(2))
    silences = [truth for truth in engagement_of(here, "busy").truths if truth.check == "silence"]
    done = max(event.at for ticket in here.tickets for event in ticket.history)
    assert all(truth.until <= done for truth in silences)


def test_a_promise_put_off_in_time_is_not_broken_and_a_hope_is_hard_to_judge() -> None:
    here = desk()
    pen = settled(here, here.at(7), days=3)
    day = pen.day(2)
    pen.says(pen.team, "promise", day)
    pen.wait(days=1).says(pen.team, "delay", pen.day(20))
    pen.wait(days=5).says(pen.team, "expect", pen.day(2))
    pen.wait(days=9).says(pen.team, "delivered")
    keep(pen)
    broken = [truth for truth in engagement_of(here, "busy").truths if truth.check == "promise-broken"]
    assert not any(truth.covers(here.calendar.add_days(here.calendar.closing(day), 1)) for truth in broken)
    assert [truth.asked for truth in broken] == [False]


def test_thanks_want_no_answer() -> None:
    _, truths = one(thanked, "unanswered-client-message")
    assert truths == []


def test_a_project_of_which_nothing_goes_wrong_has_no_ticket_to_flag() -> None:
    here = desk()
    for week in range(3):
        ordinary(here, here.at(week))
    good = {"on-time-arrival", "promise-due-soon"}
    wrong = [t for t in engagement_of(here, "busy").truths if t.asked and t.subject.startswith("jira:")]
    assert {truth.check for truth in wrong} <= good


def test_the_truth_asks_neither_the_facts_nor_the_language_packs() -> None:
    for file in Path(agency.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            assert not module.startswith("forewarn.language")
            # What a project and a page are is vocabulary; everything else there is an answer.
            assert not module.startswith("forewarn.facts") or module in (
                "forewarn.facts.project",
                "forewarn.facts.pages",
            )


def test_both_languages_say_the_same_things() -> None:
    assert grammar("en").keys() == grammar("ru").keys()


def test_a_day_that_a_sentence_names_is_the_day_that_was_meant() -> None:
    here = desk()
    speech = here.speech()
    monday = date(2026, 9, 7)
    words = {speech.say("next", monday, monday + timedelta(days=10)) for _ in range(20)}
    assert all("17 September" in text for text in words)
