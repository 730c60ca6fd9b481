from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.activity import AT_REST, done_at, is_laid_to_rest
from forewarn.facts.deadlines import after_days, days_left_out, unparked, why_parked
from forewarn.facts.talk.turns import after_done, whose_turn
from forewarn.facts.talk.unanswered import last_said
from forewarn.model import Found, Need, Ticket


class CommentBackAfterDone(Check):
    """The client commented on finished work, and nobody answered or moved the ticket.

    Why it matters: nobody looks at finished tickets, so this is where feedback gets lost, and it looks like refusal.
    What to do: answer, and reopen the ticket if something is still wrong.
    Example: a ticket was closed on Monday; on Tuesday the client writes that the logo is blurred; on Wednesday nobody
    has said or done anything.
    Guards: thanks, emoji, closing remarks such as "works now", automatic replies and what one client says to another
    want no answer. What comes within an hour of closing, or was asked before it, belongs to
    relationship/unanswered-client-message. A person who moved the ticket since has taken notice; a bot has not. Parked
    days and tickets do not count. Where somebody of unknown side wrote since, it cannot be evaluated.
    """

    needs = frozenset({Need.COMMENTS, Need.STATUS_HISTORY})
    team = (
        "This was finished on {{ done | day }}; on {{ said | moment }} {{ author }} wrote: {{ words | quote }} "
        "Nobody has answered, and the ticket has not moved."
    )
    advice = "Answer the comment, and reopen the ticket if something is still wrong."

    class Options(CheckOptions):
        hours: float = Field(1, ge=0, description="Hours after closing in which a comment still belongs to the work.")
        days: int = Field(1, ge=0, description="Business days within which such a comment is answered.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        done = done_at(subject)
        if done is None:
            raise NotApplicable("the work is not done")
        if reason := why_parked(ctx.project, ctx.clock.reached, subject):
            raise NotApplicable(reason)
        if is_laid_to_rest(subject):
            raise Over(AT_REST)
        turn = whose_turn(subject, ctx.project, ctx.language)
        back = after_done(subject, turn.waiting, timedelta(hours=self.options.hours))
        if back and turn.doubtful:
            raise CannotEvaluate("somebody of whom nobody knows the side wrote after the client or was asked")
        if not back:
            raise Over("nothing that the client wrote after it was done waits for an answer", *last_said(subject))
        start = unparked(subject, ctx.project, back[0].at)
        late = after_days(ctx.project, start, self.options.days)
        if late is not None and ctx.clock.reached(late):
            evidence = (*(message.evidence() for message in back), *days_left_out(ctx.project, start, late))
            yield Found(back[0].event, late, back[0].facts | {"done": done}, evidence)
