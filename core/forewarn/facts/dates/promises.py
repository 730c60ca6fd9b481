"""The promise ledger of a ticket: dated promises the team made in comments, and what became of each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from forewarn.facts.addressed import addressees
from forewarn.facts.commands import no_promise_before
from forewarn.facts.corrections import Correction, Verdict
from forewarn.facts.dates.handing import is_of_another
from forewarn.facts.dates.keeping import RELEASE, Keeping, released, signs_elsewhere
from forewarn.facts.deadlines import after_hours
from forewarn.facts.gist import names_same
from forewarn.facts.project import Project
from forewarn.facts.remembered import worked_out
from forewarn.facts.talk.about import family_of
from forewarn.facts.talk.pledges import Pledge, pledges, undated
from forewarn.facts.talk.renewals import leaves_a_rest, new_dates, put_off, renews
from forewarn.facts.wording import sentence_with
from forewarn.language import Language
from forewarn.model import Evidence, Role, Ticket


class State(StrEnum):
    """What became of a promise."""

    OPEN = "open"
    KEPT = "kept"
    RENEGOTIATED = "renegotiated"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Entry:
    """A promise and everything that speaks for it."""

    pledge: Pledge
    due: datetime
    """Its deadline, or the later day that the client would rather have."""
    falls: datetime | None
    """That plus grace; None while the project is parked with no end."""
    sign: Evidence | None = None
    """The first sign that the promised thing was done."""
    renewed: Pledge | None = None
    """The first new promise with a later date."""
    released: Evidence | None = None
    """The client's first word that there is no hurry."""
    correction: Correction | None = None
    """What somebody said of it who knows better than the ticket."""

    def state(self, reached: Callable[[datetime], bool]) -> State:
        """The state now; time is asked about only where nothing else decides."""
        if self.correction is not None:
            return State.KEPT if self.correction.verdict is Verdict.KEPT else State.RENEGOTIATED
        if self.falls is None:
            return State.OPEN
        if self.sign is not None and self.sign.at <= self.falls:
            return State.KEPT
        if self.renewed is not None and self.renewed.message.at <= self.due:
            return State.RENEGOTIATED
        if self.released is not None and self.released.at <= self.falls:
            return State.RENEGOTIATED
        return State.BROKEN if reached(self.falls) else State.OPEN

    @property
    def mended(self) -> bool:
        """Whether it was done after all, a new date given or the client in no hurry, be it late."""
        return self.sign is not None or self.renewed is not None or self.released is not None


def promise_ledger(ticket: Ticket, project: Project, language: Language, grace_hours: float = 0) -> tuple[Entry, ...]:
    """Every dated promise by a person of the team on `ticket`, oldest first.

    Signs that one was kept: words of delivery, a file, a link, an item ticked or the ticket done, by anybody of the
    team and be it in an internal note; and the client's word that it came; unless all that these name is something else
    that was promised. Of a promise to be in touch, any public word on its day or later is one, of a promise to look at
    something or to begin any word of the team that says more than that they will, and of the latter a move to work in
    progress. A new promise with a later date renews an older one, and so does a word of delay that names a later date
    ("the new date is Friday"); where the client read the old one they must be able to read the new one too. The
    client's "no hurry" releases it, and a later day that they would rather have puts it off until then. What somebody
    of the team called no promise (`forewarn: not a promise`, or a correction of the ledger) is left out. A promise that
    was renegotiated by a correction, or put off by a word of delay that is no promise itself, stands there once more,
    with its new date.
    """
    known = _entries(ticket, project, language)
    return tuple(replace(entry, falls=after_hours(project, entry.due, grace_hours)) for entry in known)


@worked_out
def _entries(ticket: Ticket, project: Project, language: Language) -> tuple[Entry, ...]:
    """The ledger without the grace that is given."""
    made = pledges(ticket, project, language)
    if not made:
        return ()
    ledger = _corrected(_without_denied(made, no_promise_before(ticket, project.agency_calendar)), ticket, project)
    keeping = Keeping(ticket, project, language)
    later = [*(pledge for pledge, _ in ledger), *new_dates(ticket, project, language)]
    later.sort(key=lambda new: new.message.at)

    def entry(pledge: Pledge, correction: Correction | None) -> Entry:
        due, let_off = keeping.due(pledge), keeping.release_of(pledge)
        new = _postponed(pledge, correction, project) or next((new for new in later if renews(new, pledge)), None)
        is_rest = new is not None and leaves_a_rest(pledge, new, project, language)
        sign = keeping.sign_of(pledge, but=new.message if new and is_rest else None)
        return Entry(pledge, due, None, sign, new, let_off, correction)

    entries = [entry(pledge, correction) for pledge, correction in ledger]
    known = {pledge.anchor for pledge in made}
    for old in entries:  # it grows by what is put off
        new = _put_off(old, project, language)
        if new is not None and new.anchor not in known:
            known.add(new.anchor)
            entries += [entry(pledge, correction) for pledge, correction in _corrected([new], ticket, project)]
    return tuple(sorted(entries, key=lambda one: one.pledge.message.at))


def _put_off(entry: Entry, project: Project, language: Language) -> Pledge | None:
    """The promise with its new date, where it was neither kept nor let go of before that was named."""
    new = entry.renewed
    if new is None or entry.correction is not None or entry.pledge.contact:
        return None
    ends = (end for end in (entry.sign, entry.released) if end is not None)
    return None if any(end.at <= new.message.at for end in ends) else put_off(entry.pledge, new, project, language)


def kept_elsewhere(
    ledger: Sequence[Entry], ticket: Ticket, tickets: Sequence[Ticket], project: Project, language: Language
) -> tuple[Entry, ...]:
    """The `ledger` of `ticket` with the signs, and the later dates of the promised thing, that stand on other tickets,
    where it shows none itself.

    When the team is in touch is told over the whole project, and so is left as it is.
    """

    def is_lacking(one: Entry) -> bool:
        return not (one.mended or one.pledge.contact)

    since = min((one.pledge.message.at for one in ledger if is_lacking(one)), default=None)
    signs = signs_elsewhere(ticket, tickets, project, language, since) if since is not None else ()
    kin = family_of(ticket, tickets)[1:] if since is not None else ()
    dates = [new for one in kin for new in new_dates(one, project, language)]
    here, how = pledges(ticket, project, language), (project, language)

    def with_sign(one: Entry) -> Entry:
        is_release = sentence_with(one.pledge.promise, RELEASE, language) is not None
        shown = [sign.shown for sign in signs if not is_of_another(sign, one.pledge, here, *how)]
        shown += released(ticket, tickets) if is_release else ()
        later = (sign for sign in shown if sign.at > one.pledge.message.at)
        thing = undated(one.pledge.promise, one.pledge.message, project, language)
        named = (new for new in dates if names_same(new.sentence, thing, language))
        renewed = next((new for new in named if renews(new, one.pledge)), None)
        return replace(one, sign=min(later, key=lambda sign: sign.at, default=None), renewed=renewed)

    return tuple(with_sign(one) if is_lacking(one) else one for one in ledger)


def still_broken(
    ledger: Sequence[Entry], reached: Callable[[datetime], bool]
) -> tuple[tuple[int, datetime, datetime, Pledge], ...]:
    """The broken promises that nothing has mended since, each with how many went the same way before it, when it did,
    and its deadline in the end. Those to be in touch are none of them."""
    broken = [one for one in ledger if not one.pledge.contact and one.state(reached) is State.BROKEN]
    return tuple((n, e.falls, e.due, e.pledge) for n, e in enumerate(broken) if not e.mended and e.falls is not None)


def fates(ledger: Sequence[Entry], reached: Callable[[datetime], bool]) -> Iterator[Evidence]:
    """What became of each promise, oldest first."""
    for entry in ledger:
        renewed = entry.renewed.message.evidence() if entry.renewed else None
        signs = [one for one in (entry.sign, renewed, entry.released) if one is not None]
        shown = min(signs, key=lambda one: one.at, default=entry.pledge.message.evidence())
        late = "late, " if signs and entry.state(reached) is State.BROKEN else ""
        what = "settled" if late else entry.state(reached)
        yield replace(shown, text=f"{late}{what}: “{entry.pledge.sentence}” ({shown.text})")


def is_among_us(pledge: Pledge, ticket: Ticket) -> bool:
    """Whether it concerns the team alone: the client cannot read it, or it is addressed to others by name.

    So does the new date of one that did.
    """
    if pledge.renewed is not None and is_among_us(pledge.renewed, ticket):
        return True
    sides = addressees(pledge.message, ticket)
    return not pledge.message.public or (bool(sides) and Role.CLIENT not in sides)


def identity_of(ticket: Ticket, pledge: Pledge) -> str:
    """What a correction knows a promise by; stable across runs."""
    return f"{ticket.source}:{ticket.id}|{pledge.anchor}"


def _corrected(made: Sequence[Pledge], ticket: Ticket, project: Project) -> list[tuple[Pledge, Correction | None]]:
    """What is left of them after people corrected the ledger, each with its correction."""
    left: list[tuple[Pledge, Correction | None]] = []
    for pledge in made:
        now: Pledge | None = pledge
        while now is not None:
            correction = project.corrections.get(identity_of(ticket, now))
            if correction is None or correction.verdict is not Verdict.NOT_A_PROMISE:
                left.append((now, correction))
            now = _postponed(now, correction, project)
    return left


def _postponed(pledge: Pledge, correction: Correction | None, project: Project) -> Pledge | None:
    if correction is None or correction.until is None:
        return None
    calendar = project.agency_calendar
    deadline = calendar.passes(correction.until)
    later = replace(pledge, deadline=deadline, day=calendar.day_of(deadline))
    return later if deadline > pledge.deadline else None


def _without_denied(made: Sequence[Pledge], denied_at: datetime | None) -> list[Pledge]:
    """Without those that were called no promise: all whose day had come by then, else the one made last before it."""
    if denied_at is None:
        return list(made)
    before = [pledge for pledge in made if pledge.message.at <= denied_at]
    meant = [pledge for pledge in before if pledge.deadline <= denied_at] or before[-1:]
    return [pledge for pledge in made if pledge not in meant]
