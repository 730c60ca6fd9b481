"""What is true of a conversation, from who meant what and when: no word is read here."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from forewarn.testing.agency.acts import ASKING, DATING, HOLDING, POLITE, PRESSING, WANTING, Act, What
from forewarn.testing.agency.pen import Pen
from forewarn.testing.agency.places import CLIENTS

_HELD = 5
"""Business days for which a finding about a moment stays open at least."""


def judge_talk(pen: Pen, end: datetime) -> None:
    """Everything that was answered late, held, forgotten or asked; `end` is where the story stops."""
    spoken = [act for act in pen.log if act.speaks]
    for number, act in enumerate(spoken):
        if not act.ours:
            run = spoken[number - 1 :: -1] if number else []
            before = next((other for other in run if other.ours or other.meaning in WANTING), None)
            if before is None or before.ours:
                _unanswered(pen, spoken, number, end)
            _chased(pen, spoken, number, end)
        elif act.meaning in HOLDING:
            _held(pen, spoken, number, end)
        elif act.meaning in ASKING:
            _undecided(pen, spoken, number, end)
    _expectation(pen, end)


def done_at(pen: Pen, instant: datetime) -> datetime | None:
    """Since when the ticket was done at that instant."""
    moves = [act for act in pen.log if act.what is What.MOVES and act.at <= instant]
    return moves[-1].at if moves and moves[-1].meaning == "done" else None


def next_ours(acts: Sequence[Act], after: datetime) -> datetime | None:
    """When the client next hears from us."""
    return next((act.at for act in acts if act.ours and act.at > after and act.what is What.SAYS), None)


def _unanswered(pen: Pen, spoken: Sequence[Act], number: int, end: datetime) -> None:
    act = spoken[number]
    if act.meaning in POLITE:
        return
    asked = act.meaning in WANTING
    done = done_at(pen, act.at)
    answer = next_ours(spoken, act.at) or end
    late = pen.after(act.at, days=1)
    if done is None and pen.state.get("priority") in ("High", "Critical"):
        late = pen.after(act.at, hours=4)
    if done is None:
        pen.truth("unanswered-client-message", late, answer, asked=asked)
        _unnoticed(pen, act, answer)
        _dropped(pen, act, answer)
    elif act.at > done + timedelta(hours=1):
        back = next((a.at for a in pen.log if a.ours and a.what is What.MOVES and a.at > act.at), end)
        pen.truth("comment-back-after-done", late, min(answer, back), asked=asked)


def _unnoticed(pen: Pen, act: Act, answer: datetime) -> None:
    signs = (a.at for a in pen.log if a.ours and a.at > act.at and a.what in (What.MOVES, What.ASSIGNS))
    noticed = min([answer, *signs])
    start = act.at
    if pen.calendar.hours_between(start, pen.calendar.closing(pen.calendar.day_of(start))) <= 1:
        start = pen.calendar.next_opening(pen.calendar.closing(pen.calendar.day_of(start)))
    pen.truth("no-acknowledgement", pen.after(start, hours=4), noticed, asked=act.meaning in PRESSING)


def _dropped(pen: Pen, act: Act, answer: datetime) -> None:
    owned = next((a.at for a in pen.log if a.what is What.ASSIGNS), None)
    touched = [a.at for a in pen.log if a.ours and a.at > act.at]
    end = min([answer, *touched])
    if owned is None or owned > act.at:
        pen.truth("dropped-ball", pen.after(act.at, days=1), end, asked=act.meaning in WANTING)


def _chased(pen: Pen, spoken: Sequence[Act], number: int, end: datetime) -> None:
    act = spoken[number]
    last = next((a.at for a in reversed(spoken[:number]) if a.ours), None)
    if act.meaning == "chase" and (last is None or pen.calendar.hours_between(last, act.at) > 4):
        answer = next_ours(spoken, act.at) or end
        pen.truth("client-chased-us", act.at, min(answer, pen.after(act.at, days=_HELD)))


def _held(pen: Pen, spoken: Sequence[Act], number: int, end: datetime) -> None:
    act = spoken[number]
    before = next((a for a in reversed(spoken[:number])), None)
    if before is None or before.ours:
        return
    real = next((a.at for a in spoken[number + 1 :] if a.ours and a.meaning not in HOLDING), end)
    done = next((a.at for a in pen.log if a.at > act.at and a.meaning in ("done", "attachments", "links")), end)
    late = pen.after(act.at, days=3)
    if act.day is not None:
        late = max(late, pen.calendar.closing(act.day))
    pen.truth("ack-without-answer", late, min(real, done))


def _undecided(pen: Pen, spoken: Sequence[Act], number: int, end: datetime) -> None:
    act = spoken[number]
    if not any(not a.ours for a in spoken[:number]):
        return
    reply = next((a.at for a in pen.log if a.at > act.at and (not a.ours or a.speaks)), end)
    done = next((a.at for a in pen.log if a.at > act.at and a.meaning == "done"), end)
    calendar = CLIENTS[pen.desk.language]
    due = max((a.day for a in pen.log if a.what is What.DATES and a.day and a.at <= act.at), default=None)
    near = due is not None and pen.day(0) <= due
    pen.truth("client-decision-pending", calendar.add_days(act.at, 3), min(reply, done))
    if near:
        pen.truth("client-decision-pending", calendar.add_days(act.at, 1), min(reply, done), asked=False)


def _expectation(pen: Pen, end: datetime) -> None:
    first = pen.log[0]
    if first.ours:
        return
    told = [a.at for a in pen.log if a.what is What.DATES or (a.speaks and a.ours and a.meaning in DATING)]
    over = (a.at for a in pen.log if a.what is What.MOVES and a.meaning == "done")
    if pen.desk.release is None or pen.state.get("milestone") is None or pen.desk.release.due is None:
        # An answer for today says when we write next, and of the work it says nothing.
        soon = any(a.ours and a.speaks and a.meaning == "soon" for a in pen.log)
        since = pen.after(first.at, days=2)
        pen.truth("no-expectation-set", since, min([*told, *over, end]), asked=not soon)


def chases(logs: Sequence[Sequence[Act]]) -> Iterator[datetime]:
    """When clients asked for news."""
    yield from (act.at for log in logs for act in log if act.meaning == "chase" and not act.ours)
