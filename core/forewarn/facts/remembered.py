"""Answers that many checks ask for, worked out once.

Both kinds tell values apart by identity: a run holds one object of each ticket, project and language, and asks with
it again and again.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from forewarn.model import Ticket

P = ParamSpec("P")
R = TypeVar("R")

_ANSWERS = 8
"""Answers of one question that are kept, the latest asked for first."""
_kept: list[list[tuple[Sequence[Ticket], object, object]]] = []


def remembered(
    question: Callable[Concatenate[Sequence[Ticket], P], R],
) -> Callable[Concatenate[Sequence[Ticket], P], R]:
    """Keep the last answers of a pure function about many tickets, until `forget`.

    Answers about a single ticket are not kept: there are as many as tickets, and they would drive out the others.
    """
    answers: list[tuple[Sequence[Ticket], object, R]] = []
    _kept.append(answers)  # type: ignore[arg-type]  # it is only ever emptied there

    @wraps(question)
    def answer(tickets: Sequence[Ticket], /, *rest: P.args, **named: P.kwargs) -> R:
        if len(tickets) == 1:
            return question(tickets, *rest, **named)
        asked = (rest, named)
        for place, known in enumerate(answers):
            if known[0] is tickets and known[1] == asked:
                if place:
                    answers.insert(0, answers.pop(place))
                return known[2]
        found = question(tickets, *rest, **named)
        answers.insert(0, (tickets, asked, found))
        del answers[_ANSWERS:]
        return found

    return answer


def forget() -> None:
    """Let go of all that is remembered, and so of the tickets it is about."""
    for answers in _kept:
        answers.clear()


def worked_out(question: Callable[Concatenate[Ticket, P], R]) -> Callable[Concatenate[Ticket, P], R]:
    """Keep the answers of a pure function with the ticket it is asked about, for as long as that lives.

    What else it is asked with must be the same object each time: a project or a language, and no function.
    """

    @wraps(question)
    def answer(ticket: Ticket, /, *rest: P.args, **named: P.kwargs) -> R:
        key: object = (question, *map(id, rest), *named, *map(id, named.values())) if rest or named else question
        known = ticket.worked_out.get(key)
        if known is None:
            # The arguments are kept too: as long as they live, nobody else has their ids.
            known = ticket.worked_out[key] = (question(ticket, *rest, **named), rest, named)
        found: R = known[0]
        return found

    return answer
