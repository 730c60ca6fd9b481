"""What the checks about changes of the agreed scope have in common."""

from datetime import datetime

from pydantic import Field

from forewarn.checks import CheckOptions, Context, NotApplicable
from forewarn.facts.change.requests import REQUESTS, ChangeRequest, Marks, change_request
from forewarn.facts.dates import impact
from forewarn.facts.deadlines import why_parked
from forewarn.facts.talk.signoff import reply_since
from forewarn.model import Fact, Ticket


class ChangeOptions(CheckOptions):
    """How changes are told from other work, and by which words their impact is stated."""

    grace_days: int = Field(2, ge=0, description="Business days after the baseline before it is locked.")
    bug_words: frozenset[str] = Field(frozenset({"bug", "defect"}), description="Types and labels of defects.")
    requests: frozenset[str] = Field(REQUESTS, description="Types and labels of change requests.")
    tiny: float = Field(1, ge=0, description="The largest estimate of a change too small to speak of.")
    tiny_labels: frozenset[str] = Field(frozenset({"XS"}), description="Types and labels of such changes.")
    cost: frozenset[str] = Field(
        impact.COST, description="Phrases that state effort or money; # is a number, * any ending."
    )
    date: frozenset[str] = Field(
        impact.DATE, description="Phrases that state an effect on the date, or that there is none."
    )
    headings: frozenset[str] = Field(impact.HEADINGS, description="Headings under which the whole impact stands.")

    def change(self, subject: Ticket, ctx: Context) -> ChangeRequest:
        """The change that `subject` is. Raises NotApplicable where it is none, too small or parked."""
        if reason := why_parked(ctx.project, ctx.clock.reached, subject):
            raise NotApplicable(reason)
        marks = Marks(self.grace_days, self.bug_words, self.requests, self.tiny_labels, self.tiny)
        others = ctx.tickets if subject.parent or subject.milestone else ()
        milestone, reached = ctx.milestone(subject), ctx.clock.reached
        change = change_request(subject, milestone, others, ctx.project, ctx.language, reached, marks)
        if change is None:
            raise NotApplicable("it is no change of what was agreed, or a tiny one")
        return change

    def impact(self, subject: Ticket, ctx: Context) -> impact.Impact:
        """What has been said of its impact."""
        return impact.impact_of(subject, ctx.project, ctx.language, impact.Terms(self.cost, self.date, self.headings))

    def reply(self, subject: Ticket, told: datetime, ctx: Context) -> dict[str, Fact]:
        """What the client wrote last since they were `told` the impact, and when, as a template names it."""
        said = reply_since(subject, told, ctx.language)
        return {"words": said.words if said else "", "replied": said.at if said else None}
