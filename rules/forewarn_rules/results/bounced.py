from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.activity import finishes
from forewarn.facts.deadlines import FADED, faded
from forewarn.facts.messages import called
from forewarn.facts.work.bounces import bounces, unusual_rate
from forewarn.model import Evidence, Fact, Found, Need, Ticket


class Bounced(Check):
    """Finished work came back from the client, again or more often than is usual in the project.

    Why it matters: work that comes back twice was not understood, and every round costs trust.
    What to do: call the client, repeat what they need in your own words, and agree how both will see that it is done.
    Example: a logo is done on Monday, reopened by the client on Tuesday, done on Wednesday, and reopened on Friday.
    Guards: one reopening alone is none, but for a week in which two or more came back and a larger share of the
    finished work than in three of four earlier weeks; a project with fewer than six such weeks has no usual share. A
    reopening by the team or a bot counts where the client wrote more than thanks about the finished work in the three
    days before, and one by people of unknown side never. The team's reopening within the hour, and that of a client who
    closed it themselves, is an accident. It ends when the work is done again, or after five business days.
    """

    needs = frozenset({Need.STATUS_HISTORY, Need.COMMENTS})
    team = (
        "{{ title | quote }}, done on {{ done | day }}, came back on {{ back | moment }}. {% if times > 1 %}That was "
        "the {{ times }}{{ 'nd' if times == 2 else 'rd' if times == 3 else 'th' }} time.{% endif %}{% if week %} With "
        "it, finished work came back {{ week }} times within a week, more than usual.{% endif %}"
    )
    advice = "Call the client, repeat in your own words what they need, and agree how both will see that it is done."

    class Options(CheckOptions):
        times: int = Field(2, ge=1, description="Returns of one ticket from which it is too often.")
        weeks: int = Field(13, ge=6, description="Earlier weeks that say what is usual in the project.")
        accident_hours: float = Field(1, ge=0, description="Hours within which a reopening may be an accident.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        accident = timedelta(hours=self.options.accident_hours)
        known = bounces(subject, ctx.language, accident)
        if not known or any(finishes(event) and event.at > known[-1].at for event in subject.history):
            raise NotApplicable("it did not come back, or was done again since")
        last, project = known[-1], ctx.project
        if ctx.clock.reached(faded(project, last.at)):
            raise Over(FADED)
        rate = unusual_rate(last.at, ctx.tickets, project, ctx.language, accident, self.options.weeks)
        told = f"{called(last.event.actor)}: {last.event.old or ''} → {last.event.new or ''}"
        evidence = Evidence(last.at, told, last.event.url)
        if len(known) < self.options.times and rate is None:
            raise Over(f"it takes {self.options.times} times, and no more comes back than usual", evidence)
        facts: dict[str, Fact] = {"title": subject.title, "done": last.finished, "back": last.at}
        facts |= {"times": len(known), "week": rate.back if rate else 0}
        yield Found(last.event.id, last.at, facts, (evidence,))
