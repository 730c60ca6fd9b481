"""What counts as growth of the agreed scope, and as the client's yes to it."""

from datetime import datetime

from pydantic import Field

from forewarn.checks import CannotEvaluate, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.dates.impact import impact_told
from forewarn.facts.deadlines import FADED, faded
from forewarn.facts.scope import Addition, Growth, Scope, Yardstick, additions, epic_of, scope_of, why_no_growth
from forewarn.facts.talk.questions import open_question
from forewarn.facts.talk.signoff import MARKS, RECORDS, Approvals, SignOff, agreed_to
from forewarn.model import Ticket


class AdditionOptions(CheckOptions):
    """From what size on growth is growth, and how an approval is recognised."""

    grace_days: int = Field(2, ge=0, description="Business days after the baseline before it is locked.")
    items: int = Field(1, ge=1, description="Checklist items from which a list has grown.")
    share: float = Field(0.4, ge=0, description="Share of new words above which a description has grown.")
    words: int = Field(40, ge=1, description="New words from which a description has grown.")
    bug_words: frozenset[str] = Field(frozenset({"bug", "defect"}), description="Types and labels of defects.")
    marks: frozenset[str] = Field(MARKS, description="Labels, statuses, items by which a client approves.")
    records: frozenset[str] = Field(RECORDS, description="The same, where the team notes it for them.")

    def scope(self, subject: Ticket, ctx: Context) -> Scope:
        """What was agreed of what `subject` belongs to. Raises NotApplicable where it can be no growth."""
        epic = epic_of(subject, ctx.tickets) if subject.parent else None
        if reason := why_no_growth(subject, epic, self.bug_words):
            raise NotApplicable(reason)
        scope = scope_of(subject, ctx.milestone(subject), epic, ctx.project, ctx.clock.reached, self.grace_days)
        if scope is None:
            raise NotApplicable("it belongs to nothing whose scope was agreed")
        return scope

    def growths(self, subject: Ticket, scope: Scope, ctx: Context) -> tuple[Growth, ...]:
        """What came on top with `subject`."""
        yardstick = Yardstick(self.items, self.share, self.words)
        return additions(subject, scope, ctx.tickets, yardstick, ctx.project.agency_calendar, ctx.language)

    def undecided(self, subject: Ticket, scope: Scope, ctx: Context) -> tuple[Growth, ...]:
        """What came on top of late without the client's yes, and is not before them with what it means.

        Raises Over where there is none, and CannotEvaluate where nobody knows whether it was a yes.
        """
        grown = self.growths(subject, scope, ctx)
        fresh = [growth for growth in grown if not ctx.clock.reached(faded(ctx.project, growth.at))]
        if not fresh:
            raise Over(FADED if grown else "nothing came on top with it")
        answers = [self.answer(growth, subject, ctx) for growth in fresh]
        if SignOff.DOUBTFUL in answers:
            raise CannotEvaluate("nobody knows the side of who approved, or they wanted a detail otherwise")
        missing = tuple(growth for growth, said in zip(fresh, answers, strict=True) if said is SignOff.MISSING)
        if not missing:
            raise Over("the client has agreed to it", *(growth.evidence for growth in fresh))
        unasked = (one for one in missing if not (self.told(one, subject, ctx) and self.is_asked(one, subject, ctx)))
        return Over.unless(unasked, "the client was told what it means, and is asked")

    def told(self, growth: Growth, subject: Ticket, ctx: Context) -> datetime | None:
        """When the client was told what it means for cost and date; of what joined also before it did."""
        since = subject.created if growth.how is Addition.JOINED else growth.at
        return impact_told(subject, since, ctx.project, ctx.language)

    def is_asked(self, growth: Growth, subject: Ticket, ctx: Context) -> bool:
        """Whether a question of ours waits there for the client that was asked since it came on top."""
        question = open_question(subject, ctx.project, ctx.language)
        return question is not None and question.message.at >= growth.at

    def answer(self, growth: Growth, subject: Ticket, ctx: Context) -> SignOff:
        """Whether the client agreed to it."""
        approvals = Approvals(self.marks, self.records)
        return agreed_to(growth, subject, ctx.tickets, ctx.project, ctx.language, approvals)
