"""How a project stands, in a word and in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from forewarn.model import Severity
from forewarn.portrait import Coverage, Portrait
from forewarn.say.words import shorten
from forewarn.show.report.labels import Labels

_NAMED = 3
"""Tickets that could not be read and are named."""


class Status(StrEnum):
    """How a project stands; the gravest first."""

    GRAVE = "grave"
    WATCH = "watch"
    UNKNOWN = "unknown"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Headline:
    """A status and the sentence that goes with it."""

    status: Status
    sentence: str


def headline(portrait: Portrait, labels: Labels) -> Headline:
    """What to know of a project when there is time for one sentence."""
    status, is_whole = _status(portrait), portrait.coverage.is_whole
    if portrait.coverage.is_blank:
        return Headline(status, labels.say("headline.blank"))
    things = labels.count("number.things", len(portrait.troubles))
    match status:
        case Status.GRAVE | Status.WATCH:
            sentence = labels.say(f"headline.{status}", things=things)
        case _ if not portrait.coverage.outcomes:
            sentence = labels.say("headline.unasked")
        case _ if not is_whole:
            sentence = labels.say("headline.partly")
        case _:
            good = any(finding.positive for finding in portrait.findings)
            sentence = labels.say("headline.good" if good else "headline.calm")
    if not portrait.troubles and portrait.kept_quiet:
        sentence = labels.say("headline.quiet", things=labels.count("number.things", len(portrait.kept_quiet)))
    if portrait.grave_before:
        sentence = f"{sentence} {labels.say('headline.grave_before', number=portrait.grave_before)}"
    coming = portrait.next_date
    if coming is not None and coming.latest is not None:
        day = labels.tongue.day(coming.latest, portrait.project.agency_calendar.zone)
        sentence = f"{sentence} {labels.say('headline.next', title=shorten(coming.title, 60), day=day)}"
    if not is_whole:
        sentence = f"{sentence} {labels.say('headline.unread', what=_unread(portrait.coverage, labels))}"
    return Headline(status, sentence)


def _unread(coverage: Coverage, labels: Labels) -> str:
    sources = [labels.count("number.sources", coverage.unread)] if coverage.unread else []
    more = ["\u2026"] if len(coverage.alone) > _NAMED else []
    return ", ".join((*sources, *coverage.alone[:_NAMED], *more))


def _status(portrait: Portrait) -> Status:
    worst = portrait.worst
    # What is quiet only because it was there before is as grave as ever: nobody has decided that it may wait.
    if portrait.grave_before or (worst is not None and worst >= Severity.HIGH):
        return Status.GRAVE
    if worst is not None or portrait.kept_quiet:
        return Status.WATCH
    return Status.CALM if portrait.coverage.is_whole and portrait.coverage.outcomes else Status.UNKNOWN


def agency_headline(statuses: Sequence[Status], labels: Labels) -> str:
    """The sentence over all projects."""
    if not statuses:
        return labels.say("headline.nobody")
    grave, watch, unknown, calm = (statuses.count(status) for status in Status)
    if calm == len(statuses):
        return labels.say("headline.all_calm")
    if unknown == len(statuses):
        return labels.say("headline.all_unknown")
    parts = []
    if grave:
        parts.append(labels.say("headline.some", grave=labels.count("number.projects", grave)))
    elif watch:
        parts.append(labels.say("headline.none_grave", watch=labels.count("number.looks", watch)))
    if unknown:
        parts.append(labels.say("headline.some_unknown", unknown=labels.count("number.unread", unknown)))
    if calm:
        parts.append(labels.say("headline.rest", calm=labels.count("number.calm", calm)))
    return " ".join(parts)
