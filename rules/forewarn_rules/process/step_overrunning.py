from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import TEAM_AND_CLIENT
from forewarn.facts.deadlines import why_parked
from forewarn.facts.items import is_container
from forewarn.facts.work.dark import in_progress_since
from forewarn.facts.work.outlook import has_time, waits
from forewarn.facts.work.steps import overruns
from forewarn.model import Found, Need, Severity, Ticket


class StepOverrunning(Check):
    """Work has been going on for longer than such work usually takes.

    Why it matters: we know how long a step takes, so one that takes longer is the first sign that something is stuck.
    What to do: ask what holds it up, get help or cut it down, and tell the client if their date depends on it.
    Example: 85 % of pages were done within six working days; this one has been in progress for eight.
    Guards: compared with finished work of the same type and status in business hours; below twenty pieces ten business
    days are the limit, or its own date if later. Waiting and parked time and containers do not count, reopened work
    starts afresh, a day is never long. Low up to 85 %, and while the client owes an answer; then, and in time, for us.
    """

    needs, audiences = frozenset({Need.STATUS_HISTORY}), TEAM_AND_CLIENT
    team = (
        "{% if status %}{{ title | quote }} has been in {{ status | quote }}{% else %}Work on {{ title | quote }} has "
        "been going on{% endif %} for more than {{ days | plural('working day', 'working days') }}, which "
        "{% if share %}is longer than in {{ share }}% of {{ samples }} comparable cases{% else %}is long, with too "
        "little finished work to compare it with{% endif %}. It began on {{ started | day }}."
    )
    advice = "Ask what holds it up and get help, or cut it down; tell the client if a date depends on it."
    client = (
        "{% if share %}{{ title | quote }} is taking longer than such work usually takes us.{% else %}We have been "
        "working on {{ title | quote }} since {{ started | day }}, longer than we would like.{% endif %} We are "
        "looking into what it needs and will write to you here."
    )

    class Options(CheckOptions):
        early_share: float = Field(0.7, gt=0, le=1, description="Share above which it is low, if less than share.")
        share: float = Field(0.85, gt=0, le=1, description="Share above which it has the rule's severity.")
        samples: int = Field(20, ge=1, description="Finished pieces of such work from which on they are compared.")
        days: int = Field(10, ge=1, description="Business days allowed where there are fewer.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        if in_progress_since(subject) is None:
            raise Over("nobody works on it now")
        project, options, reached = ctx.project, self.options, ctx.clock.reached
        if (reason := why_parked(project, reached, subject)) or is_container(subject, tickets := ctx.tickets):
            raise NotApplicable(reason or "it only gathers other work")
        known = overruns(subject, tickets, project, (options.early_share, options.share), options.samples, options.days)
        passed = Over.unless((one for one in known if reached(one.at)), "it takes no longer than such work does")
        one = min(passed, key=lambda o: ((o.share or 1) < options.share, bool(o.status)))
        early = (one.share or 1) < options.share or waits(subject, project, ctx.language)
        hidden = early or subject.source not in project.visible_sources or has_time(subject, tickets, project, reached)
        facts, severity = one.facts | {"title": subject.title}, Severity.LOW if early else None
        yield Found(one.stay.event.id, one.at, facts, (), severity, team_only=hidden)
