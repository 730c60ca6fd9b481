"""What the client has to approve, and whether they did."""

import pytest

from forewarn.facts.talk.signoff import (
    MARKS,
    RECORDS,
    Approvals,
    SignOff,
    is_approved_in_advance,
    kin_of,
    last_content_change,
    reply_since,
    sign_off,
)
from forewarn.language import Language, language_for
from forewarn.model import Link
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play

OPENS = "Mon 2026-11-02 09:00 Tom opens\n"
ASKED = "Tom says: Can it go live?"


@pytest.fixture(scope="module")
def english() -> Language:
    language = language_for("en")
    assert language is not None
    return language


def hourly(*acts: str) -> str:
    """What happened on the ninth, hour by hour from ten on."""
    return OPENS + "".join(f"Mon 2026-11-09 {hour}:00 {act}\n" for hour, act in enumerate(acts, 10))


# What happened; whether that is a sign-off.
GIVEN, DOUBTFUL, MISSING = SignOff.GIVEN, SignOff.DOUBTFUL, SignOff.MISSING
SAID = [
    ((ASKED, "Clara says: Yes."), GIVEN),
    ((ASKED, "Uma says: Yes."), DOUBTFUL),
    ((ASKED, "Tara says: Yes."), MISSING),
    ((ASKED, "Robot says: Yes."), MISSING),
    ((ASKED, "Robot says: Built.", "Clara says: Yes."), GIVEN),
    ((ASKED, "Tara says: Automatic reply: I am out of the office.", "Clara says: Yes."), GIVEN),
    (("Tom notes: Can it go live?", "Clara says: Yes."), MISSING),
    (("Carl says: Can it go live?", "Clara says: Yes."), MISSING),
    (("Clara says: Yes.",), MISSING),
    (("Clara says: Approved.",), GIVEN),
    (("Robot says: Approved.",), MISSING),
    (("Tom says: Approved.",), MISSING),
    ((ASKED, "Clara says: Yes. The footer looks right."), DOUBTFUL),
    ((ASKED, "Uma says: Yes. The footer looks right."), DOUBTFUL),
    ((ASKED, "Tara says: Yes. The footer looks right."), MISSING),
    ((ASKED, "Clara says: Yes. But the footer is blue."), MISSING),
    ((ASKED, "Clara says: Yes. Once the footer is blue."), MISSING),
    ((ASKED, "Clara says: The footer looks right."), MISSING),
    (("Carl says: Thanks!", ASKED, "Clara says: @carl?", "Carl says: Yes."), GIVEN),
    (("Tom says: Any changes?", "Clara says: Yes."), MISSING),
    (("Tom says: Could you send us the logo?", "Clara says: Yes."), MISSING),
    (("Tom says: Could you approve it?", "Clara says: Yes."), GIVEN),
    (("Tom says: Could you approve it?", "Clara says: Yes, I will."), MISSING),
    (("Tom says: Have you seen it? Can it go live?", "Clara says: Yes."), GIVEN),
    (("Tom says: Did you approve it?", "Clara says: Yes."), GIVEN),
    (("Clara says: Approved, just swap the logo",), DOUBTFUL),
    (("Tom says: The client approved it.",), DOUBTFUL),
    (("Tom says: Has the client approved it?",), MISSING),
    (("Tom says: We wait until the client approved it.",), MISSING),
    (("Clara adds label approved",), GIVEN),
    (("Uma adds label approved",), DOUBTFUL),
    (("Tom adds label approved",), MISSING),
    (("Tom adds label client approval",), GIVEN),
    (("Robot adds label client approval",), MISSING),
    (("Clara adds label approved", "Tom removes label approved"), MISSING),
    (("Clara adds item Approved", "Clara ticks Approved"), GIVEN),
    (("Clara adds item Approved", "Clara adds item Logo", "Clara ticks Logo"), MISSING),
    (("Clara adds item Approved", "Clara ticks Approved", "Tom unticks Approved"), MISSING),
    (("Clara moves to Done",), GIVEN),
    (("Tom moves to Done",), MISSING),
]


@pytest.mark.parametrize(("acts", "given"), SAID, ids=[" / ".join(acts) for acts, _ in SAID])
def test_what_is_a_sign_off(acts: tuple[str, ...], given: SignOff, english: Language) -> None:
    since = instant("Mon 2026-11-09 10:00")
    assert sign_off([play("A-1", hourly(*acts))], since, english, Approvals(MARKS, RECORDS)) is given


CHANGED = [
    ("Tom adds file a.pdf", True),
    ("Clara adds file a.pdf", False),
    ("Nobody adds file a.pdf", False),
    ("Tom adds label wide", False),
    ("Tom sets description one two three", True),
    ("Tom sets description one", False),
    ("Tom sets criteria one two three", True),
    ("Tom sets title one two three", False),
]


@pytest.mark.parametrize(("act", "changes"), CHANGED, ids=[act for act, _ in CHANGED])
def test_what_changes_the_content(act: str, changes: bool) -> None:
    ticket = play("A-1", hourly(act))
    found = last_content_change(ticket, instant("Mon 2026-11-09 10:00"), 2)
    assert (found is not None) is changes
    assert last_content_change(ticket, instant("Mon 2026-11-09 09:59"), 2) is None


REPLIES = [
    (("Clara says: Rather blue.",), "Rather blue."),
    (("Clara says: Rather blue.", "Clara says: No, green."), "No, green."),
    (("Clara says: Rather blue.", "Clara says: Thanks!"), "Rather blue."),
    (("Clara says: Rather blue.", "Clara says: Automatic reply: I am out of the office."), "Rather blue."),
    (("Tom says: Rather blue.",), None),
    (("Clara notes: Rather blue.",), None),
]


@pytest.mark.parametrize(("acts", "words"), REPLIES, ids=[" / ".join(acts) for acts, _ in REPLIES])
def test_the_last_reply_of_the_client_counts(acts: tuple[str, ...], words: str | None, english: Language) -> None:
    reply = reply_since(play("A-1", hourly(*acts)), instant("Mon 2026-11-09 09:00"), english)
    assert (reply.text if reply else None) == words
    assert reply_since(play("A-1", hourly(*acts)), instant("Mon 2026-11-09 12:00"), english) is None


@pytest.mark.parametrize(
    ("limit", "estimate", "small"), [(4, 3, True), (4, 4, False), (None, 3, False), (4, None, False)]
)
def test_only_work_below_the_limit_is_approved_in_advance(limit: float, estimate: float, small: bool) -> None:
    ticket = play("A-1", OPENS, estimate=estimate)
    assert is_approved_in_advance(ticket, project(auto_approve_under=limit)) is small


def test_the_kin_are_the_parent_and_what_is_linked_in_the_same_source() -> None:
    mine = play("A-1", OPENS, parent="A-2", links=(Link(kind="relates to", target="A-3"),))
    others = [play(key, OPENS) for key in ("A-2", "A-3", "A-4")]
    elsewhere = play("A-2", OPENS, source="github")
    assert [t.key for t in kin_of(mine, [mine, *others, elsewhere])] == ["A-1", "A-2", "A-3"]
