from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.deadlines import why_parked
from forewarn.facts.items import is_container
from forewarn.facts.work.dark import dark_from, in_progress_since
from forewarn.facts.work.outlook import waits
from forewarn.facts.work.signs import tracked_elsewhere
from forewarn.model import Found, Need, Ticket


class WorkGoneDark(Check):
    """Work is in progress, and nothing of it has been seen for days.

    Why it matters: work that goes on inside somebody's head can be stuck, lost or done, and nobody could say which.
    What to do: put what there is on the ticket, be it a sketch, a question or one sentence on where it stands.
    Example: a page went into progress on Monday; by Friday there is no comment, file, tick or commit.
    Guards: a comment of the team, a move, a tick, a file, a link to code or a text written out is a sign, also on a
    part, a linked ticket or a pull request that names it. A day that our last word there names is waited for, for twice
    as many days at most. Days on which everybody it is assigned to is on leave do not count, unless they left for good,
    nor do parked days. Work that waits for the client or in a waiting status, containers, and work linked to code in a
    place that is not read, are passed over. A word of the client starts the count anew: an answer is owed.
    """

    needs = frozenset({Need.STATUS_HISTORY, Need.COMMENTS})
    team = "Work on {{ title | quote }} is in progress, and since {{ last | moment }} nothing of it has been seen here."
    advice = "Put what there is on the ticket: a sketch, a question, or one sentence on where it stands."

    class Options(CheckOptions):
        days: int = Field(3, ge=1, description="Business days in progress without a visible sign of work.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, started = ctx.project, in_progress_since(subject)
        if started is None or is_container(subject, ctx.tickets):
            raise NotApplicable("nobody works on it as such")
        if reason := why_parked(project, ctx.clock.reached, subject):
            raise NotApplicable(reason)
        tickets = ctx.tickets
        if waits(subject, project, ctx.language) or tracked_elsewhere(subject, tickets):
            raise NotApplicable("it waits for somebody else, or is tracked elsewhere")
        dark = dark_from(subject, started, tickets, project, ctx.language, self.options.days)
        if dark is None or not ctx.clock.reached(dark.at):
            raise Over("it is not long since work on it was seen, or the client wrote on it")
        yield Found(dark.last.id, dark.at, {"title": subject.title, "last": dark.start})
