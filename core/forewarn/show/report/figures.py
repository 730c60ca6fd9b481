"""A project in a few figures, and what stands beside the title of each part that can be folded."""

from collections.abc import Iterator
from dataclasses import dataclass

from forewarn.facts.promises import State
from forewarn.model import Role
from forewarn.portrait import Portrait
from forewarn.show.report.labels import Labels
from forewarn.store import Outcome

_ENOUGH = 5
"""Fewer of a kind show no habit, and nobody is praised for two of two."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `tone` is good, bad or plain."""

    name: str
    value: str
    tone: str = "plain"


def figures(portrait: Portrait, labels: Labels) -> tuple[Figure, ...]:
    """What an owner looks at first."""
    return tuple(_figures(portrait, labels))


def _figures(portrait: Portrait, labels: Labels) -> Iterator[Figure]:
    say = labels.say
    known, quiet = len(portrait.no_good_news), len(portrait.kept_quiet)
    number = say("figures.and_quiet", open=known, quiet=quiet) if quiet else str(known)
    calm = "good" if portrait.coverage.outcomes and portrait.coverage.is_whole and not quiet else "plain"
    yield Figure("open", number, "bad" if portrait.troubles else calm)
    # One that was renegotiated is neither: its new date is a promise of its own.
    settled = portrait.promised(Role.TEAM, State.KEPT, State.BROKEN)
    kept = portrait.promised(Role.TEAM, State.KEPT)
    yield _share("kept", len(kept), len(settled), labels)
    # What is late and not there yet did not arrive on time either.
    yield _share("on_time", portrait.arrivals.on_time, len(portrait.arrivals.all) + len(portrait.overdue), labels)
    moves = [move.told for one in portrait.deliverables for move in one.moves if move.told is not None]
    if moves:
        yield _share("told", sum(moves), len(moves), labels)
    if portrait.scope is None:
        yield Figure("growth", say("figures.no_baseline"))
    else:
        growth = round(portrait.scope.growth)
        yield Figure(
            "growth", say("figures.percent", number=f"{growth:+d}" if growth else 0), "bad" if growth >= 10 else "plain"
        )
    if portrait.contact is not None:
        yield Figure("asked", ago(portrait.contact.days_since_asked, labels))
        half = portrait.contact.ours.within(0.5)
        yield Figure("reply", labels.tongue.hours(half) if half is not None else say("figures.none_yet"))


def _share(name: str, part: int, whole: int, labels: Labels) -> Figure:
    if not whole:
        return Figure(name, labels.say("figures.none_yet"))
    tone = "good" if part == whole >= _ENOUGH else "bad" if 2 * part < whole else "plain"
    return Figure(name, labels.say("figures.of", part=part, whole=whole), tone)


def ago(days: int | None, labels: Labels) -> str:
    """`3 days ago`, `today`, `never`."""
    if days is None:
        return labels.say("figures.never")
    return labels.say("figures.ago", days=labels.count("number.days", days)) if days else labels.say("figures.today")


def hints(portrait: Portrait, labels: Labels) -> dict[str, str]:
    """In a few words what is in each part; empty where there is nothing to tell."""
    coverage, count = portrait.coverage, labels.count
    cast = len(portrait.forecasts.outlooks) if portrait.forecasts else 0
    before = len(portrait.before)
    held = len(portrait.held) + len(portrait.kept_quiet) - before
    waiting = len(portrait.contact.ours.waiting) if portrait.contact else 0
    unknown = sum(coverage.outcomes.get(outcome, 0) for outcome in (Outcome.CANNOT_EVALUATE, Outcome.BROKEN))
    return {
        "before": count("number.findings", before) if before else "",
        "promises": _states([one.state for one in portrait.promises], labels),
        "dates": _states([one.state for one in portrait.deliverables], labels),
        "scope": labels.say("figures.percent", number=f"{portrait.scope.growth:+.0f}")
        if portrait.scope and portrait.scope.additions
        else "",
        "forecast": count("number.dates", cast) if cast else "",
        "contact": count("number.messages", waiting) if waiting else "",
        "held": count("number.findings", held) if held else "",
        "coverage": labels.say("coverage.unknown", count=count("number.answers", unknown)) if unknown else "",
    }


def _states(states: list[State], labels: Labels) -> str:
    order = (State.BROKEN, State.OPEN, State.RENEGOTIATED, State.KEPT)
    return ", ".join(f"{states.count(state)} {labels.say(f'state.{state}')}" for state in order if state in states)
