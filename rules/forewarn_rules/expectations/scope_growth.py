from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import TEAM_AND_CLIENT, Subject
from forewarn.facts.activity import why_past_unknown
from forewarn.facts.change.growth import scope_growth
from forewarn.facts.change.shift import shift
from forewarn.model import Found, Severity


class ScopeGrowth(Check):
    """The agreed scope has grown by a tenth or more, and nobody has agreed on a new one.

    Why it matters: small additions are each harmless; together they move the date and eat the budget.
    What to do: show the client the whole of it with its price, postpone something, or agree anew.
    Example: ten pages were agreed; three weeks later the milestone holds twelve.
    Guards: only a new baseline with the client's approval resets the locked one. Bugs, splits, sub-tasks, declined
    work, epics and moves between dated milestones are no growth. Estimates count where all parts have one, else items.
    What went within a business day of an addition or its approval is taken off. Turnover is no reason.
    """

    subject = Subject.PROJECT
    severity, audiences = Severity.HIGH, TEAM_AND_CLIENT
    team = (
        "What was agreed on {{ agreed | day }} has grown by {{ growth }}%{% if unestimated %}, counted in items, as "
        "{{ unestimated | plural('has', 'have') }} no estimate{% endif %}{% if churn %}; {{ churn }}% joined, changed "
        "or left{% endif %}. {% if after %}At our pace the growth moves the careful date from {{ before | day }} to "
        "{{ after | day }}.{% else %}What it does to the date cannot be told yet.{% endif %}"
    )
    advice = "Show the client the whole of it with its price, and agree on a new scope, or on what is left out."
    client = (
        "{% if estimated == growth %}What we agreed on {{ agreed | day }} takes {{ growth }}% more than we thought{% "
        "else %}Since we agreed on the work on {{ agreed | day }} it has grown by {{ growth }}%{% if items %}, for "
        "instance by {{ items | titles }}{% endif %}{% if estimated %}; part takes more than we thought{% endif %}{% "
        "endif %}. We would like to look with you at what this means for time and cost, and at what comes first."
    )

    class Options(CheckOptions):
        amber: float = Field(10, gt=0, description="Growth in percent from which it is of medium severity.")
        red: float = Field(25, gt=0, description="Growth in percent from which it has the rule's severity.")
        grace_days: int = Field(2, ge=0, description="Business days after the baseline before it is locked.")
        bug_words: frozenset[str] = Field(frozenset({"bug", "defect"}), description="Types and labels of defects.")

    options: Options

    def check_project(self, ctx: Context) -> Iterator[Found]:
        project, tickets, options, reached = ctx.project, ctx.tickets, self.options, ctx.clock.reached
        if reason := why_past_unknown(tickets, project):
            raise CannotEvaluate(reason)
        grown = scope_growth(tickets, project, ctx.language, reached, options.grace_days, options.bug_words)
        if grown is None:
            raise NotApplicable("no scope was agreed, or there was nothing in it")
        if (since := grown.crossed(options.amber)) is None:
            raise Over(f"what was agreed has grown by {int(grown.percent)} percent, and it takes {options.amber:g}")
        facts = grown.facts(project) | shift(grown, tickets, project, reached)
        severity = None if grown.percent >= options.red else Severity.MEDIUM
        evidence, team_only = tuple(step.evidence() for step in grown.steps), not grown.is_visible(project)
        yield Found(grown.anchor, since, facts, evidence, severity, grown.place, team_only)
