from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.deadlines import why_parked
from forewarn.facts.talk.turns import Side, whose_turn
from forewarn.facts.work.hands import drops
from forewarn.model import Found, Need, Severity, Ticket


class DroppedBall(Check):
    """The client waits for us, and the ticket is in nobody's hands.

    Why it matters: a ball that everybody takes for somebody else's falls to the ground, and the client sees it fall.
    What to do: give it to one person who can act on it this week.
    Example: a client asked on Monday; on Tuesday the ticket still belongs to nobody.
    Guards: it must be our turn by the public messages. In nobody's hands means assigned to nobody, or to clients alone,
    for a business day, which leaves time for triage; only to people who have left (leave without an end) or did nothing
    in the project for ten business days, leave not counted; or taken from somebody three times with no sign of work
    since. A word, a move or a new owner ends it. Parked days do not count. Where somebody of unknown side wrote since,
    it cannot be evaluated. The finding is the ticket's; nobody is named in it.
    """

    needs = frozenset({Need.COMMENTS})
    severity = Severity.HIGH
    team = (
        "The client has been waiting since {{ said | moment }}: {{ words | quote }} "
        "{% if how == 'unowned' %}On our side nobody has the ticket.{% elif how == 'idle' %}Whoever has it has not "
        "been seen in the project since {{ seen | day }}.{% else %}It was handed on "
        "{{ times | plural('time', 'times') }}, with no sign of work.{% endif %}"
    )
    advice = "Give it to one person who can act on it this week, and tell the client who that is."

    class Options(CheckOptions):
        triage_days: int = Field(1, ge=0, description="Business days that a ticket may be unassigned.")
        idle_days: int = Field(10, ge=1, description="Business days without any act after which somebody is inactive.")
        handovers: int = Field(3, ge=1, description="Times it is handed on without work, from which on it is dropped.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, options = ctx.project, self.options
        if not subject.is_open:
            raise NotApplicable("there is nothing left to do")
        if reason := why_parked(project, ctx.clock.reached, subject):
            raise NotApplicable(reason)
        turn = whose_turn(subject, project, ctx.language)
        if turn.side is not Side.US or not turn.waiting:
            raise Over("no message of the client waits for us")
        if turn.doubtful:
            raise CannotEvaluate("somebody of whom nobody knows the side wrote after the client or was asked")
        first = turn.waiting[0]
        limits = (options.triage_days, options.idle_days, options.handovers)
        for drop in drops(subject, first.at, ctx.tickets, project, *limits):
            if ctx.clock.reached(drop.at):
                yield Found(first.event, drop.at, first.facts | drop.facts, (first.evidence(),))
                return
        raise Over("somebody of the team has it and works, or had it until lately")
