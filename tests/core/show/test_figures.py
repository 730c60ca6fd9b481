"""What an owner looks at first, figures and the chart of dates: they flatter nobody."""

from base64 import b64decode
from datetime import timedelta

import pytest
from tests.core.show.scenes import CLARA, DAY, FRIDAY, MONDAY, TOM, card, portrait, shop

from forewarn.model import Field, Ticket
from forewarn.show.report.figures import figures
from forewarn.show.report.labels import labels_for
from forewarn.show.report.pictures import Painter
from forewarn.testing.builders import changed, moved, said


def figure(name: str, *tickets: Ticket) -> tuple[str, str]:
    found = figures(portrait(tickets, shop("en")), labels_for("en"))
    return next(((one.value, one.tone) for one in found if one.name == name), ("", ""))


def arrived(number: int) -> Ticket:
    return card(f"A-{number}", f"Page {number}", moved(MONDAY + 4 * DAY, TOM, "Done"), due="2026-11-10")


def late(number: int) -> Ticket:
    return card(f"A-{number}", f"Page {number}", due="2026-11-10")


@pytest.mark.parametrize(("pages", "value", "tone"), [(2, "2 of 2", "plain"), (5, "5 of 5", "good")])
def test_nobody_is_praised_for_two_of_two(pages: int, value: str, tone: str) -> None:
    assert figure("on_time", *map(arrived, range(pages))) == (value, tone)


def test_what_is_late_and_not_there_did_not_arrive_on_time() -> None:
    assert figure("on_time", arrived(1), late(2), late(3)) == ("1 of 3", "bad")


def test_what_waits_for_the_client_is_not_held_against_us() -> None:
    waits = card("A-9", "Photos", said(MONDAY + DAY, CLARA, "Hello!"),
                 said(MONDAY + 2 * DAY, TOM, "Which of the two maps do you prefer?"),
                 moved(MONDAY + 2 * DAY, TOM, "Waiting for client"), due="2026-11-11")  # fmt: skip
    assert figure("on_time", arrived(1), waits) == ("1 of 1", "plain")


def test_it_is_counted_of_how_many_moved_dates_the_client_was_told() -> None:
    silent, told = (card(f"A-{n}", "Page", changed(FRIDAY - 4 * DAY, TOM, Field.DUE, "2026-11-20"), *steps,
                         due="2026-11-16") for n, steps in enumerate([
        (), (said(FRIDAY - 4 * DAY + timedelta(hours=1), TOM, "The new date is 20 November."),)]))  # fmt: skip
    assert figure("told", silent, silent, told) == ("1 of 3", "bad")
    assert figure("told", arrived(1)) == ("", "")


@pytest.mark.parametrize(("day", "green"), [(5, True), (10, False)])
def test_what_arrived_late_is_not_drawn_in_green(day: int, green: bool) -> None:
    moves = changed(MONDAY + 2 * DAY, TOM, Field.DUE, "2026-11-09"), moved(MONDAY + day * DAY, TOM, "Done")
    known = portrait([card("A-1", "Page", *moves, due="2026-11-06")], shop("en"))
    slip = dict(Painter(known, labels_for("en"), known.deliverables).wanted())["slip"]()
    drawn = b64decode(slip.image.partition(",")[2]).decode()
    assert (drawn.count("var(--good)") > 0) is green
