from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import TEAM_AND_CLIENT, Subject
from forewarn.facts.dates.ledger import parent_speaks
from forewarn.facts.dates.misses import last_miss, owed_move
from forewarn.facts.dates.slips import promised_before, why_still
from forewarn.model import Found, Need, Severity, Ticket


class DateMissed(Check):
    """A promised date has passed and the work is not done.

    Why it matters: a date is a promise; the client planned by it, and learns of the miss by waiting.
    What to do: tell the client today, with the reason and a new date they can plan by.
    Example: the start page was promised for Friday; on Friday evening it is still in progress.
    Guards: a date on the ticket, or a later one that the client was told, passes as our working day ends; on a day off,
    the next. The team alone hears of it where all that is open waits for the client, in a waiting status or by its
    title ("Content from the client"), or did (or was done, or had no date yet or a later one) as it passed, where it
    was done for a week, until a day that they were told, and where lists, parts or pull requests look done. Declined
    and parked work misses none; without a date its milestone speaks, with its open parent's date the parent.
    """

    subject, needs = Subject.DELIVERABLE, frozenset({Need.DUE})
    severity, audiences, replaces = Severity.HIGH, TEAM_AND_CLIENT, True
    team = (
        "{{ title | quote }} was {% if looks_done %}due on {{ due | moment }}, and all that is known to belong to it "
        "is done.{% else %}promised for {{ due | moment }} and is not done.{% if waits %} It waits for the client, or "
        "for somebody else.{% endif %}{% if moves %} It was first promised for {{ first | moment }} and has moved "
        "{% if moves == 1 %}once{% else %}{{ moves | plural('time', 'times') }}{% endif %}.{% endif %}{% endif %}"
    )
    advice = (
        "{% if looks_done %}Close it, or say what is missing.{% elif waits %}Ask again, with a new date.{% elif told %}"
        "Give it the date that the client was told.{% else %}Tell the client why, with a new date.{% endif %}"
    )
    client = (
        "We had planned {{ title | quote }} for {{ due | moment }}, and it is not finished yet. We are sorry, and will "
        "write to you here with a new date."
    )

    class Options(CheckOptions):
        grace_days: int = Field(0, ge=0, description="Business days after the date before anything is said.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, reached = ctx.project, ctx.clock.reached
        reason = "it was declined" if subject.declined else why_still(subject, project, reached)
        if subject.due is None or reason:
            raise NotApplicable(reason or "it has no date of its own")
        where = (subject, ctx.tickets, project, ctx.language, reached)
        miss = None if parent_speaks(subject, ctx.tickets, project) else last_miss(*where, self.options.grace_days)
        if miss is None:
            if owed_move(*where):
                raise NotApplicable("its date was moved when it had passed, and the client was not told the new one")
            raise Over("its date has not passed, or an open parent of the same date speaks for it")
        facts = promised_before(subject, ctx.tickets, project, reached, miss.retold) | miss.facts
        yield Found(miss.anchor, miss.at, facts, miss.evidence, miss.how.severity, miss.place, miss.team_only)
