"""The report of a pass in words: what was read, found, said and held back, and what could not be checked."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from rich.console import Group, RenderableType
from rich.text import Text

from forewarn.agency import Agency
from forewarn.errors import TrackerError
from forewarn.explain import all_unread
from forewarn.model import Audience
from forewarn.run import Pass
from forewarn.run.deciding import wording
from forewarn.say.acts import Act, ActKind
from forewarn.say.markup import MARKUPS
from forewarn.say.render import Words
from forewarn.say.spoken import Deed, Spoken
from forewarn.show.found import FIRST_FOUND, first_found, found
from forewarn.show.inset import inset
from forewarn.show.silence import kept_quiet
from forewarn.show.wording import called, count, moment, place_of
from forewarn.store import Outcome, Reason
from forewarn.sync import Synced

_DEEDS = {
    Deed.POSTED: "posted a comment",
    Deed.EDITED: "edited our comment",
    Deed.ADOPTED: "found the comment of an interrupted run; it stands once",
    Deed.UNKNOWN: "no answer came back; the next run looks before it says anything",
    Deed.FAILED: "could not be said",
    Deed.WITHDRAWN: "came out visible to clients and was withdrawn at once; check the account's rights",
    Deed.EXPOSED: "IS VISIBLE TO CLIENTS and could not be withdrawn; delete it by hand now",
    Deed.DELETED_BY_PERSON: "a person had deleted our comment; we do not insist",
}


def read_report(agency: Agency, synced: tuple[Synced, ...]) -> RenderableType:
    """What a sync brought."""
    return Group(*_read(agency, synced))


def plan_report(agency: Agency, done: Pass) -> RenderableType:
    """What would be said, word by word, and what is held back; with the words that a client would read, if approved."""
    parts: list[RenderableType] = []
    for act, words in done.worded:
        parts += [inset(_act_text(act, act.kind.intention), 0, "bold"), inset(_as_read(agency, act, words), 2), Text()]
    if not parts:
        parts += [inset("Nothing to say.", 0), Text()]
    for title, lines in (
        (FIRST_FOUND, first_found(agency, done)),
        ("Held back", _held(done, agency)),
        ("Open for long", _climbing(done)),
        ("Not known", [inset(f"{one}, so there may be more.", 2) for one in all_unread(agency)]),
    ):
        held = list(lines)
        parts += [Text(title, style="bold underline"), *held] if held else []
    return Group(*parts)


def _as_read(agency: Agency, act: Act, words: Words) -> str:
    """A comment as people read it: what defuses other people's words is left out."""
    return MARKUPS[agency.capabilities[act.ticket.source].markup].unescape(words.body)


def report(agency: Agency, done: Pass, *, applied: bool) -> RenderableType:
    """The whole report, for a terminal of any width, a pipe or a log."""
    head = Text(f"{agency.config.agency}, {moment(agency, done.now)}", style="bold")
    parts: list[RenderableType] = [head]
    sections = [
        ("Read", _read(agency, done.synced)),
        ("Found", found(agency, done)),
        (FIRST_FOUND, first_found(agency, done)),
        ("Said" if applied else "Would say (nothing was written; --apply speaks)", _said(agency, done, applied)),
        ("Not said, because the ticket moved", _refused(done)),
        ("Held back", _held(done)),
        ("Open for long", _climbing(done)),
        ("Kept quiet", kept_quiet(done.considered, agency.config.calendar, applied=applied)),
        ("Coverage", _coverage(done)),
    ]
    for title, lines in sections:
        body = list(lines)
        if body:
            parts += [Text(), Text(title, style="bold underline"), *body]
    return Group(*parts)


def _read(agency: Agency, synced: tuple[Synced, ...]) -> Iterator[RenderableType]:
    for one in synced:
        where = f"{one.source}: {f'group {one.group}' if one.group else one.container}"
        if one.error is not None:
            age = f"last read {moment(agency, one.synced_at)}" if one.synced_at else "never read so far"
            yield inset(Text.assemble((f"{where}  NOT READ", "red"), f" ({age})"))
            yield _why(one.error, one.source)
        elif one.group:
            yield inset(f"{where}  {count(one.people, 'person', 'people')}")
        elif one.ended:
            yield inset(
                f"{where}  {one.ended}, so nothing is looked for there; take it out of the config", style="yellow"
            )
        elif one.tickets or one.events or one.gone:
            gone = f", {count(one.gone, 'ticket')} gone" if one.gone else ""
            yield inset(f"{where}  {count(one.tickets, 'ticket')} new or changed, {count(one.events, 'event')}{gone}")
        else:
            yield inset(f"{where}  nothing new")
        if one.lacking is not None:
            yield inset(Text.assemble(("all but this could be read:", "yellow")), 2)
            yield _why(one.lacking, one.source)


def _why(error: TrackerError, source: str) -> RenderableType:
    place = f"{error.place}: " if error.place not in ("", source) else ""
    return inset(f"{place}{error.reason}. {error.next_step}".strip(), 2)


def _said(agency: Agency, done: Pass, applied: bool) -> Iterator[RenderableType]:
    if applied:
        for spoken in done.spoken:
            yield from _one_spoken(spoken)
    else:
        for act in done.plan.writes:
            yield inset(_act_text(act, act.kind.intention))
    for act in done.plan.acts:
        if act.kind in (ActKind.ACKNOWLEDGED, ActKind.KEEP, ActKind.LOOK):
            yield inset(_act_text(act, act.kind.intention), style="dim")
    if not applied:
        for answer, _ in done.replies:
            yield inset(f"{called(answer.ticket)} (for the team): reply to a command of {answer.heard[0].given.by}")
    if not done.plan.acts and not done.spoken and not done.replies:
        yield inset("Nothing to say.")


def _act_text(act: Act, what: str) -> str:
    return f"{called(act.ticket)} ({_audience(act.audience)}): {what}; {act.why}"


def _audience(audience: Audience) -> str:
    return "for the team" if audience is Audience.TEAM else "for the client"


def _one_spoken(spoken: Spoken) -> Iterator[RenderableType]:
    comment = spoken.comment
    bad = spoken.error is not None or spoken.deed in (Deed.WITHDRAWN, Deed.EXPOSED)
    why = f"; {spoken.act.why}" if spoken.act and not bad else ""
    what = "replied to a command" if comment.answers and spoken.deed is Deed.POSTED else _DEEDS[spoken.deed]
    text = f"{called(comment.ticket)} ({_audience(comment.audience)}): {what}{why}"
    yield inset(text, style="red" if bad else "")
    if spoken.error is not None and spoken.deed is not Deed.DELETED_BY_PERSON:
        yield inset(str(spoken.error), 2)


def _refused(done: Pass) -> Iterator[RenderableType]:
    for one in done.refused:
        yield inset(f"{called(one.ticket)} ({_audience(one.audience)}): {one.why}", style="red")


def _climbing(done: Pass) -> Iterator[RenderableType]:
    for held in done.plan.climbing:
        who = f", {held.addressee}" if held.addressee else ""
        yield inset(f"{place_of(held.finding)}  {held.finding.rule}: for the {held.rung}{who}; {held.why}")


def _held(done: Pass, worded: Agency | None = None) -> Iterator[RenderableType]:
    """Where an agency is given, drafts with their words."""
    if done.plan.breaker:
        yield inset(
            "The breaker stopped everything new. If it is right, forewarn run --apply --override-breaker says it; if "
            "it is often so, raise speaking.breaker.floor; if not, a rule or a status on the tracker may have changed.",
            style="red",
        )
    ordered = sorted(done.plan.held, key=lambda held: held.why)
    for why, group in groupby(ordered, key=lambda held: held.why):
        yield inset(f"because {why}:")
        for held in group:
            yield inset(f"{place_of(held.finding)}  {held.finding.rule} ({_audience(held.audience)})", 2)
            if worded is not None and held.reason is Reason.APPROVAL:
                yield inset(wording(worded, held.finding).text, 3)


def _coverage(done: Pass) -> Iterator[RenderableType]:
    total = sum((result.outcomes for result in done.results), Counter[Outcome]())
    asked = sum(result.asked for result in done.results)
    answers = sum(total.values())
    counted = ", ".join(count(total[o], o, "findings" if o is Outcome.FINDING else o) for o in Outcome if total.get(o))
    news = "all asked now" if asked == answers else f"{asked} asked now, the others still held"
    yield inset(f"{count(answers, 'answer')} ({counted or 'none'}); {news}.")
    for outcome in (Outcome.CANNOT_EVALUATE, Outcome.BROKEN):
        for result in done.results:
            # One reason often stops several rules, and is told once.
            why = sorted((reason, rule, number) for (rule, reason), number in result.reasons(outcome).items())
            for reason, several in groupby(why, key=lambda one: one[0]):
                rules = ", ".join(f"{rule} ({number})" if number > 1 else rule for _, rule, number in several)
                yield inset(f"{result.project.name}, {outcome}: {reason.rstrip('.')}: {rules}", 2)
    for project, people in done.unmapped.items():
        if people:
            names = ", ".join(people[:5]) + (f" and {len(people) - 5} more" if len(people) > 5 else "")
            yield inset(
                f"{project}: nobody knows the side of {names}; add them to 'roles' in the config. Until then no "
                "check accuses or credits anybody because of what they wrote.",
                2,
            )
