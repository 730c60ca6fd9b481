from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.activity import open_ticket_of
from forewarn.facts.dates.repeats import repetition
from forewarn.facts.dates.slips import why_still, why_unseen
from forewarn.facts.deadlines import FADED, faded
from forewarn.model import Found, Severity, Ticket


class RepeatSlip(Check):
    """The same date slipped again, or one milestone after another did.

    Why it matters: promised five times and missed each time; after the second new date nobody believes the third.
    What to do: find out what holds it up, agree on less or on another way, and give one date that will stand.
    Example: the start page was promised for the 6th, then for the 13th, and now for the 20th.
    Guards: moves count as for process/date-moved. Those made by the client, or with the ticket waiting for them most
    of the time since the date was given, are said so and lower the severity: high from three of our own, medium with
    two, low below. Milestones that slipped in the same project within sixty days are told on the last of them. It is
    over when the work is done, or five business days after the last move.
    """

    subject, severity = Subject.DELIVERABLE, Severity.HIGH
    team = (
        "The date of {{ title | quote }} has moved {% if times == 1 %}once{% else %}"
        "{{ times | plural('time', 'times') }}{% endif %}, from {{ first | moment }} to {{ new | moment }}"
        "{% if others %}; {{ others | titles }} slipped within {{ window }} days too{% endif %}.{% if theirs %} "
        "{{ theirs | plural('move', 'moves') }} came from the client or while we waited for them.{% endif %}"
    )
    advice = (
        "{% if theirs == times %}Agree with the client on one date that both sides can keep.{% else %}Bring in whoever "
        "owns the project: find what holds it up, and give the client one date that will stand.{% endif %}"
    )

    class Options(CheckOptions):
        times: int = Field(2, ge=1, description="Later moves from which on a date slips repeatedly.")
        grave: int = Field(3, ge=1, description="Later moves of our own from which on it has the rule's severity.")
        milestones: int = Field(2, ge=2, description="Milestones that slipped, from which on a project does.")
        window: int = Field(60, ge=1, description="Days within which they did.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, reached, options = ctx.project, ctx.clock.reached, self.options
        if reason := why_unseen(subject):
            raise CannotEvaluate(reason)
        if reason := why_still(subject, project, reached):
            raise NotApplicable(reason)
        tickets = ctx.tickets
        known = repetition(subject, tickets, project, ctx.language, reached, options.window)
        if known is None or (len(known.slips) < options.times and len(known.others) + 1 < options.milestones):
            raise Over("its date has not slipped again and again, or its milestone, whose date did with it, tells so")
        if reached(faded(project, known.slips[-1].at)):
            raise Over(FADED)
        severity = None if known.ours >= options.grave else Severity.MEDIUM if known.ours > 1 else Severity.LOW
        facts, began = known.facts | {"title": subject.title, "window": options.window}, known.began
        yield Found(began.event, began.at, facts, known.evidence, severity, on=open_ticket_of(subject, tickets))
