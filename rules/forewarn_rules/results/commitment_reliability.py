from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.dates.reliability import last_periods, why_unknown
from forewarn.model import Fact, Found


class CommitmentReliability(Check):
    """Twice in a row, too few of the promised dates were kept to the day.

    Why it matters: a client plans by our dates; when one in three slips, none of them is worth planning by.
    What to do: look at the misses together, find what they have in common, and promise less for the next weeks.
    Example: of nine dates in the last four weeks five were kept, and in the four weeks before six of ten.
    Guards: fixed periods of four weeks, judged when they are over. The date that stood when the period began counts,
    of tickets and milestones; done on the day or before is kept, all else is not, whoever moved it. Declined and
    ignored work does not count, nor do dates given later or parked for good. Below five dates in either period there
    are too few to tell. It speaks of the project, never of people. Where the tracker keeps no history of dates, and
    the others are too few, it cannot be evaluated.
    """

    subject = Subject.PROJECT
    team = (
        "From {{ first | day }}, for {{ weeks | plural('week', 'weeks') }}, {{ met }} of {{ pledged }} promised dates "
        "were kept ({{ share }}%); in the {{ weeks | plural('week', 'weeks') }} before, it was {{ before }}%. "
        "{% if share > before %}It is getting better.{% elif share < before %}It is getting worse.{% else %}It has not "
        "changed.{% endif %}"
    )
    advice = "Look at the misses together, find what they have in common, and promise less for the next weeks."

    class Options(CheckOptions):
        weeks: int = Field(4, ge=1, le=13, description="Weeks of a period.")
        share: int = Field(70, ge=1, le=100, description="Percent of dates kept below which it is too few.")
        fewest: int = Field(5, ge=1, description="Dates in a period below which there are too few to tell.")

    options: Options

    def check_project(self, ctx: Context) -> Iterator[Found]:
        options = self.options
        before, last = last_periods(ctx.tickets, ctx.project, ctx.clock.reached, options.weeks)
        fewest = min(len(before.pledged), len(last.pledged))
        if fewest < options.fewest:
            reasons = (reason for ticket in ctx.tickets if ticket.due and (reason := why_unknown(ticket)))
            if reason := next(reasons, None):
                raise CannotEvaluate(reason)
            raise NotApplicable(f"too few dates were promised: {fewest} in one period, and it takes {options.fewest}")
        if max(before.share, last.share) >= options.share:
            raise Over(f"{before.share} and then {last.share} percent were kept; it takes less than {options.share}")
        facts: dict[str, Fact] = {"first": last.first, "weeks": options.weeks, "met": last.met}
        facts |= {"pledged": len(last.pledged), "share": last.share, "before": before.share}
        calendar, late = ctx.project.agency_calendar, (one for one in last.pledged if not one.met)
        misses = tuple(one.evidence(ctx.language, calendar) for one in late)
        yield Found(f"from:{last.first}", max(one.passed for one in last.pledged), facts, misses)
