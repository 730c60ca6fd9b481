"""A made-up agency: seeded, so that the same seed gives the same tickets in every process."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

from forewarn.model import Ticket
from forewarn.testing.agency import additions, conversations, outcomes, schedules
from forewarn.testing.agency import engagements as whole
from forewarn.testing.agency.desk import Desk
from forewarn.testing.agency.engagements import Tale, busy
from forewarn.testing.agency.keeping import engagement_of
from forewarn.testing.agency.sites import page_flickers, page_gone
from forewarn.testing.agency.trackers import TRACKERS, shown
from forewarn.testing.agency.truth import Engagement

START: Final = date(2026, 8, 17)
"""A Monday. Thirteen weeks from here hold the end of summer time and two public holidays of the client."""
WEEKS: Final = 13
_ALL = frozenset(TRACKERS)
_DATED = frozenset({"jira", "trello"})
_SCOPED = frozenset({"jira", "github"})

TALES: Final[tuple[tuple[Tale, frozenset[str]], ...]] = (
    *((tale, _ALL) for tale in (
        conversations.left_unanswered, conversations.answered_next_morning, conversations.thanked,
        conversations.acknowledged, conversations.held, conversations.held_shortly, conversations.held_until,
        conversations.chased, conversations.asked_in_talk, conversations.undecided, conversations.decided,
        conversations.came_back, conversations.came_back_in_vain, conversations.nobodys, conversations.told_no_day,
        schedules.promised, schedules.promised_and_kept, schedules.promised_again, schedules.nothing_promised,
        schedules.endless, schedules.dark, schedules.nearly_dark, outcomes.unsigned, outcomes.signed,
        outcomes.draft_live, outcomes.draft_replaced, outcomes.aimless, outcomes.aimed, outcomes.bounced_twice,
        outcomes.bounced_once, outcomes.passed_over, outcomes.taken_up, outcomes.half_done, outcomes.all_done,
    )),
    *((tale, _DATED) for tale in (
        schedules.missed, schedules.missed_and_told, schedules.on_the_last_day, schedules.moved_with_a_word,
        schedules.moved_in_silence, schedules.moved_too_late, schedules.moved_again, schedules.moved_earlier,
        schedules.begun_too_late,
    )),
    *((tale, _SCOPED) for tale in (
        additions.priced, additions.unpriced, additions.undecided_change, additions.repaired, schedules.blocked,
        schedules.blocked_and_told, schedules.blocked_shortly, schedules.rewritten, schedules.rewritten_with_a_word,
    )),
)  # fmt: skip
"""What may happen to a ticket of a busy project, and on which trackers it can be told."""


ALONE: Final[Sequence[tuple[Callable[[Desk, int], None], frozenset[str]]]] = (
    (whole.creeping, _SCOPED),
    (whole.stable, _SCOPED),
    (whole.silent, _ALL),
    (whole.steady, _ALL),
    (whole.undated, _ALL),
    (whole.doomed, _SCOPED),
    (whole.safe, _SCOPED),
    (whole.overbooked, _DATED),
    (whole.well_booked, _DATED),
    (whole.unreliable, _DATED),
    (whole.reliable, _DATED),
    (whole.withdrawn, _ALL),
    (whole.talkative, _ALL),
    (page_gone, _ALL),
    (page_flickers, _ALL),
)
"""The projects with one story, and the trackers on which it can be told."""


def engagements(
    seed: int, *, projects: int = 3, alone: int = 2, weeks: int = WEEKS, tales: int = 10, start: date = START
) -> Iterator[Engagement]:
    """`projects` busy projects with `tales` tickets to which something may happen, then `alone` with one story each.

    Trackers and languages take turns. Two kinds of ticket come to that: two items a week of agreed work, and in the
    first weeks a request a week that is answered as it should be. Each project is made when it is asked for.
    """
    for number in range(projects + alone):
        rng = Random(f"{seed}/{number}")  # noqa: S311 - a story, not a secret
        tracker = TRACKERS[(seed + number) % len(TRACKERS)]
        language = ("en", "ru")[(seed + number // 2) % 2]
        name = f"{tracker}-{seed}-{number}"
        end = datetime.combine(start + timedelta(days=7 * weeks - 3), datetime.min.time(), UTC) + timedelta(hours=18)
        desk = Desk(name, tracker, language, rng, start, end)
        if number < projects:
            busy(desk, dealt(tracker, (seed * projects + number) // len(TRACKERS) * tales, tales, rng), weeks)
            yield engagement_of(desk, "busy")
        else:
            story, trackers = ALONE[(alone * seed + seed // len(TRACKERS) + number - projects) % len(ALONE)]
            if tracker not in trackers:
                desk.tracker = min(trackers, key=lambda one: (one != "jira", one))
                desk.name = f"{desk.tracker}-{seed}-{number}"
            story(desk, weeks)
            yield engagement_of(desk, story.__name__)


def dealt(tracker: str, first: int, number: int, rng: Random) -> list[Tale]:
    """The next tales of those that can be told on a tracker, so that over several agencies each has its turn."""
    told = [tale for tale, where in TALES if tracker in where]
    Random(tracker).shuffle(told)  # noqa: S311 - a story, not a secret
    drawn = [told[turn % len(told)] for turn in range(first, first + number)]
    return rng.sample(drawn, len(drawn))


def generate(
    seed: int, *, projects: int = 3, weeks: int = WEEKS, tales: int = 10, start: date = START
) -> Iterator[tuple[Engagement, Ticket]]:
    """The tickets and milestones of busy projects, one project made at a time, as their tracker tells them in the end.

    A project has about `2 * weeks + tales` tickets: 100,000 of them are `projects=1000, weeks=20, tales=60`.
    """
    for engagement in engagements(seed, projects=projects, alone=0, weeks=weeks, tales=tales, start=start):
        for ticket in engagement.tickets:
            told = shown(ticket, engagement.tracker, datetime.max.replace(tzinfo=UTC))
            if told is not None:
                yield engagement, told
