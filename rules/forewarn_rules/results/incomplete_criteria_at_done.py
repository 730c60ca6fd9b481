from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.activity import finish_of
from forewarn.facts.deadlines import FADED, after_hours, faded
from forewarn.facts.messages import called
from forewarn.facts.work.leftovers import leftovers
from forewarn.model import Evidence, Fact, Found, Need, Ticket

_NOT_NEEDED = {"n/a", "not applicable", "not needed", "dropped", "skipped", "не нужно", "не требуется", "н/п"}
_NAMED = 5
"""Open points that the text names; it counts the others."""


class IncompleteCriteriaAtDone(Check):
    """Work was called done although something on its own list is still open.

    Why it matters: the client finds the draft that everybody here believed finished.
    What to do: do what is missing, tick what was done, or strike out what was dropped.
    Example: "Contact page" was closed on Monday; its list still has an empty box before "Send button works".
    Guards: a point marked n/a, or struck through, was dropped on purpose. Ticking within an hour, later ticks, and
    points added after the closing are no matter. A sub-task that was declined is not open. Boxes count in checklists,
    in descriptions and in the field for criteria. Declined work has nothing to complete. It ends when all points are
    settled or the ticket is reopened, or after five business days.
    """

    needs = frozenset({Need.STATUS_HISTORY})
    team = (
        "{{ title | quote }} was called done on {{ done | day }}, with {{ count | plural('point', 'points') }} of its "
        "own list open{% if count > points | length %}, among them{% else %}:{% endif %} {{ points | titles }}."
    )
    advice = "Do what is missing and tick it, or strike out what was dropped and say why."

    class Options(CheckOptions):
        grace_hours: float = Field(1, ge=0, description="Business hours after the closing, for ticking what was done.")
        not_needed: frozenset[str] = Field(frozenset(_NOT_NEEDED), description="Phrases that mark a point as dropped.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        finish = finish_of(subject)
        if finish is None or subject.declined:
            raise NotApplicable("it was not delivered")
        late = after_hours(ctx.project, finish.at, self.options.grace_hours)
        if late is None or not ctx.clock.reached(late):
            return
        if ctx.clock.reached(faded(ctx.project, late)):
            raise Over(FADED)
        points = leftovers(subject, finish, ctx.tickets, self.options.not_needed)
        if not points:
            raise Over("nothing that was to be done is left open on it")
        facts: dict[str, Fact] = {"title": subject.title, "done": finish.at, "count": len(points)}
        evidence = Evidence(finish.at, f"{called(finish.actor)}: {finish.new or ''}".removeprefix(": "), finish.url)
        yield Found(finish.id, late, facts | {"points": points[:_NAMED]}, (evidence,))
