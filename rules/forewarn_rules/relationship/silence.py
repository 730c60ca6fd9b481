from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.activity import active_since, last_contact, unheard, where_the_client_looks, why_in_doubt
from forewarn.facts.deadlines import after_days, days_left_out, why_parked
from forewarn.facts.talk.announcements import after_expected, word_due
from forewarn.model import Fact, Found, Severity


class Silence(Check):
    """The client of an active project has heard nothing from the team for days.

    Why it matters: silence is the enemy; who hears nothing assumes the worst, or calls.
    What to do: write a short public update, even if it says that nothing changed and all is on schedule.
    Example: the last public comment of the team is from Monday; by the next Monday nobody has written again.
    Guards: any public comment by a person of the team breaks the silence, on whichever ticket, and so does a contact
    that a label records; no bot does. A slower rhythm of contact counts instead. A day that we announced, named for a
    promise in our last word, or wrote on in each of three weeks is waited for, for twice as many days at most. It
    counts from when work began, while a ticket is open; holidays and what is parked do not. In doubt it says nothing.
    """

    subject = Subject.PROJECT
    team = (
        "{% if last %}The client last heard from us on {{ last | day }}{% else %}The client has heard nothing "
        "from us here since {{ began | day }}{% endif %}, and there is work open."
    )
    advice = "Write a short update the client can read: what was done, what comes next, when you will write again."

    class Options(CheckOptions):
        early_days: int = Field(3, ge=1, description="Business days of silence after which it is of low severity.")
        days: int = Field(5, ge=1, description="Business days of silence after which it has the rule's severity.")

    options: Options

    def check_project(self, ctx: Context) -> Iterator[Found]:
        options, project, tickets = self.options, ctx.project, ctx.tickets
        if reason := why_parked(project, ctx.clock.reached):
            raise NotApplicable(reason)
        if reason := unheard(tickets, project):
            raise CannotEvaluate(reason)
        if (began := active_since(tickets, project)) is None:
            raise NotApplicable("no ticket is open and unparked")
        contact = last_contact(tickets, ctx.language, project.contact_labels)
        start = max(began, contact.message.at) if contact else began
        early, late = word_due(project, start, options.early_days), word_due(project, start, options.days)
        if early is not None and ctx.clock.reached(early):
            most = after_days(project, start, 2 * options.days)
            early = after_expected(early, most, contact.message if contact else None, tickets, project, ctx.language)
        said = (contact.message.evidence(),) if contact else ()
        if early is None or not ctx.clock.reached(early):
            raise Over("the client heard from us lately, or a day was named" if contact else "work began lately", *said)
        if reason := why_in_doubt(tickets, start):
            raise CannotEvaluate(reason)
        severity = None if late is not None and ctx.clock.reached(late) else Severity.LOW
        facts: dict[str, Fact] = {"last": contact.message.at if contact else None, "began": began}
        evidence, place = said + days_left_out(project, start, early), where_the_client_looks(tickets, project)
        yield Found(contact.anchor if contact else "never", early, facts, evidence, severity, on=place)
