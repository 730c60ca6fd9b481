"""What clients and the team write on tickets is taken for what it is; the lines are in talk/<language>.<side>.txt.

Before the bar stands what a comment is, as whoever wrote it judged before the packs read it. Of a client: `q` wants an
answer or a deed of ours, `c` asks for news, `a` approves, `x` is displeased. Of the team: `p=` promises work by that
day of November 2026, `k=` says when the client hears from it again, `d` delivers, `q` asks the client, `h` puts off.
A sign after `~` may be given or not, and a dot stands for none. It is Wednesday, 11 November 2026, 10:00 in Berlin.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from forewarn.facts.talk.turns import Side, whose_turn
from forewarn.language import Language, language_for
from forewarn.model import Role
from forewarn.testing.builders import opened, person, project, said, ticket
from forewarn.testing.script import BERLIN, instant

NOW = instant("Wed 2026-11-11 10:00")
TOM, CLARA = person("Tom", Role.TEAM), person("Clara", Role.CLIENT)
TOLD = {"en": "The new page is live now.", "ru": "Новая страница на сайте."}
ASKED = {"en": "Which of the two pictures do you prefer?", "ru": "Какое из двух фото вам нравится?"}
_DAY = re.compile(r"([pk])=(\d\d-\d\d)")


def lines(side: str) -> Iterator[tuple[str, str, str]]:
    for file in sorted(Path(__file__).parent.glob(f"talk/*.{side}.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            label, bar, text = line.partition(" | ")
            if bar:
                yield file.name.partition(".")[0], label, text.replace("\\n", "\n")


def language(code: str) -> Language:
    found = language_for(code)
    assert found is not None
    return found


def turn_after(text: str, ours: str, code: str) -> Side:
    """Whose turn it is once the client wrote `text` after what the team wrote."""
    begun, before = instant("Mon 2026-11-02 09:00"), instant("Tue 2026-11-10 09:00")
    talk = ticket("A-1", opened(begun, TOM), said(before, TOM, ours), said(NOW, CLARA, text))
    return whose_turn(talk, project(), language(code)).side


def day(at: datetime) -> str:
    return f"{at.astimezone(BERLIN):%m-%d}"


@pytest.mark.parametrize(("code", "label", "text"), list(lines("client")))
def test_what_a_client_writes_is_taken_for_what_it_is(code: str, label: str, text: str) -> None:
    tongue, open_ = language(code), set(re.findall(r"~(\w)", label))
    signs = {
        "q": turn_after(text, TOLD[code], code) is Side.US,
        "c": tongue.chases(text) is not None,
        "a": tongue.approves(text),
        "x": tongue.complains(text),
    }
    meant = set(re.sub(r"~\w", "", label)) - set(" .")
    assert {sign for sign, given in signs.items() if given} - open_ == meant
    if "q" in meant:
        assert turn_after(text, ASKED[code], code) is Side.US


@pytest.mark.parametrize(("code", "label", "text"), list(lines("team")))
def test_what_the_team_writes_is_taken_for_what_it_is(code: str, label: str, text: str) -> None:
    tongue, open_, calendar = language(code), set(re.findall(r"~(\w)", label)), project().agency_calendar
    contact = tongue.next_contact(text, NOW, calendar)
    signs = {
        "p": sorted({day(one.deadline) for one in tongue.promises(text, NOW, calendar)}),
        "k": [day(contact)] if contact else [],
        "d": ["d"] if tongue.delivers(text) else [],
        "q": ["q"] if tongue.asks(text) else [],
        "h": ["h"] if tongue.is_holding_reply(text) else [],
    }
    meant: dict[str, list[str]] = {sign: [] for sign in signs}
    meant |= {sign: [on] for sign, on in _DAY.findall(label)}
    meant |= {sign: [sign] for sign in set(re.sub(r"~\w", "", _DAY.sub("", label))) - set(" .")}
    if meant["k"]:  # who announces a contact promises it, and may put off with it
        open_ |= {"p", "h"}
    assert {sign: given for sign, given in signs.items() if sign not in open_} == {
        sign: given for sign, given in meant.items() if sign not in open_
    }
