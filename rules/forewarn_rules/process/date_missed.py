from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable
from forewarn.checks.check import TEAM_AND_CLIENT, Subject
from forewarn.facts.activity import open_ticket_of, tickets_of
from forewarn.facts.dates import date_ledger, looks_done, missed_at
from forewarn.facts.deadlines import why_parked
from forewarn.model import Found, Need, Severity, Ticket, due_to_text


class DateMissed(Check):
    """A promised date has passed and the work is not done.

    Why it matters: a date is a promise; the client planned by it, and learns of the miss by waiting.
    What to do: tell the client today, with the reason and a new date they can plan by.
    Example: the start page was promised for Friday; on Friday evening it is still in progress.
    Guards: the date that stands now passes at the end of the agency's working day; on a day off, of the next one.
    Where the whole checklist, or all a milestone's tickets, are done, the team alone is asked whether it can be closed.
    Declined and parked work misses no date; a ticket without one leaves it to its milestone to speak.
    """

    subject = Subject.DELIVERABLE
    needs = frozenset({Need.DUE})
    severity, audiences = Severity.HIGH, TEAM_AND_CLIENT
    team = (
        "{% if looks_done %}{{ title | quote }} was due on {{ due | moment }}, and everything on its list is done."
        "{% else %}{{ title | quote }} was promised for {{ due | moment }} and is not done.{% if moves %} It was "
        "first promised for {{ first | moment }} and has moved "
        "{% if moves == 1 %}once{% else %}{{ moves | plural('time', 'times') }}{% endif %}.{% endif %}"
        "{% endif %}"
    )
    advice = (
        "{% if looks_done %}Close it, or say what is missing.{% else %}Tell the client why, with a new date.{% endif %}"
    )
    client = (
        "We had planned {{ title | quote }} for {{ due | moment }}, and it is not finished yet. We are sorry, and will "
        "write to you here with a new date."
    )

    class Options(CheckOptions):
        grace_days: int = Field(0, ge=0, description="Business days after the date before anything is said.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        ledger = date_ledger(subject)
        if ledger is None or ledger.latest is None or subject.declined:
            raise NotApplicable("it was declined" if subject.declined else "it has no date of its own")
        if reason := why_parked(ctx.project, ctx.clock.reached, subject):
            raise NotApplicable(reason)
        missed = missed_at(subject, ctx.project, self.options.grace_days)
        if subject.is_open and missed is not None and ctx.clock.reached(missed):
            done = looks_done(subject, tickets_of(subject, ctx.tickets))
            kind, severity = ("looks-done", Severity.INFO) if done else ("due", None)
            facts = ledger.facts | {"title": subject.title, "looks_done": done}
            place, anchor = open_ticket_of(subject, ctx.tickets), f"{kind}:{due_to_text(ledger.latest)}"
            yield Found(anchor, missed, facts, severity=severity, on=place, team_only=done)
