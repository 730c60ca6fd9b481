from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.activity import open_ticket_of
from forewarn.facts.dates.setbacks import was_told
from forewarn.facts.dates.slips import for_client, is_on_day_off, moved_late, notice_of, slips, why_still, why_unseen
from forewarn.facts.deadlines import FADED, faded
from forewarn.model import Found, Severity, Ticket


class MovedAfterPassing(Check):
    """A promised date was moved when it had passed already, or was about to.

    Why it matters: a date is renegotiated before it passes; moved afterwards it is a missed one with its traces hidden.
    What to do: tell the client as soon as a date is in doubt, and move it then.
    Example: the start page was promised for Friday; on Monday its due date became the Friday after.
    Guards: a date passes at the end of the agency's or the client's working day, whichever comes later, so that time
    zones accuse nobody; on a day off or parked, of the next one. Moved within a business day of that, it is of medium
    severity; not at all where the client was told of the new date before. Drafting, moves taken back, approved by a
    later baseline, of less than a business day, made by the client or at their last word are none, as for
    process/date-moved. The last move counts, for five business days.
    """

    subject = Subject.DELIVERABLE
    severity = Severity.HIGH
    team = (
        "{{ title | quote }} was promised for {{ old | moment }}; its date was moved to {{ new | moment }} only on "
        "{{ moved | moment }}, when {% if passed %}it had passed{% elif day_off %}only the working day after that day "
        "off was left{% else %}it was as good as there{% endif %}.{% if passed %} It cannot arrive on time any more."
        "{% endif %}"
    )
    advice = (
        "{% if not told %}Tell the client, with an apology and the reason. {% endif %}"
        "Next time, move a date as soon as it is in doubt."
    )

    class Options(CheckOptions):
        notice_days: int = Field(1, ge=0, description="Business days before a date within which moving it is too late.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, reached, notice = ctx.project, ctx.clock.reached, self.options.notice_days
        if reason := why_unseen(subject):
            raise CannotEvaluate(reason)
        if reason := why_still(subject, project, reached):
            raise NotApplicable(reason)
        for slip in slips(subject, ctx.tickets, project, reached)[-1:]:
            if reached(faded(project, slip.at)):
                raise Over(FADED)
            late, where = moved_late(slip, project, notice), (subject, ctx.tickets, project, ctx.language)
            if late is None or for_client(slip, *where) or was_told(slip, *where, by=notice_of(slip, project, notice)):
                continue
            facts = slip.facts | {"title": subject.title, "passed": late, "day_off": is_on_day_off(slip.old, project)}
            severity, place = None if late else Severity.MEDIUM, open_ticket_of(subject, ctx.tickets)
            facts |= {"told": was_told(slip, *where)}
            yield Found(slip.event, slip.at, facts, (slip.evidence,), severity, on=place)
