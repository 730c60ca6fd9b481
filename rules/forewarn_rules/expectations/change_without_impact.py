from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, Context, Over
from forewarn.facts.activity import done_at
from forewarn.facts.deadlines import FADED, after_days, faded, unparked
from forewarn.facts.marks import started_at
from forewarn.model import Fact, Found, Need, Ticket
from forewarn_rules.expectations.change_options import ChangeOptions


class ChangeWithoutImpact(Check):
    """Work that came on top is under way or days old, and nobody said what it means for cost and date.

    Why it matters: a client can only decide about a change whose price they know, and the date is part of it.
    What to do: write both: how much work or money it is, and what becomes of the date, be it "no effect".
    Example: a tenth page joins "Launch" on Tuesday; on Thursday it has neither an estimate nor a word on the date.
    Guards: only tickets that joined what was agreed, and change requests made after it; no bugs, splits, sub-tasks,
    declined or parked work, and nothing of at most an hour or labelled XS. An estimate states the cost, a date of its
    own the date; a heading Impact, and words such as "two more days", state both. Where the client can see the ticket
    they must be able to read the words. It ends with both halves, or five business days after the work is done.
    """

    needs = frozenset({Need.COMMENTS})
    team = (
        "{{ title | quote }} came on top of what was agreed, on {{ added | day }}, and nobody has told the client "
        "{% if not cost %}how much work or money it is{% if not date %} and {% endif %}{% endif %}"
        "{% if not date %}what becomes of the date{% endif %}."
    )
    advice = "Write how much work it is and what becomes of the date, and ask the client to decide."

    class Options(ChangeOptions):
        days: int = Field(2, ge=0, description="Business days after which a change counts that nobody has begun.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, reached = ctx.project, ctx.clock.reached
        change, stated = self.options.change(subject, ctx), self.options.impact(subject, ctx)
        done, begun = done_at(subject), started_at(subject)
        if stated.at is not None:
            raise Over("it was said what it means for cost and date")
        if done is not None and reached(faded(project, max(done, change.at))):
            raise Over(FADED)
        late = after_days(project, unparked(subject, project, change.at), self.options.days)
        starts = [at for at in (late, begun and max(begun, change.at)) if at is not None]
        if starts and reached(min(starts)):
            facts: dict[str, Fact] = {"cost": stated.cost is not None, "date": stated.date is not None}
            yield Found(change.event.id, min(starts), change.facts | facts, (change.evidence(),))
