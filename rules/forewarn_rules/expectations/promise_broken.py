from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import TEAM_AND_CLIENT
from forewarn.facts.activity import AT_REST, is_laid_to_rest
from forewarn.facts.dates.promises import fates, is_among_us, kept_elsewhere, promise_ledger, still_broken
from forewarn.facts.deadlines import days_left_out, why_parked
from forewarn.model import Found, Need, Severity, Ticket


class PromiseBroken(Check):
    """A dated promise in a comment has passed, and the ticket shows no sign that it was kept.

    Why it matters: trust is made of small promises, and everything with a date is one; keep it or renegotiate it.
    What to do: deliver and say so, or apologise and name a new date.
    Example: "I'll send the mock-ups by Friday", and on Monday there is no file, no link and no word of them.
    Guards: conditional, negated and other people's promises are none, nor a mere date of the work: "it will be ready on
    Friday". It is kept by words of delivery, a file, a link, an item ticked, the ticket done, a release by its
    milestone, by anybody of the team, on a linked ticket or in a note too, and by the client's word that it came; not
    by any comment. For one to look at something or begin it any later word that says more is enough; to begin, a move
    to work too. A later date in a new promise or beside a word of delay, read in time, renegotiates it and is watched
    instead; a late one ends the finding too, as does their "no hurry" or "hold off". Parked days do not count. One in a
    note or to a colleague by name is told to the team alone; a call is for expectations/next-contact-missed.
    """

    needs = frozenset({Need.COMMENTS})
    severity, audiences = Severity.HIGH, TEAM_AND_CLIENT
    team = (
        "On {{ said | day }} {{ author }} wrote{% if promise %} of {{ promise | quote }}{% endif %}: {{ words | "
        "quote }} There is no sign on the ticket that it was done by {{ deadline | moment }}.{% if earlier %} {{ "
        "earlier | plural('promise', 'promises') }} before it on this ticket went the same way.{% endif %}"
    )
    advice = "Deliver it and say so here, or apologise and name a new date. If it was kept elsewhere, say that."
    client = (
        "On {{ said | day }} we wrote to you{% if promise %} of our promise {{ promise | quote(300) }}{% endif %}: "
        "{{ words | quote(300) }} As far as we can see that has not happened yet. We are sorry, and will write to you "
        "here with a new date."
    )

    class Options(CheckOptions):
        grace_hours: float = Field(2, ge=0, description="Business hours after the deadline before anything is said.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        if reason := why_parked(ctx.project, ctx.clock.reached, subject):
            raise NotApplicable(reason)
        if is_laid_to_rest(subject):
            raise Over(AT_REST)
        ledger = promise_ledger(subject, ctx.project, ctx.language, self.options.grace_hours)
        if still_broken(ledger, ctx.clock.reached):
            ledger = kept_elsewhere(ledger, subject, ctx.tickets, ctx.project, ctx.language)
        if not (standing := still_broken(ledger, ctx.clock.reached)):
            raise Over("no dated promise stands broken on it", *fates(ledger, ctx.clock.reached))
        for earlier, falls, due, pledge in standing:
            facts = pledge.facts | {"deadline": due, "earlier": earlier}
            evidence = (pledge.message.evidence(), *days_left_out(ctx.project, pledge.message.at, falls))
            yield Found(pledge.anchor, falls, facts, evidence, team_only=is_among_us(pledge, subject))
