from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.activity import open_ticket_of, unheard
from forewarn.facts.client.troubles import BLOCKED, BUGS, GRAVE, Words, troubles, why_no_trouble
from forewarn.facts.dates.slips import why_still
from forewarn.facts.deadlines import after_days
from forewarn.model import Found, Severity, Ticket


class HiddenIssue(Check):
    """We have known of a grave problem for a day, and the client has not heard of it.

    Why it matters: bad news does not get better with age; who hears it late asks what else is being hidden.
    What to do: call the client: what is wrong, what we do about it, when they hear from us next.
    Example: the payment page has a blocking bug since Monday; on Wednesday no public comment mentions it.
    Guards: a bug of a grave priority, work marked as blocked, or a milestone whose chance is below 20 % as a week opens
    (process/date-at-risk). Only on the client's work: tickets they can see, in a milestone, or tied to one they can
    see. Mentions are a public message of ours since, on the ticket, its family or naming it, a recorded contact, any
    word of a client on it, a bug's report by the client, and what its ticket said before of the bug or of the halt;
    not that it can be seen, or its date moved. What is fixed within the day, parked or private by a label is left out.
    """

    subject, severity = Subject.DELIVERABLE, Severity.HIGH
    team = (
        "We have known since {{ known | moment }} that {{ title | quote }} {% if kind == 'bug' %}is a grave bug"
        "{% elif kind == 'blocked' %}is blocked{% else %}is unlikely to be done by {{ due | moment }}{% endif %}, and "
        "nothing the client can read mentions it."
    )
    advice = "Call the client or write to them now: what is wrong, what we are doing, when they will hear from us next."

    class Options(CheckOptions):
        days: int = Field(1, ge=0, description="Business days within which the client hears of it.")
        chance: float = Field(0.2, ge=0, le=1, description="Chance of a milestone's date below which it is an issue.")
        bugs: frozenset[str] = Field(BUGS, description="Types and labels of bugs.")
        grave: frozenset[str] = Field(GRAVE, description="Priorities, or labels, that make a bug grave.")
        blocked: frozenset[str] = Field(BLOCKED, description="Labels and statuses of blocked work.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, reached, options = ctx.project, ctx.clock.reached, self.options
        if not project.visible_sources:
            raise CannotEvaluate("the client can see none of this project's sources")
        if reason := why_still(subject, project, reached) or why_no_trouble(subject, ctx.tickets, project):
            raise NotApplicable(reason)
        tickets = ctx.tickets
        if reason := unheard(tickets, project):
            raise CannotEvaluate(reason)
        words = Words(options.bugs, options.grave, options.blocked)
        for trouble in troubles(subject, tickets, project, ctx.language, reached, words, options.chance):
            late = after_days(project, trouble.at, options.days)
            if late is not None and reached(late):
                place = open_ticket_of(subject, tickets)
                yield Found(trouble.anchor, late, trouble.facts | {"title": subject.title}, on=place)
                return
        raise Over("the client knows of each grave bug, halt or lost date on it, or there is still time to tell them")
