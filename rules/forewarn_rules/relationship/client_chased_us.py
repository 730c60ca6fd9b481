from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.deadlines import after_days, faded, why_parked
from forewarn.facts.talk.chases import AMONG_US, history_of, standing_chase, team_chases
from forewarn.model import Found, Need, Severity, Ticket


class ClientChasedUs(Check):
    """A client had to ask for news.

    Why it matters: a client who asks how far we are has been left in the dark; each such call is our failure.
    What to do: answer at once, say when the next update comes, and keep to it.
    Example: Tom last wrote on Monday and announced an update for Thursday; on Friday Clara asks "any news?".
    Guards: only the client's own words count, not quotations, and not what one client asks another. What is asked
    within a few hours of our last word is a conversation. Several questions in a row are one finding. It ends with a
    public answer by a person of the team or a recorded contact, or five business days after the work was done. A
    colleague who asks in a note is an info of its own, for five business days, once nobody else did anything on the
    ticket for one. Parked tickets are passed over. Where somebody of unknown side wrote since, it cannot be evaluated.
    """

    needs = frozenset({Need.COMMENTS})
    severity = Severity.HIGH
    team = (
        "{{ author }} had to ask {% if internal %}in a note {% endif %}on {{ said | moment }}: {{ words | quote }} "
        "{% if internal %}Nobody has replied.{% elif last %}The team had last written here on {{ last | day }}."
        "{% else %}Nobody on the team had written here before.{% endif %}{% if plan == 'announced' %} An update was "
        "announced for {{ planned | day }}.{% elif plan == 'rhythm' %} By the agreed rhythm an update was due on "
        "{{ planned | day }}.{% endif %}{% if again %} They asked again on {{ again | moment }}.{% endif %}"
        "{% if times > 1 %} That makes {{ times }} questions for news since {{ month | day }}.{% endif %}"
    )
    advice = "Answer now, and say when the next update comes."

    class Options(CheckOptions):
        talking_hours: float = Field(4, ge=0, description="Business hours after our last word that are a conversation.")
        internal_days: int = Field(1, ge=0, description="Business days in which a colleague's question is answered.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, language, reached = ctx.project, ctx.language, ctx.clock.reached
        if reason := why_parked(project, reached, subject):
            raise NotApplicable(reason)
        chase = standing_chase(subject, project, language, reached, self.options.talking_hours)
        if chase is not None and chase.doubtful:
            raise CannotEvaluate("somebody of whom nobody knows the side wrote after the client or was asked")
        if chase is not None:
            facts = chase.first.facts | history_of(chase, ctx.tickets, project, language)
            facts |= {"words": chase.sentence, "internal": False}
            yield Found(chase.first.event, chase.first.at, facts, chase.evidence)
        notes = tuple(team_chases(subject, language, lambda m: not reached(faded(project, m.at))))
        if chase is None and not notes:
            raise Over("nobody has asked for news here whom nobody answered since")
        for note in notes:
            late = after_days(project, note.at, self.options.internal_days)
            if late is not None and reached(late):
                yield Found(f"note:{note.event}", late, note.facts | AMONG_US, (note.evidence(),), Severity.INFO)
