"""What the client asked for shortly before the team did it."""

from datetime import date

import pytest

from forewarn.facts.dates.slips import for_client, slips
from forewarn.facts.messages import messages
from forewarn.facts.talk.wishes import asked_to_move, last_word
from forewarn.language import Language, language_for
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play

OPENS = "Mon 2026-11-02 09:00 Tom opens\n"
MOVE = instant("Thu 2026-11-12 10:00")
NEW = date(2026, 11, 27)


def _language(code: str) -> Language:
    language = language_for(code)
    assert language is not None
    return language


ASKED = [
    ("en", "Please move the launch to 27 November.", True),
    ("en", "Our CEO is ill, could we move the launch to 27 November?", True),
    ("en", "The fair is on 27 November, by then it has to be live.", True),
    ("en", "Could you postpone the launch by two weeks?", True),
    ("en", "We have to push back the go-live, sorry.", True),
    ("en", "Let's reschedule.", True),
    ("en", "Can we make it on 27 November?", True),
    ("en", "Our texts are not ready, it is better to go live on 27 November.", True),
    ("en", "We cannot send the texts before, please move the launch to the 27th.", True),
    ("en", "27 November is far too late for us!", False),
    ("en", "You promised 27 November.", False),
    ("en", "Can we please not move the date again?", False),
    ("en", "Why 27 November?", False),
    ("en", "Please move the launch to 20 November.", True),
    ("en", "Can we talk on 20 November?", False),
    ("en", "Please move the logo to the left.", False),
    ("en", "Why do you postpone the launch?", False),
    ("en", "Please don't postpone it again.", False),
    ("en", "We will not move the date.", False),
    ("en", "The texts are attached.", False),
    ("ru", "Давайте перенесём запуск на две недели.", True),
    ("ru", "Можно сдвинуть запуск на 27 ноября?", True),
    ("ru", "Нельзя ли отложить запуск?", True),
    ("ru", "Нам нужно к 27 ноября.", True),
    ("ru", "Почему опять перенос?", False),
    ("ru", "Не надо переносить.", False),
    ("ru", "Тексты во вложении.", False),
]


@pytest.mark.parametrize(("code", "text", "asked"), ASKED, ids=[text for _, text, _ in ASKED])
def test_a_client_asks_for_a_later_date_by_naming_it_or_by_words_of_moving(code: str, text: str, asked: bool) -> None:
    said = messages(play("A-1", OPENS + f"Wed 2026-11-11 10:00 Clara says: {text}"))
    assert asked_to_move(said, MOVE, NEW, project(), _language(code)) is asked


ASKS = "Clara says: Could we postpone the launch?"
WORDS = [
    ("within three days", f"Mon 2026-11-09 11:00 {ASKS}", True),
    ("before them", f"Mon 2026-11-09 10:00 {ASKS}", False),
    ("after the move", f"Thu 2026-11-12 10:01 {ASKS}", False),
    ("thanked since", f"Wed 2026-11-11 10:00 {ASKS}\nWed 2026-11-11 11:00 Clara says: Thank you!", True),
    ("spoke of something else since", f"Wed 2026-11-11 10:00 {ASKS}\nWed 2026-11-11 11:00 Carl says: A logo.", False),
    ("not the client", "Wed 2026-11-11 10:00 Tara says: Could we postpone the launch?", False),
]


@pytest.mark.parametrize(("script", "asked"), [c[1:] for c in WORDS], ids=[c[0] for c in WORDS])
def test_only_the_clients_last_word_shortly_before_counts(script: str, asked: bool) -> None:
    said = messages(play("A-1", OPENS + script))
    assert asked_to_move(said, MOVE, NEW, project(), _language("en")) is asked


def test_what_was_said_before_a_given_instant_is_no_last_word() -> None:
    said = messages(play("A-1", OPENS + "Wed 2026-11-11 10:00 Clara says: The form is broken."))
    assert last_word(said, MOVE, _language("en"), since=instant("Wed 2026-11-11 09:00")) is not None
    assert last_word(said, MOVE, _language("en"), since=instant("Wed 2026-11-11 10:00")) is None


def test_a_move_of_a_milestone_is_asked_for_on_its_tickets() -> None:
    goal = play("M-1", OPENS + "Thu 2026-11-12 10:00 Tom sets due 2026-11-27", type="milestone", due="2026-11-13")
    asking = play("A-1", OPENS + f"Wed 2026-11-11 10:00 {ASKS}", milestone="M-1")
    other = play("A-1", OPENS + f"Wed 2026-11-11 10:00 {ASKS}", milestone="M-2")
    (slip,) = slips(goal, (goal, asking), project(), lambda _: True)
    assert for_client(slip, goal, (goal, asking), project(), _language("en"))
    assert not for_client(slip, goal, (goal, other), project(), _language("en"))
