from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import CLIENT, Subject
from forewarn.facts.dates.ledger import Timing, arrival, is_told_apart, streak
from forewarn.facts.deadlines import faded
from forewarn.facts.work.bounces import is_unsettled
from forewarn.model import Found, Need, Severity, Ticket


class OnTimeArrival(Check):
    """A deliverable the client can see was finished by the first date it was promised for.

    Why it matters: met expectations go unnoticed unless somebody gently says so: "Another on-time arrival!"
    What to do: tell the client; nothing else.
    Example: the start page was promised for Friday and done on Thursday; nobody reopened it by Monday.
    Guards: announced two business days after, for five, unless it is reopened. The first date that stood for a business
    day counts, or the last where earlier; a later one agreed in good time is said differently, one moved within a
    business day of passing or later never. A milestone arrives with its last ticket, a part with a parent of the same
    date. Not where it was declined, dated when done or at once with ten others, done after a date on a day off, partly
    ticked, the client waits or found fault, or a grave finding is open. The earlier end of the day, ours or theirs.
    """

    subject = Subject.DELIVERABLE
    needs = frozenset({Need.DUE, Need.DUE_HISTORY, Need.STATUS_HISTORY})
    severity, positive, audiences = Severity.INFO, True, CLIENT
    team = (
        "{{ title | quote }} was finished on {{ done | day }}, by {% if renegotiated %}a date moved in good time"
        "{% else %}the first promised date{% endif %}: {{ date | moment }}."
        "{% if streak > 1 %} That makes {{ streak }} in a row.{% endif %}"
    )
    advice = "Let the client know in one friendly sentence."
    client = (
        "{% if renegotiated %}{{ title | quote }} is finished: done on {{ done | day }}, {% if done | day == date | "
        "day %}the new date we had set{% else %}by the new date we had set, {{ date | moment }}{% endif %}.{% else "
        "%}{% if streak > 1 %}Another on-time arrival!{% else %}Right on time!{% endif %} {{ title | quote }} was "
        "finished on {{ done | day }}{% if done | day == date | day %}, the day we had planned it for{% else %}; we "
        "had planned it for {{ date | moment }}{% endif %}.{% endif %}"
    )

    class Options(CheckOptions):
        wait_days: int = Field(2, ge=0, description="Business days between the finish and the announcement.")
        notice_days: int = Field(1, ge=0, description="Business days before a date, within which moving it counts not.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, notice, parts = ctx.project, self.options.notice_days, ctx.tickets if subject.is_milestone else ()
        if subject.source not in project.visible_sources or not (known := arrival(subject, parts, project, notice)):
            raise NotApplicable("nothing that the client can see was delivered")
        told = project.agency_calendar.add_days(known.at, self.options.wait_days)
        if known.timing in (Timing.LATE, Timing.UNDATED) or known.is_past_day or not ctx.clock.reached(told):
            raise Over("it came after its day, no date stood before it was done, or it may yet come back")
        if ctx.clock.reached(faded(project, told)) or is_unsettled(subject, known.at, parts, project, ctx.language):
            raise Over("it is no news any more, the client waits or found something wrong, or an item of it is open")
        if is_told_apart(subject, ctx.tickets):
            row = streak(known, ctx.tickets, project, notice)
            yield Found(known.event, told, known.facts | {"streak": row}, on=known.place)
