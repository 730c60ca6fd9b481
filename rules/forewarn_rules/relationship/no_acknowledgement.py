from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.activity import AT_REST, is_laid_to_rest
from forewarn.facts.deadlines import after_hours, days_left_out, unparked, why_parked
from forewarn.facts.marks import URGENT
from forewarn.facts.talk.replies import Weighty, first_unnoticed, start_of_notice
from forewarn.facts.wording import PRESSING
from forewarn.model import Found, Need, Severity, Ticket


class NoAcknowledgement(Check):
    """An important message of the client has been left for hours without a sign that anybody saw it.

    Why it matters: reply now, answer later: who hears nothing back assumes that nobody read it.
    What to do: say that you have seen it and when the answer will come; that takes a minute.
    Example: on Monday at 10:00 a client asks whether the shop can open on Friday; by 14:00 nobody has reacted.
    Guards: important is a question or request, a date, words of a deadline, a complaint or a standstill, or an urgent
    priority at that time. No tracker we read tells of reactions, so what takes notice is a public comment by a person
    of the team, or that somebody moved or assigned the ticket afterwards; a bot, a request to a colleague or a private
    note does not. Only working hours count, and what comes in the last hour of a day waits for the next. Thanks,
    automatic replies and what one client says to another want none; a message on finished work belongs to
    results/comment-back-after-done. Parked days and tickets do not count. Where somebody of unknown side wrote since,
    it cannot be evaluated.
    """

    needs = frozenset({Need.COMMENTS})
    severity = Severity.LOW
    team = (
        "{{ author }} wrote on {{ said | moment }}: {{ words | quote }} Nobody has shown the client that it was seen."
    )
    advice = "Say now that you have seen it, and when the client will have the answer."

    class Options(CheckOptions):
        hours: float = Field(4, gt=0, description="Business hours within which somebody takes notice.")
        last_hours: float = Field(1, ge=0, description="Hours before closing in which one belongs to the next day.")
        words: frozenset[str] = Field(PRESSING, description="Words that make a message important; * is any ending.")
        urgent_priorities: frozenset[str] = Field(URGENT, description="Priorities that are urgent.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, options = ctx.project, self.options
        if reason := why_parked(project, ctx.clock.reached, subject):
            raise NotApplicable(reason)
        if is_laid_to_rest(subject):
            raise Over(AT_REST)
        found = first_unnoticed(subject, Weighty(options.words, options.urgent_priorities), project, ctx.language)
        if found is None:
            raise Over("no important message of the client waits for somebody to take notice")
        if found.doubtful:
            raise CannotEvaluate("somebody of whom nobody knows the side wrote after the client or was asked")
        start = start_of_notice(project, unparked(subject, project, found.message.at), options.last_hours)
        late = after_hours(project, start, options.hours)
        if late is not None and ctx.clock.reached(late):
            evidence = (found.message.evidence(), *days_left_out(project, start, late))
            yield Found(found.message.event, late, found.message.facts | {"weight": found.weight.value}, evidence)
