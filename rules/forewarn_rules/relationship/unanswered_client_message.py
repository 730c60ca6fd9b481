from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.deadlines import why_parked
from forewarn.facts.marks import URGENT
from forewarn.facts.talk.turns import whose_turn
from forewarn.facts.talk.unanswered import Urgent, first_late, last_said, let_go, wanted, why_none_waits
from forewarn.facts.wording import OUTAGE
from forewarn.model import Found, Need, Ticket


class UnansweredClientMessage(Check):
    """A message of the client has had no public answer for longer than agreed.

    Why it matters: clients fill silence with concern, and a short reply now is worth more than a full one later.
    What to do: answer where the client can read it, if only to say when the real answer will come.
    Example: a client asks on Monday at 10:00 whether the banner will be wider; on Tuesday at 10:00 nobody has replied.
    Guards: thanks, automatic replies, mere quotations and what one client says to another want no answer. Only a public
    comment by a person of the team is one, or a recorded contact; no request to a colleague, move, reaction, note or
    bot is. A bare answer to our question is done with once the team goes on, what asks nothing once the work is done,
    all once the client closes it or takes it back; the rest is of low severity from then on, for a month. The first of
    a run counts, or an urgent one that is late before. What came after the work, outages apart, is for
    results/comment-back-after-done.
    """

    needs = frozenset({Need.COMMENTS})
    team = (
        "{{ author }} wrote on {{ said | moment }}: {{ words | quote }} No public answer has followed"
        "{% if again %}, and the client has written {% if again == 1 %}once more{% else %}"
        "{{ again | plural('more time', 'more times') }}{% endif %}{% endif %}."
    )
    advice = "Answer today where the client can read it; if the answer takes longer, say when it will come."

    class Options(CheckOptions):
        days: int = Field(1, ge=0, description="Business days within which a message is answered.")
        urgent_hours: float = Field(4, ge=0, description="Business hours, where it is urgent by priority or by words.")
        urgent_priorities: frozenset[str] = Field(URGENT, description="Urgent ones; what it was at that time counts.")
        urgent_words: frozenset[str] = Field(OUTAGE, description="Words of an outage; * is any ending.")
        finished_days: int = Field(20, ge=1, description="Business days after which finished work is let go.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        if reason := why_parked(ctx.project, ctx.clock.reached, subject):
            raise NotApplicable(reason)
        days = self.options.finished_days
        if (over := let_go(subject, ctx.project, days)) and ctx.clock.reached(over):
            raise Over(f"the work is done, and the client has written nothing for {days} business days")
        turn = whose_turn(subject, ctx.project, ctx.language)
        urgent = Urgent(self.options.urgent_priorities, self.options.urgent_words, self.options.urgent_hours)
        if not (waiting := wanted(turn, subject, urgent, ctx.language)):
            raise Over(why_none_waits(turn), *last_said(subject))
        if turn.doubtful:
            raise CannotEvaluate("somebody of whom nobody knows the side wrote after the client or was asked")
        found = first_late(waiting, subject, ctx.project, ctx.language, urgent, self.options.days)
        if found is not None and ctx.clock.reached(found.at):
            evidence = found.evidence(subject, waiting, ctx.project)
            yield Found(found.message.event, found.at, found.facts, evidence, found.severity)
