from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.deadlines import STILL, after_hours, faded
from forewarn.facts.talk.feedback import ASKING_APPROVAL, REQUESTS, Manner, passed_over
from forewarn.model import Found, Need, Ticket

_REVIEWS = {"review", "in review", "client review", "feedback", "approval", "waiting for approval", "with client"}
_REVIEWS |= {"на проверке", "на согласовании", "у клиента", "ревью"}


class FeedbackUnactioned(Check):
    """The client asked for changes in review, and the work went on to done as if they had not.

    Why it matters: feedback that nobody takes up teaches the client that speaking is of no use.
    What to do: answer point by point: what was changed, and what was not, with the reason.
    Example: in review the client writes "Please make the logo bigger."; an hour later the ticket is done, and nothing
    else has happened.
    Guards: feedback has a request in it, or lists what is wrong; praise, approval, a lone question, asking for news,
    and asking to close the work, to put it live or to send something are none. It counts in a review status alone. A
    new file, link, item or tick, a rewritten description, a move back into work, "done", or a reply of more than a few
    words takes it up; so do a reason, and a client who approves, says thanks or closes the work.
    What follows within an hour still counts, and so does what comes later. It ends after five business days.
    """

    needs = frozenset({Need.COMMENTS, Need.STATUS_HISTORY})
    team = (
        "In review {{ author }} wrote on {{ said | moment }}: {{ words | quote }} On {{ passed | moment }} "
        "{% if done %}it was called done{% else %}approval was asked for{% endif %}; nothing on the ticket shows that "
        "somebody took it up."
    )
    advice = "Answer point by point: what was changed, and what was not, with the reason."

    class Options(CheckOptions):
        grace_hours: float = Field(1, ge=0, description="Business hours after it went on, for a file or a reply.")
        reviews: frozenset[str] = Field(frozenset(_REVIEWS), description="Statuses in which the client looks at work.")
        requests: frozenset[str] = Field(REQUESTS, description="Words by which a single sentence asks for a change.")
        approval: frozenset[str] = Field(ASKING_APPROVAL, description="Words by which the team asks for approval.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        options, project = self.options, ctx.project
        last = after_hours(project, subject.history[-1].at, options.grace_hours) if subject.history else None
        if last is not None and ctx.clock.reached(faded(project, last)):
            raise Over(STILL)
        feedback = passed_over(subject, Manner(options.reviews, options.requests, options.approval), ctx.language)
        if feedback is None:
            raise NotApplicable("no feedback in review was passed over")
        message, passed = feedback.message, feedback.passed
        late = after_hours(project, passed.at, options.grace_hours)
        if late is not None and ctx.clock.reached(late) and not ctx.clock.reached(faded(project, late)):
            facts = message.facts | {"passed": passed.at, "done": passed.field is not None}
            yield Found(message.event, late, facts, (message.evidence(),))
