from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over, Undone
from forewarn.checks.check import TEAM_AND_CLIENT, Subject
from forewarn.facts.activity import open_ticket_of
from forewarn.facts.dates.setbacks import own_slips, was_told
from forewarn.facts.dates.slips import is_back, is_for_us, wanted_by_client, why_still, why_unseen
from forewarn.facts.deadlines import FADED, faded
from forewarn.facts.talk.told import reason_for
from forewarn.model import Found, Severity, Ticket


class DateMoved(Check):
    """A promised date was moved to a later one.

    Why it matters: a date can be renegotiated, but a client who finds it changed without a word stops planning by it.
    What to do: tell the client what changed, from when to when and because of what.
    Example: the start page was promised for Friday the 13th; on Tuesday its due date became the 20th.
    Guards: nothing counts before the last baseline, or that stood for less than a business day without one. Moves of
    less than a day, taken back, of finished, parked or returned work, by or for the client do not count. A milestone
    speaks for tickets that moved with it. The last move counts, five business days; for the team alone once told.
    """

    subject, severity, audiences, lasting, replaces = Subject.DELIVERABLE, Severity.LOW, TEAM_AND_CLIENT, True, True
    team = (
        "The date of {{ title | quote }} moved on {{ moved | day }} from {{ old | moment }} to {{ new | moment }}, by "
        "{{ days | plural('working day', 'working days') }}.{% if total != days %} It was first promised for "
        "{{ first | moment }}, {{ total | plural('working day', 'working days') }} before.{% endif %}{% if because %} "
        "The client was told: {{ because | quote(300) }}{% endif %}"
    )
    advice = "{% if because %}Make sure that the client can plan by it.{% else %}Tell the client why.{% endif %}"
    client = (
        "The date of {{ title | quote }} has changed: it was planned for {{ old | moment }}, and is now planned for "
        "{{ new | moment }}.{% if because %} The reason: {{ because | quote(300) }}{% endif %}"
    )

    class Options(CheckOptions):
        days: int = Field(1, ge=1, description="Business days from which on a later date is a move.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, reached = ctx.project, ctx.clock.reached
        if reason := why_unseen(subject):
            raise CannotEvaluate(reason)
        if reason := why_still(subject, project, reached):
            raise NotApplicable(reason)
        if is_back(subject, tickets := ctx.tickets, project, reached):
            raise Undone("it was moved back")
        known = own_slips(subject, tickets, project, reached, self.options.days)
        if not known or reached(faded(project, known[-1].at)):
            raise Over(FADED if known else "no promised date stands moved later, or its milestone tells so")
        slip, where = known[-1], (subject, tickets, project, ctx.language)
        if wanted_by_client(slip, *where):
            raise Over("the client moved its date or asked for it", slip.evidence)
        facts = slip.facts | {"title": subject.title, "because": reason_for(subject, slip.at, slip.new, *where[1:])}
        ours = is_for_us(slip, subject, project, reached) or was_told(slip, *where)
        yield Found(slip.stands, slip.at, facts, (slip.evidence,), on=open_ticket_of(subject, tickets), team_only=ours)
