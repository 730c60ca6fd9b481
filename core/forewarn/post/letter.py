"""The letter to a client: written from a project's portrait, read over, and posted once a period."""

import re
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from forewarn.agency import Agency
from forewarn.config.letter import Letter
from forewarn.connect.stumbling import steady_speaker
from forewarn.connect.trouble import some_of
from forewarn.engine import views_of
from forewarn.errors import ConfigError, NotFoundError, UnfitError
from forewarn.facts.project import Project
from forewarn.model import Audience, TicketRef
from forewarn.portrait import Portrait
from forewarn.run import Clock
from forewarn.say.phrasebook import DEFAULT
from forewarn.say.publishing import Published, Publishing, letter_marker
from forewarn.say.tongue import tongue_for
from forewarn.show.letter.dress import as_comment
from forewarn.show.letter.lint import Flaw, Reader, lint
from forewarn.show.letter.matter import Matter, is_shown, matter
from forewarn.show.letter.words import letter_text
from forewarn.show.wording import count
from forewarn.store import Entry, LetterState, PublishedLetter

_UNTIL = re.compile(r"\n*^[ \t]*<!-- forewarn: until (?P<until>\S*) -->[ \t]*$\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter that nobody has sent yet."""

    project: Project
    matter: Matter
    text: str
    """In Markdown."""
    flaws: tuple[Flaw, ...]
    until: datetime
    """When what it tells was read. What came later is for the next letter, whenever this one is posted."""

    @property
    def grave(self) -> tuple[Flaw, ...]:
        """Those with which it must not go out."""
        return tuple(flaw for flaw in self.flaws if flaw.is_grave)

    @property
    def as_file(self) -> str:
        """The text for a person to edit; a line that no client gets says up to when it tells."""
        return f"{self.text.rstrip()}\n\n<!-- forewarn: until {self.until.isoformat()} -->\n"


def draft_letter(agency: Agency, portrait: Portrait) -> LetterDraft:
    """The letter as we would write it.

    Raises ConfigError where the agency's own template cannot be used, and UnfitError where nothing was read yet or the
    client can see nothing of the project.
    """
    known = _matter(agency, portrait)
    template = agency.config.letter.template if agency.config.letter else None
    text = letter_text(known, portrait.project, agency.config.agency, template)
    return LetterDraft(portrait.project, known, text, _read_over(text, portrait.project, known), _read_at(portrait))


def read_letter(agency: Agency, portrait: Portrait, file: str) -> LetterDraft:
    """A letter that a person wrote or edited, read over against what is known now."""
    known, text, until = _matter(agency, portrait), _UNTIL.sub("\n", file), _read_at(portrait)
    for line in _UNTIL.finditer(file):
        with suppress(ValueError):  # somebody has edited that line too
            until = min(until, datetime.fromisoformat(line["until"]).astimezone(UTC))
    return LetterDraft(portrait.project, known, text, _read_over(text, portrait.project, known), until)


def _read_at(portrait: Portrait) -> datetime:
    return min(portrait.at, portrait.coverage.oldest or portrait.at)


def post_letter(agency: Agency, draft: LetterDraft, approved_by: str, now: datetime, clock: Clock) -> Published:
    """Put a letter on the ticket that the config names. `now` says which period it is for.

    Raises ConfigError, NotFoundError or UnfitError, before any request, where it may not go out.
    """
    project, settings = draft.project, agency.config.letter or Letter()
    _must_be_fit(draft, approved_by, settings)
    ticket = _place(agency, project, now)
    period = settings.period(project.agency_calendar.day_of(now))
    marker = letter_marker(project.name, period)
    before = agency.store.letters.get(marker)
    if before is not None and before.state is LetterState.POSTED:
        step = f"See {before.url}" if before.url else ""
        raise UnfitError(f"the letter of {period} stands on {before.ticket.key} already.", next_step=step)
    if stale := why_stale(agency, project, now):
        raise stale
    if before is not None and before.state is LetterState.INTENDED and before.ticket.source in agency.connectors:
        ticket = before.ticket  # where it may stand already, whatever the config names now
    body = _body(agency, draft, ticket)
    intent = PublishedLetter(
        marker, project.name, period, ticket, LetterState.INTENDED, body, approved_by.strip(), clock(),
        tells_until=draft.until,
    )  # fmt: skip
    with ExitStack() as stack:
        connector = agency.connectors[ticket.source]
        speakers = {ticket.source: stack.enter_context(steady_speaker(ticket.source, connector))}
        done = Publishing(agency.store, speakers, clock).publish(intent)
    _log(agency, done, clock())
    return done


def _must_be_fit(draft: LetterDraft, approved_by: str, settings: Letter) -> None:
    """Raises UnfitError where it must be mended, or nobody has read it."""
    if draft.grave:
        raise UnfitError(
            f"the letter has {count(len(draft.grave), 'place')} that must be mended first.",
            place=draft.project.name,
            next_step="Write it to a file with --out, mend it there, and post it with --from FILE --post.",
        )
    if settings.approval and not approved_by.strip():
        raise UnfitError(
            "a client's letter waits for a person's approval.",
            place=draft.project.name,
            next_step="Read it, then add --approved-by NAME; letter: {approval: false} lets letters go by themselves.",
        )


def _matter(agency: Agency, portrait: Portrait) -> Matter:
    project, now, settings = portrait.project, portrait.at, agency.config.letter
    if portrait.coverage.oldest is None:
        step = "Call forewarn sync, and see what it says."
        raise UnfitError("its tickets were never read to the end.", place=project.name, next_step=step)
    if not project.visible_sources:
        step = "Say client_visible: true of a source that they see; nothing else may be told to them."
        raise UnfitError("the client can see none of its sources.", place=project.name, next_step=step)
    view = views_of(agency.config, agency.store, now, [project.name])[project.name]
    last = agency.store.letters.last(project.name, now)
    told = (last.tells_until or last.posted_at) if last else None
    since = told or now - (settings or Letter()).days()
    today = project.agency_calendar.day_of(now)
    rhythm = settings.next_day(today, project.agency_calendar) if settings else None
    return matter(portrait, view.all(), since, rhythm)


def _read_over(text: str, project: Project, known: Matter) -> tuple[Flaw, ...]:
    reader = Reader(project.client_language, known.at, project.agency_calendar, project.glossary, known.red)
    return lint(text, reader)


def _place(agency: Agency, project: Project, now: datetime) -> TicketRef:
    """The ticket that gets the letter, if the client can see it."""
    where = f"{agency.config.path}: projects.{project.name}.letter_on"
    if project.name not in agency.config.letter_on:
        step = "Write letter_on: SOURCE:KEY into the project, with a ticket or card that the client follows."
        raise ConfigError("nobody said on which ticket the letter goes", place=where, next_step=step)
    source, key = agency.config.letter_on[project.name]
    if source not in project.visible_sources:
        step = "Name a ticket of a source with client_visible: true."
        raise ConfigError(f"the client cannot see the tickets of {source}", place=where, next_step=step)
    containers = agency.config.containers[project.name]
    if any(agency.store.seen.scope(*pair).error for pair in containers if pair[0] == source):
        step = "forewarn sync says why; write again once it reads."
        raise UnfitError(f"{source} could not be read, so this may be out of date.", place=project.name, next_step=step)
    view = views_of(agency.config, agency.store, now, [project.name])[project.name]
    found = (view.ticket(at, ident) for at, ident in agency.store.seen.find(key) if at == source)
    ticket = next((one for one in found if one is not None), None)
    if ticket is not None and ticket.is_milestone:
        step = "Name a ticket or card that the client follows."
        raise ConfigError(f"{key} is a milestone, and nobody can comment on those", place=where, next_step=step)
    if ticket is None:
        step = "Check the key; forewarn sync reads what is new."
        raise NotFoundError(
            f"there is no ticket {key!r} in what was last read of {source}.", place=where, next_step=step
        )
    if not is_shown(ticket, project):
        step = "Name a ticket without a private or ignored label."
        raise ConfigError(f"{key} is kept from the client", place=where, next_step=step)
    return ticket.ref


def why_stale(agency: Agency, project: Project, now: datetime) -> UnfitError | None:
    """Why much may have happened that nobody has read, as after weeks in which no run came by, or on a ticket that
    alone could not be read; None where that is not so."""
    scopes = [agency.store.seen.scope(*pair) for pair in agency.config.containers[project.name]]
    calendar, tongue = project.agency_calendar, tongue_for(DEFAULT)
    # What the client cannot see may stay unread: the letter does not tell of it.
    told = [one for one in scopes if not one.error or one.source in project.visible_sources]
    read_at = min((one.synced_at for one in told if one.synced_at is not None), default=now)
    if calendar.add_days(read_at, 1) <= now:
        day = tongue.day(read_at, calendar.zone)
        reason = f"not all of its tickets were read since {day}, so this may be out of date."
        return UnfitError(reason, place=project.name, next_step="Call forewarn sync, and write again.")
    alone = {
        one.called.get(ticket, ticket): since
        for one in scopes
        if one.source in project.visible_sources and not one.ended
        for ticket, since in one.unread.items()
    }
    old = sorted(name for name, since in alone.items() if calendar.add_days(since, 1) <= now)
    if old:
        day = tongue.day(min(alone[name] for name in old), calendar.zone)
        reason = f"{some_of(old)} could not be read since {day}, so this may be out of date."
        step = (
            "forewarn sync says why. Until that is mended, a person who knows what happened there can post it by hand."
        )
        return UnfitError(reason, place=project.name, next_step=step)
    return None


def _body(agency: Agency, draft: LetterDraft, ticket: TicketRef) -> str:
    how = agency.voice(draft.project.name, ticket.source, Audience.CLIENT)
    body = as_comment(draft.text, how.markup).strip()
    if not body or len(body) > how.longest:
        reason = f"it has {len(body)} characters, and the tracker takes 1 to {how.longest}."
        raise UnfitError(reason, place=draft.project.name, next_step="Shorten it in a file, and post that with --from.")
    return body


def _log(agency: Agency, done: Published, now: datetime) -> None:
    letter = done.letter
    by = f", approved by {letter.approved_by}" if letter.approved_by else ""
    why = f": {done.error}" if done.error else ""
    kind = "failed" if done.error else "wrote"
    text = f"the letter of {letter.period} to the client: {done.outcome}{by}{why}"
    on = letter.ticket
    agency.store.journal.add([Entry(now, kind, text, letter.project, on.source, on.id, on.key)])
