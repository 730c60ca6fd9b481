from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.deadlines import after_days, days_left_out, unparked, why_parked
from forewarn.facts.messages import called
from forewarn.facts.talk.expectation import is_planned, taken_up, was_told, why_nobody_waits, why_not_known
from forewarn.facts.work.outlook import waited_until, waits
from forewarn.model import Fact, Found, Need, Ticket


class NoExpectationSet(Check):
    """A client asked for something days ago, and nobody has told them when to expect it.

    Why it matters: a client who knows when each step comes is a calm one; who knows nothing has to ask.
    What to do: set a date, or write when you will be able to name one.
    Example: a client opens a ticket on Monday; by Wednesday it has no date, and no comment names one.
    Guards: a date on the ticket, its milestone or an item of its list sets an expectation, and so do a sprint, a
    recorded contact, and any public comment with a coming date, next contact or rough time ("with the next release"),
    a yes to the client's own date, or a delivery that the client thanked for, by a person of the team, or of unknown
    side. A milestone without a date sets none. Ideas, chores, parked, waiting and finished work, and what no client can
    see are left out. Time counts from leaving the backlog, reopening, or the end of waiting, with a known milestone.
    """

    needs = frozenset({Need.COMMENTS})
    team = (
        "{{ author }} asked for {{ title | quote }} on {{ asked | day }}. Nobody has told them when to expect it: "
        "there is no date on the ticket, and none in our comments."
    )
    advice = "Set a date, or write to the client when you will be able to name one."

    class Options(CheckOptions):
        days: int = Field(2, ge=0, description="Business days within which the client learns of a date.")
        ideas: frozenset[str] = Field(
            frozenset({"backlog", "icebox", "ideas", "бэклог", "идеи"}), description="Statuses in which ideas wait."
        )
        chores: frozenset[str] = Field(
            frozenset({"recurring", "chore", "регулярно"}), description="Types and labels of work that comes again."
        )

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, milestone, options = ctx.project, ctx.milestone(subject), self.options
        reason = why_nobody_waits(subject, project, options.ideas, options.chores)
        reason = reason or why_parked(project, ctx.clock.reached, subject)
        if reason or waits(subject, project, ctx.language):
            raise NotApplicable(reason or "it waits for somebody else")
        if is_planned(subject, milestone) or was_told(subject, project, ctx.language):
            raise Over("the client was told when to expect it, thanked for it, or a date or sprint says so")
        if reason := why_not_known(subject, milestone):
            raise CannotEvaluate(reason)
        asked = taken_up(subject, options.ideas)
        start = waited_until(subject, project, ctx.language, unparked(subject, project, asked.at))
        late = after_days(project, start, options.days)
        if late is not None and ctx.clock.reached(late):
            author = called(subject.history[0].actor)
            facts: dict[str, Fact] = {"title": subject.title, "asked": subject.created, "author": author}
            yield Found(asked.id, late, facts, days_left_out(project, start, late))
