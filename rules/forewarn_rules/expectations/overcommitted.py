from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.activity import why_past_unknown
from forewarn.facts.deadlines import why_parked
from forewarn.facts.work.forecast import this_week
from forewarn.facts.work.load import Limits, first_week, last_day, overloads
from forewarn.facts.work.outlook import why_silent
from forewarn.model import Fact, Found


class Overcommitted(Check):
    """More is due in these two weeks than the team, or one of its people, usually finishes in two weeks.

    Why it matters: what was promised without room for it is late from the start; it can be said now, or found out then.
    What to do: move a date while it is early, hand something over, or take something out.
    Example: in most fortnights the team finishes up to six items; nine are due in this week and the next.
    Guards: compared with the team's and each person's own past, by strictly more than the 85th percentile of what was
    finished, or the 90th of what one person carried (and at least six items). Less than six weeks or six finished items
    tell nothing. Epics and parents, parked work and people on leave in these weeks are left out, and of what somebody
    carries also what was assigned in bulk and not begun. Items are counted; they take their milestone's date. The
    finding is the project's, people stand in the team's evidence alone, and it lasts as long as the weeks end too full.
    """

    subject = Subject.PROJECT
    team = (
        "{% if due %}{{ due | plural('item is', 'items are') }} due by {{ until | day }}; over that many weeks we have "
        "rarely finished more than {{ usual }}. {% endif %}{% if people %}"
        "{{ people | plural('person has', 'people have') }} more to do than they usually have.{% endif %}"
    )
    advice = "Move a date while it is early, hand something over, or take something out, and tell the client."

    class Options(CheckOptions):
        weeks: int = Field(2, ge=1, le=8, description="Calendar weeks to look ahead, this one included.")
        finished: float = Field(0.85, gt=0, le=1, description="Share of past spans that says what is usually done.")
        carried: float = Field(0.9, gt=0, le=1, description="Share of past weeks that tells what is usually carried.")
        bulk: int = Field(10, ge=1, description="Items above which assignments within five minutes are a plan.")

    options: Options

    def check_project(self, ctx: Context) -> Iterator[Found]:
        project, tickets, reached, options = ctx.project, ctx.tickets, ctx.clock.reached, self.options
        if reason := why_parked(project, reached):
            raise NotApplicable(reason)
        start = this_week(tickets, project, reached)
        reason = why_past_unknown(tickets, project) or why_silent(tickets, project, start)
        if start is None or reason:
            raise CannotEvaluate(reason or "nothing has happened yet")
        limits = Limits(options.weeks, options.finished, options.carried, options.bulk)
        if not (found := overloads(tickets, project, start, limits)):
            raise Over("no more is due in the coming weeks than is usually done, and nobody has more than usual")
        first = first_week(tickets, project, start, limits)
        team = next((one for one in found if one.person is None), None)
        facts: dict[str, Fact] = {"due": team.amount if team else None, "usual": team.usual if team else None}
        facts |= {"until": last_day(start, project, options.weeks), "people": len(found) - bool(team)}
        yield Found(f"week:{first:%Y-%m-%d}", first, facts, tuple(one.evidence(start) for one in found))
