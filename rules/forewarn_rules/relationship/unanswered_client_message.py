from collections.abc import Iterator
from datetime import datetime, timedelta

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.deadlines import after_days, after_hours, days_left_out, unparked, why_parked
from forewarn.facts.marks import URGENT, had_priority
from forewarn.facts.messages import Message
from forewarn.facts.turns import after_done, let_go, whose_turn
from forewarn.facts.wording import OUTAGE, sentence_with
from forewarn.model import Found, Need, Ticket


class UnansweredClientMessage(Check):
    """A message of the client has had no public answer for longer than agreed.

    Why it matters: clients fill silence with concern, and a short reply now is worth more than a full one later.
    What to do: answer where the client can read it, if only to say when the real answer will come.
    Example: a client asks on Monday at 10:00 whether the banner will be wider; on Tuesday at 10:00 nobody has replied.
    Guards: thanks, automatic replies, mere quotations and what one client says to another want no answer. Only a public
    comment by a person of the team is one, and no request to a colleague, no move, reaction, internal note or bot. A
    bare answer to our question is done with once the team goes on, all once the client closes it or takes it back, or
    a month after the work was done. The first message of a run counts, be it an opening, or an urgent one that is late
    before it; parked days do not. What came after the work was done is results/comment-back-after-done. In doubt of
    somebody's side it cannot be evaluated.
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
        if not turn.waiting or turn.waiting[0] in after_done(subject, turn.waiting, timedelta(hours=1)):
            return
        if turn.doubtful:
            raise CannotEvaluate("somebody of whom nobody knows the side wrote after the client or was asked")
        waiting = turn.waiting
        falls = {message: at for message in waiting if (at := self._falls(message, subject, ctx)) is not None}
        first = min(falls, key=lambda message: falls[message], default=None)
        if first is not None and ctx.clock.reached(falls[first]):
            off = days_left_out(ctx.project, unparked(subject, ctx.project, first.at), falls[first])
            facts = first.facts | {"again": len(waiting) - 1 - waiting.index(first)}
            yield Found(first.event, falls[first], facts, (*(message.evidence() for message in waiting), *off))

    def _falls(self, message: Message, subject: Ticket, ctx: Context) -> datetime | None:
        """When it is late to answer `message`; None while the project is parked with no end before that."""
        options, start = self.options, unparked(subject, ctx.project, message.at)
        urgent = had_priority(subject, message.at, options.urgent_priorities)
        if urgent or sentence_with(message.text, options.urgent_words, ctx.language):
            return after_hours(ctx.project, start, options.urgent_hours)
        return after_days(ctx.project, start, options.days)
