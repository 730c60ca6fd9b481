from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.activity import open_ticket_of, unheard
from forewarn.facts.dates.setbacks import setbacks
from forewarn.facts.dates.slips import why_still, why_unseen
from forewarn.facts.deadlines import after_hours, passing
from forewarn.facts.talk.told import told_date
from forewarn.model import Found, Severity, Ticket


class SlipWithoutNewEta(Check):
    """A date was missed, moved or got out of reach, and nobody told the client a new one.

    Why it matters: bad news is forgiven when it comes at once with a new date; having to ask for one is not.
    What to do: get on the phone or write now, with the reason and a date they can plan by.
    Example: the start page was due on Friday evening; by Monday noon no public comment names another date.
    Guards: only what the client can see was promised to them. Any public message of the team counts that since names a
    date later than the old one, on the ticket, on its family or elsewhere naming it; so do a bare day where the client
    asked when, yes to one they asked for, the new date in words of a bot, and a recorded contact. When we write again
    is none. Moves by or for the client, drafts, what looks or was done, waits or is parked are none. A move counts five
    business days; a missed date until it is told, moved or met; a forecast, of milestones alone, as the week opens.
    """

    subject = Subject.DELIVERABLE
    severity = Severity.HIGH
    team = (
        "{% if kind == 'missed' %}{{ title | quote }} was promised for {{ old | moment }}, which has passed"
        "{% elif kind == 'moved' %}The date of {{ title | quote }}, {{ old | moment }}, was moved on {{ at | day }}"
        "{% else %}At the pace of past weeks {{ title | quote }} is unlikely to be done by {{ old | moment }}"
        "{% endif %}, and the client has not been told a new date."
    )
    advice = "Call the client or write to them now: what happened, why, and a new date they can plan by."

    class Options(CheckOptions):
        hours: float = Field(4, ge=0, description="Business hours within which the client hears of a new date.")
        chance: float = Field(0.2, ge=0, le=1, description="Chance below which a date is out of reach.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, reached = ctx.project, ctx.clock.reached
        unseen = "" if subject.source in project.visible_sources else "it was not promised to the client"
        if reason := unseen or why_still(subject, project, reached):
            raise NotApplicable(reason)
        tickets = ctx.tickets
        if reason := why_unseen(subject) or unheard(tickets, project):
            raise CannotEvaluate(reason)
        for setback in setbacks(subject, tickets, project, ctx.language, reached, self.options.chance):
            late, old = after_hours(project, setback.at, self.options.hours), passing(project, setback.old)
            if late is None or old is None or not reached(late):
                continue
            if not told_date(subject, old, setback.given, tickets, project, ctx.language):
                facts = setback.facts | {"title": subject.title}
                yield Found(setback.anchor, late, facts, on=open_ticket_of(subject, tickets))
                return
        raise Over("its date did not slip, the client was told a new one, or there is still time to tell them")
