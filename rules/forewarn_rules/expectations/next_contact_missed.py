from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.deadlines import after_hours, days_left_out, why_parked
from forewarn.facts.talk.announcements import FARTHEST, unkept, word_awaited
from forewarn.model import Found, Need, Severity, Ticket


class NextContactMissed(Check):
    """The team announced its next contact, the day has passed, and the client has heard nothing.

    Why it matters: "no news" is news too; who said they would write and does not makes the client wonder, and call.
    What to do: write today, even if nothing has changed, and say when you will write again.
    Example: on Monday the team writes "next update on Thursday"; on Friday at 13:00 nobody has written.
    Guards: any public comment by a person of the team on the announced day or later will do, on whichever ticket of the
    project, and so does a contact outside the trackers that a label records, or that the client speaks of: "thanks for
    the call". What came earlier counts where it names a new date for the contact, or on the same ticket any later date
    or words of delivery. A later day that the client would rather have is waited for, and what they no longer need
    is not missed. Automatic replies, internal notes and finishing the work without a word are no contact. Parked days,
    projects and tickets do not count. Three months after the last event of its ticket an announcement is let go.
    """

    needs = frozenset({Need.COMMENTS})
    severity = Severity.HIGH
    team = (
        "On {{ said | day }} {{ author }} wrote: {{ words | quote }} That was to be by {{ announced | moment }}, and "
        "nobody on the team has written to the client since."
    )
    advice = "Write to the client today, even if nothing has changed, and say when you will write next."

    class Options(CheckOptions):
        hours: float = Field(4, ge=0, description="Business hours after the announced day before anything is said.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project = ctx.project
        if reason := why_parked(project, ctx.clock.reached, subject):
            raise NotApplicable(reason)
        if subject.history and ctx.clock.reached(subject.history[-1].at + FARTHEST):
            raise NotApplicable("nothing has been announced on it for months")
        is_missed = False
        for announced in unkept(subject, ctx.tickets, project, ctx.language):
            awaited = word_awaited(announced, project, ctx.language)
            late = after_hours(project, awaited, self.options.hours)
            if late is not None and ctx.clock.reached(late):
                is_missed = True
                evidence = (announced.message.evidence(), *days_left_out(project, announced.message.at, late))
                yield Found(announced.anchor, late, announced.facts | {"announced": awaited}, evidence)
        if not is_missed:
            raise Over("no next contact that we announced on it has been missed")
