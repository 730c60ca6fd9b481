from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.activity import open_ticket_of
from forewarn.facts.dates.misses import awaited_move
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
    severity; not at all where the client was told before. What is no move for process/date-moved is none. The last one
    counts, for five business days; where words of ours told the client that the old date was missed, until the new one
    passes, or somebody of the team writes to them of the work.
    """

    subject, severity = Subject.DELIVERABLE, Severity.HIGH
    team = (
        "{{ title | quote }} was promised for {{ old | moment }}; its date was moved to {{ new | moment }} only on "
        "{{ moved | moment }}, when {% if passed %}it had passed. It cannot arrive on time any more.{% elif day_off %}"
        "only the working day after that day off was left.{% else %}it was as good as there.{% endif %}"
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
        where = (subject, ctx.tickets, project, ctx.language)
        awaited, known = awaited_move(*where, reached), slips(subject, ctx.tickets, project, reached)[-1:]
        for slip in Over.unless((awaited,) if awaited else known, "no promised date of it stands moved to a later one"):
            if reached(faded(project, slip.at)) and not awaited:
                raise Over(FADED)
            late = moved_late(slip, project, notice)
            if late is None or for_client(slip, *where) or was_told(slip, *where, by=notice_of(slip, project, notice)):
                raise Over("it was moved in good time, for the client, or after they were told", slip.evidence)
            facts = slip.facts | {"title": subject.title, "passed": late, "day_off": is_on_day_off(slip.old, project)}
            facts, place = facts | {"told": was_told(slip, *where)}, open_ticket_of(subject, ctx.tickets)
            yield Found(slip.event, slip.at, facts, (slip.evidence,), None if late else Severity.MEDIUM, on=place)
