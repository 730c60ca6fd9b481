from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.activity import active_since, last_contact, unheard, where_the_client_looks, why_in_doubt
from forewarn.facts.deadlines import after_days, days_left_out, why_parked
from forewarn.facts.talk.announcements import PLANNED, failed, last_announcement, named, planned_contacts
from forewarn.model import Fact, Found, Severity


class NoNextContactDate(Check):
    """The client of an active project does not know when they will hear from the team next.

    Why it matters: who knows when the next word comes can wait for it; who does not is left to wonder, and calls.
    What to do: end the next public message with the day of the one after it, or agree on a rhythm.
    Example: the last public comment is from Monday and names no day; by Wednesday nothing else was said.
    Guards: a rhythm of contact in the config satisfies it, and so does a coming contact that the team announced, on
    whichever ticket, a promise in its last word, or an open ticket with a contact label and a date. It is only said two
    business days after the last word, not while an announced contact is missed, and not where somebody of unknown side
    wrote since. A project is active while a ticket is open and not parked.
    """

    subject = Subject.PROJECT
    severity = Severity.LOW
    team = (
        "{% if last %}The client last heard from us on {{ last | day }}, and no day is named for the next word."
        "{% else %}Work has been open since {{ began | day }}, and the client does not know when they will hear from "
        "us.{% endif %}"
    )
    advice = "Write a short update that ends with the day of the next one."

    class Options(CheckOptions):
        days: int = Field(2, ge=0, description="Business days after the last word before anything is said.")
        labels: frozenset[str] = Field(PLANNED, description="Types and labels of tickets that plan a contact.")

    options: Options

    def check_project(self, ctx: Context) -> Iterator[Found]:
        project, tickets, language, reached = ctx.project, ctx.tickets, ctx.language, ctx.clock.reached
        began = active_since(tickets, project)
        reason = why_parked(project, reached) if project.cadence_days is None else "there is a rhythm of contact"
        if reason or began is None:
            raise NotApplicable(reason or "no ticket is open and unparked")
        if reason := unheard(tickets, project) if project.visible_sources else "the client can see no source of it":
            raise CannotEvaluate(reason)
        announced = last_announcement(tickets, project, language)
        contact = last_contact(tickets, language, project.contact_labels)
        last = contact.message if contact else None
        days = [*named(announced, last, project, language), *planned_contacts(tickets, project, self.options.labels)]
        if (days and not reached(max(days))) or (announced and failed(announced, tickets, project, language)):
            raise Over("a day for the next word is named, or was missed, which next-contact-missed tells")
        start = max([began, *days, *([last.at] if last else [])])
        if (late := after_days(project, start, self.options.days)) is not None and reached(late):
            if reason := why_in_doubt(tickets, start):
                raise CannotEvaluate(reason)
            facts: dict[str, Fact] = {"last": last.at if last else None, "began": began}
            evidence, place = days_left_out(project, start, late), where_the_client_looks(tickets, project)
            yield Found(contact.anchor if contact else "never", late, facts, evidence, on=place)
