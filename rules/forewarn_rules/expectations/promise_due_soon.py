from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.activity import AT_REST, is_laid_to_rest
from forewarn.facts.dates.promises import State, kept_elsewhere, promise_ledger
from forewarn.facts.deadlines import before_days, days_left_out, why_parked
from forewarn.model import Found, Need, Severity, Ticket


class PromiseDueSoon(Check):
    """A dated promise in a comment falls due within a business day, and nothing shows yet that it was kept.

    Why it matters: a promise is kept, or moved in good time, only by somebody who still thinks of it.
    What to do: finish it, or tell the client today that it will be later and when.
    Example: "I'll send the mock-ups by Friday"; on Thursday evening there is no file, no link and no word of them.
    Guards: conditional, negated and other people's promises are none. Words of delivery, a file, a link, an item ticked
    or the ticket done show that it was kept, on a linked ticket too, and so does the client's word that it came; of a
    promise to be in touch any public word on its day does, of one to look at something or to begin any later word that
    says more. A later date given in a new promise takes its place, and the client's "no hurry" releases it. Nobody is
    reminded of what was promised less than a business day before it falls due. Parked days do not count. From the
    deadline on it is for expectations/promise-broken. What is no promise at all can be waived with a reply.
    """

    needs = frozenset({Need.COMMENTS})
    severity = Severity.LOW
    team = (
        "On {{ said | day }} {{ author }} wrote{% if promise %} of {{ promise | quote }}{% endif %}: "
        "{{ words | quote }} That is due by {{ deadline | moment }}."
    )
    advice = "Keep it and say so here, or say today that it will be later, with the new date, to whom it was promised."

    class Options(CheckOptions):
        days: int = Field(1, ge=0, description="Business days before the deadline from which on it is due soon.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, reached = ctx.project, ctx.clock.reached
        if reason := why_parked(project, reached, subject):
            raise NotApplicable(reason)
        if is_laid_to_rest(subject):
            raise Over(AT_REST)
        is_due = False
        for entry in promise_ledger(subject, project, ctx.language):
            pledge, said = entry.pledge, entry.pledge.message
            soon = before_days(project, entry.due, self.options.days)
            if entry.mended or entry.falls is None or soon is None or said.at > soon:
                continue
            if entry.state(reached) is State.OPEN and reached(soon):
                if kept_elsewhere([entry], subject, ctx.tickets, project, ctx.language)[0].mended:
                    continue
                facts = pledge.facts | {"deadline": entry.due}
                evidence = (said.evidence(), *days_left_out(project, soon, entry.falls))
                is_due = True
                yield Found(pledge.anchor, soon, facts, evidence)
        if not is_due:
            raise Over("no open promise of ours on it falls due so soon")
