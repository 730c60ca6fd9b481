"""The impact of a change: which words and fields state its cost, and which what becomes of the date."""

from typing import Any

import pytest

from forewarn.facts.dates.impact import Impact, Terms, impact_of
from forewarn.language import language_for
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play

OPENS = "Tue 2026-11-10 10:00 Clara opens\n"
ENGLISH = [
    ("This takes two more days. Shall we?", "both"),
    ("+2 days", "both"),
    ("That moves the launch by a week.", "both"),
    ("It delays us by about two working days.", "both"),
    ("+3 hours, no effect on the date", "both"),
    ("No extra cost, and the date stays.", "both"),
    ("It costs $ 1,200. The new date is 30 November.", "both"),
    ("It takes 4h.", "cost"),
    ("About half a day", "cost"),
    ("We estimate 3 points", "cost"),
    ("€400 extra", "cost"),
    ("That is 250.50 € more", "cost"),
    ("That is free of charge.", "cost"),
    ("It has no impact on the schedule.", "date"),
    ("It takes about a day and does not move the launch.", "both"),
    ("About 2 days, does not move the release.", "both"),
    ("We can do that without any effect; it does not affect the deadline.", "date"),
    ("It will not delay the go-live", "date"),
    ("It will be ready on 30 November.", "date"),
    ("We will have a look.", ""),
    ("The page has 3 sections and it takes hours to scroll.", ""),
    ("> This takes two more days", ""),
    ("Call me at 3", ""),
    ("Does the date stay?", ""),
]
RUSSIAN = [
    ("Это ещё два дня.", "both"),
    ("4 часа, срок не меняется", "both"),
    ("Бесплатно, на сроки не влияет", "both"),
    ("Стоит 5000 руб.", "cost"),
    ("Сдвинет запуск на неделю", "date"),
    ("Это не сдвинет запуск", "date"),
    ("Запуск не сдвинется", "date"),
    ("Посмотрим.", ""),
]


def _impact(script: str, language: str = "en", visible: bool = True, **state: Any) -> Impact:
    words = language_for(language)
    assert words is not None
    known = project() if visible else project(visible_sources=frozenset())
    return impact_of(play("A-1", OPENS + script, visible=visible, **state), known, words, Terms())


@pytest.mark.parametrize(
    ("language", "text", "halves"),
    [(code, *case) for code, cases in (("en", ENGLISH), ("ru", RUSSIAN)) for case in cases],
)
def test_what_a_comment_states(language: str, text: str, halves: str) -> None:
    impact = _impact(f"Tue 2026-11-10 11:00 Tom says: {text}", language)
    said = instant("Tue 2026-11-10 11:00")
    assert impact.cost == (said if halves in ("both", "cost") else None)
    assert impact.date == (said if halves in ("both", "date") else None)


UNSAID = ["Tom notes", "Clara says", "Uma says", "Robot says"]


@pytest.mark.parametrize("who", UNSAID)
def test_only_what_the_team_says_in_public_is_told(who: str) -> None:
    assert _impact(f"Tue 2026-11-10 11:00 {who}: This takes two more days.").at is None


def test_where_the_client_cannot_look_a_note_is_enough() -> None:
    assert _impact("Tue 2026-11-10 11:00 Tom notes: This takes two more days.", visible=False).at is not None


FIELDS = [
    ("an estimate from the beginning", "", {"estimate": 4.0}, "Tue 2026-11-10 10:00", None),
    ("an estimate that came", "Tue 2026-11-10 12:00 Tom sets estimate 4", {}, "Tue 2026-11-10 12:00", None),
    (
        "an estimate that changed counts from the first one",
        "Tue 2026-11-10 12:00 Tom sets estimate 4\nWed 2026-11-11 12:00 Tom sets estimate 8",
        {},
        "Tue 2026-11-10 12:00",
        None,
    ),
    ("an estimate that was taken away", "Tue 2026-11-10 12:00 Tom clears estimate", {"estimate": 4.0}, None, None),
    ("a date of its own", "Tue 2026-11-10 12:00 Tom sets due 2026-11-20", {}, None, "Tue 2026-11-10 12:00"),
    ("a date that was taken away", "Tue 2026-11-10 12:00 Tom clears due", {"due": "2026-11-20"}, None, None),
    (
        "a heading in a description of the team",
        "Tue 2026-11-10 12:00 Tom sets description Impact: the footer grows, the launch does not move.",
        {},
        "Tue 2026-11-10 12:00",
        "Tue 2026-11-10 12:00",
    ),
    (
        "a heading with nothing under it",
        "Tue 2026-11-10 12:00 Tom sets description Impact:",
        {},
        None,
        None,
    ),
    ("a heading of the client", "", {"description": "Impact: our visitors cannot pay."}, None, None),
]


@pytest.mark.parametrize(("script", "state", "cost", "date"), [c[1:] for c in FIELDS], ids=[c[0] for c in FIELDS])
def test_what_a_field_states(script: str, state: dict[str, Any], cost: str | None, date: str | None) -> None:
    impact = _impact(script, **state)
    assert impact.cost == (instant(cost) if cost else None)
    assert impact.date == (instant(date) if date else None)


def test_an_impact_is_told_when_its_second_half_is() -> None:
    script = "Tue 2026-11-10 11:00 Tom says: The date stays.\nWed 2026-11-11 11:00 Tom says: It takes 4 hours."
    assert _impact(script).at == instant("Wed 2026-11-11 11:00")
