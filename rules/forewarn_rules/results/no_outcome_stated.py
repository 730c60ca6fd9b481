from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.activity import open_ticket_of
from forewarn.facts.deadlines import why_parked
from forewarn.facts.marks import is_marked
from forewarn.facts.messages import opened_by_client
from forewarn.facts.scope import epic_of, is_epic
from forewarn.facts.work.outcomes import Sizes, Wording, begun_at, is_large, states_outcome
from forewarn.model import Fact, Found, Need, Ticket

_HEADINGS = {"outcome", "goal", "success", "acceptance", "результат", "цель", "цели", "критери", "приемк", "приёмк"}
_CHORES = {"chore", "maintenance", "bug", "defect", "рутина", "ошибка"}


class NoOutcomeStated(Check):
    """Work was begun, and nowhere does it say what it is to achieve for the client.

    Why it matters: who knows only the task delivers the task, and that may not be what the client needed.
    What to do: write one sentence under "Outcome": what will be better afterwards, and how everybody will see it.
    Example: the milestone "New shop" is in progress; its description lists pages, and no goal.
    Guards: only milestones, epics and a client's own tickets above small size; one of unknown size is passed over.
    An outcome of the milestone or epic above counts for all below, as do criteria in their own field. Chores and
    defects need none; nor does what has not begun, is over or is parked. A milestone begins with its first ticket.
    """

    subject = Subject.DELIVERABLE
    needs = frozenset({Need.STATUS_HISTORY})
    team = "{{ title | quote }} was begun on {{ begun | day }}, and nothing on it says what it is to achieve."
    advice = "Write one sentence under “Outcome”: what will be better for the client, and how everybody will see it."

    class Options(CheckOptions):
        words: int = Field(5, ge=1, description="Words an outcome has at least.")
        headings: frozenset[str] = Field(frozenset(_HEADINGS), description="Beginnings of words in its heading.")
        phrases: frozenset[str] = Field(frozenset({"so that", "чтобы"}), description="Phrases that an outcome follows.")
        small: float = Field(4, ge=0, description="Largest estimate of small work, in the unit of the source.")
        small_labels: frozenset[str] = Field(frozenset({"S", "XS"}), description="Types and labels of small work.")
        large_labels: frozenset[str] = Field(frozenset({"M", "L", "XL"}), description="Types and labels of more work.")
        chores: frozenset[str] = Field(frozenset(_CHORES), description="Types and labels of work that needs none.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        options = self.options
        sizes = Sizes(options.small, options.small_labels, options.large_labels)
        if not subject.is_open or is_marked(subject, options.chores):
            raise NotApplicable("it is a chore" if subject.is_open else "it is over")
        if reason := why_parked(ctx.project, ctx.clock.reached, subject):
            raise NotApplicable(reason)
        if not (subject.is_milestone or is_epic(subject) or (opened_by_client(subject) and is_large(subject, sizes))):
            raise NotApplicable("it is no milestone, no epic, and no larger work that the client asked for")
        begun, wording = begun_at(subject, ctx.tickets), Wording(options.headings, options.phrases, options.words)
        kin = (subject, ctx.milestone(subject), epic_of(subject, ctx.tickets))
        if begun is None or any(one is not None and states_outcome(one, wording) for one in kin):
            raise Over("nobody has begun" if begun is None else "it says what it is to achieve")
        facts: dict[str, Fact] = {"title": subject.title, "begun": begun}
        yield Found("begun", begun, facts, on=open_ticket_of(subject, ctx.tickets))
