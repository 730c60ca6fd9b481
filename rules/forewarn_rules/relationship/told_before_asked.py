from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable
from forewarn.checks.check import Subject
from forewarn.facts.activity import unheard
from forewarn.facts.client.badnews import Telling
from forewarn.facts.client.preemption import Reading, month_before
from forewarn.facts.wording import SLIPPING
from forewarn.model import Found, Severity


class ToldBeforeAsked(Check):
    """How often in the last month the client heard of something from us before they had to ask.

    Why it matters: a client who never has to ask stops worrying; no other figure shows pre-emptive service as well.
    What to do: share a month without a question in the team; otherwise plan a word before they ask next time.
    Example: in October two dates moved, one question went to Clara and the start page was finished; she read of all
    four from us, and never asked for news.
    Guards: good news only where we were first every time, at least once, and the client asked for news nowhere in that
    month; else a figure for the team. Counted are dates that moved later or passed, questions to the client (one a
    ticket) and dated work that was finished, on what the client can see. We were first where our word was no answer to
    a question for news. What nobody spoke of counts for neither side, and what one message told counts once. The month
    is a full one of the calendar, so that the figure holds still. It stands in the report and on no ticket.
    """

    subject = Subject.PROJECT
    severity, positive = Severity.INFO, True
    team = (
        "From {{ first | day }} to {{ last | day }} the client heard from us first in {{ told }} of "
        "{{ occasions | plural('case', 'cases') }}{% if asked %}; they had to ask about {{ asked | titles }}{% endif %}"
        ". {% if chases %}They asked for news {% if chases == 1 %}once{% else %}{{ chases }} times{% endif %}."
        "{% elif last_chase %}They last had to ask on {{ last_chase | day }}.{% else %}They have never had to ask for "
        "news here.{% endif %}"
    )
    advice = (
        "{% if perfect %}Share it in the team.{% else %}Plan a word to the client before they ask next time.{% endif %}"
    )

    class Options(CheckOptions):
        words: frozenset[str] = Field(SLIPPING, description="Words that tell of a delay; * is any ending.")

    options: Options

    def check_project(self, ctx: Context) -> Iterator[Found]:
        project, tickets = ctx.project, ctx.tickets
        if reason := unheard(tickets, project):
            raise CannotEvaluate(reason)
        calendar = project.agency_calendar
        this_month = ctx.clock.month(calendar)
        month = month_before(this_month, project)
        telling = Telling(project, ctx.language, self.options.words)
        count = Reading(tickets, project, telling, month, ctx.clock.reached).tally()
        if not count.total:
            raise NotApplicable("nothing happened last month that the client had to hear")
        since = calendar.opening(calendar.workday_from(this_month))
        yield Found(f"{month.first:%Y-%m}", since, count.facts, positive=count.perfect)
