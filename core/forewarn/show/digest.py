"""The digest: what is not said on tickets, grouped by who is to act and by project, as plain text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import groupby

from pydantic import BaseModel, ConfigDict, Field
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from forewarn.agency import Agency
from forewarn.errors import ConfigError
from forewarn.facts.roles import Roles
from forewarn.facts.work.hands import left_at, workers
from forewarn.model import Audience, Finding, Person
from forewarn.say.markup import clean
from forewarn.say.merge import shadows
from forewarn.say.phrasebook import read_phrases
from forewarn.say.tongue import tongue_for
from forewarn.show.unread import Unread, unread_for_long
from forewarn.show.wording import place_of, what_to_do, what_was_found
from forewarn.store import DraftState, HeldItem, Reason, Rung, SentDigest

_NAMED = 10
"""Containers or tickets of a source that could not be read and are named."""


class Phrases(BaseModel):
    """The standing phrases of a language, one file a language in `digests/`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    things: tuple[str, ...]
    intro: str
    as_of: str
    unread: str
    never_read: str
    to: str = Field(alias="for")
    to_anybody: str = Field(alias="for_anybody")
    new: str
    next: str
    why: str
    since: str
    older: str
    reasons: Mapping[str, str]
    rungs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DigestItem:
    """A held finding as the digest tells of it."""

    held: HeldItem
    person: str
    """Who is to act; empty where nobody is named."""
    is_new: bool
    """Whether no digest has told of it on this rung."""
    is_approved: bool = False
    """Whether a person has approved its words since it was held."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What one digest says."""

    title: str
    body: str
    items: tuple[DigestItem, ...]
    unread: Mapping[str, str]
    """What could not be read for longer than a working day, each with since when."""
    new: int
    """How many things in it nobody has been told."""

    @property
    def told(self) -> Mapping[str, str]:
        """What it tells of, each with its rung: so that the next one knows what is new."""
        return {item.held.finding.identity: str(item.held.rung) for item in self.items} | dict(self.unread)

    @property
    def is_news(self) -> bool:
        """Whether there is anything in it that nobody has been told."""
        return self.new > 0


def digest_of(agency: Agency, last: SentDigest | None, now: datetime) -> Digest:
    """The digest as it would go out now, after `last`. What it repeats is short; what is new comes with advice."""
    told = last.told if last else {}
    drafts = (one for one in agency.store.drafts.all() if one.state is not DraftState.LAPSED)
    decided = {one.identity: one.state for one in drafts}
    known = [one for one in agency.store.held.open() if _is_ruled(agency, one) and not _is_rejected(one, decided)]
    # One finding for both audiences is one thing to do: whatever has gone further up, an approval before what merely
    # stays open, and then the team's words tell of it.
    once = {one.finding.identity: one for one in sorted(known, key=_urgency)}
    roles = agency.store.groups.join(agency.config.roles)

    def item(one: HeldItem) -> DigestItem:
        is_new = told.get(one.finding.identity) != one.rung
        return DigestItem(one, _person(agency, roles, one), is_new, _is_approved(one, decided))

    items = [item(one) for one in told_once(once.values())]
    items.sort(key=lambda item: (not item.person, item.person.casefold(), item.held.finding.project, *_gravity(item)))
    phrases, tongue = phrases_for(agency.config.language), tongue_for(agency.config.language)
    unread = unread_for_long(agency, now)
    untold = [one for one in unread if told.get(one.key) != one.told]
    new = sum(item.is_new for item in items) + len(untold)
    title = phrases.title.format(agency=agency.config.agency, new=tongue.plural(new, *phrases.things))
    body = "\n".join(_lines(agency, items, unread, phrases))
    return Digest(title, body, tuple(items), {one.key: one.told for one in unread}, new)


def digest_text(digest: Digest) -> RenderableType:
    """For the terminal: what belongs to an item stays below it where a line is broken."""
    lines: list[RenderableType] = [Text(digest.title), Text()]
    for line in digest.body.splitlines():
        bare = line.lstrip()
        lines.append(Padding(Text(bare), (0, 0, 0, len(line) - len(bare)), expand=False) if bare else Text())
    return Group(*lines)


def told_once(known: Iterable[HeldItem]) -> Iterator[HeldItem]:
    """Without what a graver finding tells that nobody could say on the same ticket either, or whose words for the
    client wait, and that went as far up. What waits for approval stands in any case.

    On the ticket one event would have been told once as well.
    """
    known = list(known)
    beside: dict[object, list[Finding]] = {}
    for one in sorted(known, key=lambda held: (-held.finding.severity, held.finding.identity)):
        if one.reason in (Reason.EXPOSED, Reason.APPROVAL) and one.finding.on is not None:
            beside.setdefault((one.rung, one.finding.on.place), []).append(one.finding)
    waiting = {one.finding.identity for one in known if one.reason is Reason.APPROVAL}
    under = {identity for findings in beside.values() for identity in shadows(findings, waiting)}
    return (one for one in known if one.finding.identity not in under)


def _urgency(held: HeldItem) -> tuple[int, bool, bool]:
    return tuple(Rung).index(held.rung), held.reason is Reason.APPROVAL, held.audience is Audience.TEAM


@cache
def phrases_for(language: str) -> Phrases:
    """The phrases of a language such as `ru` or `en-GB`; English where there are none."""
    return Phrases.model_validate(read_phrases("forewarn.show", "digests", language)[1])


def _lines(agency: Agency, items: Sequence[DigestItem], unread: Sequence[Unread], phrases: Phrases) -> Iterator[str]:
    tongue, zone = tongue_for(agency.config.language), agency.config.calendar.zone
    yield phrases.intro
    if items:
        yield phrases.as_of.format(moment=tongue.moment(max(item.held.last_held for item in items), zone))
    for (source, day), away in groupby(
        unread, key=lambda one: (one.source, tongue.day(one.since, zone) if one.since else "")
    ):
        names = [one.name for one in away]
        more = ["\u2026"] if len(names) > _NAMED else []
        place = clean(f"{source} ({', '.join((*names[:_NAMED], *more))})")
        yield (phrases.unread if day else phrases.never_read).format(place=place, day=day)
    for person, theirs in groupby(items, key=lambda item: item.person):
        yield from ("", _headed(phrases.to.format(person=person) if person else phrases.to_anybody, "="))
        for project, several in groupby(theirs, key=lambda item: item.held.finding.project):
            known = list(several)
            yield from ("", _headed(project, "-"))
            for item in known:
                if item.is_new:
                    yield from _in_full(agency, item, phrases)
            yield from _in_short(agency, [item for item in known if not item.is_new], phrases)


def _in_full(agency: Agency, item: DigestItem, phrases: Phrases) -> Iterator[str]:
    finding, rung = item.held.finding, item.held.rung
    yield from ("", f"* {clean(place_of(finding))} · {finding.rule}")
    try:
        yield f"  {what_was_found(agency, finding)}"
        if not finding.positive:
            yield f"  {phrases.next.format(words=what_to_do(agency, finding))}"
    except ConfigError:
        pass  # found by another version, which knew less of it than texts name by now; no run has looked since
    reason = phrases.reasons["approved" if item.is_approved else item.held.reason]
    why = f"{phrases.rungs[rung]}: {reason}" if rung in phrases.rungs else reason
    yield f"  {phrases.why.format(why=why)}"
    if finding.on and finding.on.url:
        yield f"  {finding.on.url}"


def _in_short(agency: Agency, items: Iterable[DigestItem], phrases: Phrases) -> Iterator[str]:
    tongue, zone = tongue_for(agency.config.language), agency.config.calendar.zone
    for number, item in enumerate(items):
        if not number:
            yield from ("", phrases.older)
        finding = item.held.finding
        since = phrases.since.format(day=tongue.day(item.held.first_held, zone))
        yield f"* {clean(place_of(finding))} · {finding.rule}, {since} {finding.on.url if finding.on else ''}".rstrip()


def _headed(text: str, line: str) -> str:
    shown = clean(text)
    return f"{shown}\n{line * len(shown)}"


def _gravity(item: DigestItem) -> tuple[bool, int, str]:
    return not item.is_new, -item.held.finding.severity, item.held.finding.identity


def _is_ruled(agency: Agency, held: HeldItem) -> bool:
    """Whether its rule still stands in the files, so that there are words for it."""
    finding = held.finding
    return agency.rule(finding.project, finding.rule, finding.subject) is not None


def _is_rejected(held: HeldItem, decided: Mapping[str, DraftState]) -> bool:
    """Whether a person has rejected its words since it was held for that decision."""
    return held.reason is Reason.APPROVAL and decided.get(held.finding.identity) is DraftState.REJECTED


def _is_approved(held: HeldItem, decided: Mapping[str, DraftState]) -> bool:
    return held.reason is Reason.APPROVAL and decided.get(held.finding.identity) is DraftState.APPROVED


def _person(agency: Agency, roles: Roles, held: HeldItem) -> str:
    """Who is to act: who is in charge on that rung, or else those of ours who have the ticket.

    For those who have left, the lead is.
    """
    on, name = held.finding.on, held.finding.project
    if held.addressee or on is None:
        return held.addressee
    project = agency.config.projects.get(name)

    def is_here(person: Person) -> bool:
        gone = left_at(person, project) if project else None
        return gone is None or gone > held.last_held

    tickets = agency.store.seen.load(on.source, [on.id])
    sided = [roles.attribute(ticket, client_sees=False, own_comments=frozenset()) for ticket in tickets]
    here = [replace(ticket, assignees=tuple(filter(is_here, ticket.assignees))) for ticket in sided]
    names = ", ".join(one for ticket in here for one in workers(ticket))
    return agency.addressee(name, Rung.LEAD) if not names and any(map(workers, sided)) else names
