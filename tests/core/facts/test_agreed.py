"""A day for the work that a client and the team settle on."""

import pytest

from forewarn.facts.talk.agreed import is_agreed
from forewarn.language import language_for
from forewarn.testing.builders import project
from forewarn.testing.script import instant, play

# What was written; whether a later day than Friday, the thirteenth, was settled on.
SETTLED = [
    (("Clara says: When will it be ready?", "Tom says: Monday."), True),
    (("Clara says: When will it be ready?", "Tom says: Thursday."), False),
    (("Clara says: When will it be ready?", "Tom notes: Monday."), False),
    (("Tara says: When will it be ready?", "Tom says: Monday."), False),
    (("Clara says: When will it be ready?", "Clara says: Monday."), False),
    (("Clara says: When will it be ready?", "Robot says: Built.", "Tom says: Monday."), True),
    (("Clara says: Can it be live on Monday?", "Tom says: Yes."), True),
    (("Clara says: Can it be live on Monday?", "Tom says: No."), False),
    (("Clara says: Can we talk on Monday?", "Tom says: Yes."), False),
    (("Clara says: The fair is on Monday.", "Tom says: Yes."), False),
]


@pytest.mark.parametrize(("acts", "so"), SETTLED, ids=[" / ".join(acts) for acts, _ in SETTLED])
def test_a_day_is_settled_on_by_asking_and_answering(acts: tuple[str, ...], so: bool) -> None:
    english = language_for("en")
    assert english is not None
    script = "".join(f"Mon 2026-11-09 {hour}:00 {act}\n" for hour, act in enumerate(acts, 10))
    ticket = play("A-1", f"Mon 2026-11-02 09:00 Tom opens\n{script}")
    old, since = instant("Fri 2026-11-13 17:30"), instant("Mon 2026-11-09 09:00")
    assert is_agreed(ticket, old, since, project(), english) is so
    assert not is_agreed(ticket, old, instant("Mon 2026-11-09 13:00"), project(), english)
