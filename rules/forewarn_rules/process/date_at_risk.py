from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import TEAM_AND_CLIENT, Subject
from forewarn.facts.deadlines import why_parked
from forewarn.facts.work.forecast import this_week
from forewarn.facts.work.outlook import at_risk, outlooks, why_silent, why_undated
from forewarn.facts.work.track import record
from forewarn.model import Found, Severity


class DateAtRisk(Check):
    """A coming date will probably not be met, by the pace of past weeks.

    Why it matters: a date in doubt weeks ahead can still be met with less work or moved in good time; later it cannot.
    What to do: drop or defer work, or tell the client now and agree on a new date.
    Example: twelve items are left before a launch in three weeks, at two or three a week.
    Guards: a simulation over the project's own weekly throughput, weeks without a finished item included, and how far
    past milestones grew; below six weeks or six finished items it says that it cannot tell. It is made as a week opens
    and knows at once what was finished or moved out since. Items parked or waiting for the client, containers, and
    parked or closed weeks do not count. Every dated milestone is looked at, or else the first date of tickets at risk,
    of which the week's end counts. What has passed is for process/date-missed. The text says how many forecasts held.
    """

    subject, severity, audiences = Subject.PROJECT, Severity.HIGH, TEAM_AND_CLIENT
    team = (
        "{% if title %}{{ title | quote }} is{% else %}Work is{% endif %} planned for {{ due | moment }} with "
        "{{ remaining | plural('item', 'items') }} left; the chance is about {{ chance }}%. {% if likely %}As likely "
        "as not it is done by {{ likely | day }}{% if careful and (careful | day) != (likely | day) %}, safely by "
        "{{ careful | day }}{% endif %}. {% endif %}This is based on {{ finished | plural('item', 'items') }} finished "
        "in {{ weeks | plural('week', 'weeks') }}{% if growths %} and the growth of "
        "{{ growths | plural('milestone', 'milestones') }}{% endif %}{% if tried %}; {{ held }} of {{ tried }} such "
        "safe dates have held{% endif %}."
    )
    advice = "Drop or defer work, or tell the client today that the date is in doubt, with a date you can keep."
    client = (
        "We are keeping a close eye on {% if title %}{{ title | quote }}{% else %}the work{% endif %} planned for "
        "{{ due | moment }}: it may take longer. We will write to you here with what we suggest."
    )

    class Options(CheckOptions):
        chance: float = Field(0.5, ge=0, le=1, description="Chance of the date below which it is at risk.")
        low_chance: float = Field(0.2, ge=0, le=1, description="Chance below which it has the rule's severity.")

    options: Options

    def check_project(self, ctx: Context) -> Iterator[Found]:
        project, tickets, reached = ctx.project, ctx.tickets, ctx.clock.reached
        if reason := why_parked(project, reached) or why_undated(tickets, project):
            raise NotApplicable(reason)
        if reason := why_silent(tickets, project, start := this_week(tickets, project, reached)):
            raise CannotEvaluate(reason)
        cast = outlooks(tickets, project, start, ctx.language)
        for outlook in Over.unless(at_risk(cast, project, reached, self.options.chance), "no coming date is in doubt"):
            severity = None if outlook.chance < self.options.low_chance else Severity.MEDIUM
            place, facts = outlook.target.place, outlook.facts | record(tickets, project).facts
            hidden = place is None or place.source not in project.visible_sources
            yield Found(outlook.target.anchor, outlook.forecast.start, facts, (), severity, place, hidden)
