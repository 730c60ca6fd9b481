from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.items import due_of, milestones_of
from forewarn.facts.work.starts import Limits, is_begun, unbegun, why_no_start
from forewarn.model import Found, Need, Ticket, due_to_text


class LateStart(Check):
    """Nobody has begun work that can hardly be done in time any more.

    Why it matters: work begun at the last moment is rushed or late; the date was lost when nobody began.
    What to do: begin today, or tell the client now that the date will move.
    Example: pages take up to four working days; one is due on Friday, and on Wednesday nobody has begun it.
    Guards: the latest start is the date less the time in which 85 % of such work was done here, with parked and waiting
    time left out; with too little of it, twice the estimate in hours, or three business days. Tickets with the date of
    their open milestone are told once, with it. Tiny, parked, contained and waiting work, a launch without an estimate,
    and what a tick or a pull request shows begun are passed over; whoever was given the work or its date has a business
    day. Once that has passed it belongs to process/date-missed.
    """

    subject, needs = Subject.DELIVERABLE, frozenset({Need.STATUS_HISTORY})
    team = (
        "{{ title | quote }} is due on {{ due | moment }} and nobody has begun{% if items %}{% if count > items | "
        "length %} {{ count }} items of it, among them{% endif %} {{ items | titles }}{% endif %}. {% if short %}"
        "{{ 'The first' if count > 1 else 'It' }} was given less time than the "
        "{{ days | plural('working day', 'working days') }} we reckon with.{% else %}{% if basis == 'history' %}Such "
        "work takes up to {{ days | plural('working day', 'working days') }} here, so{% elif basis == 'estimate' %}By "
        "its estimate{% else %}To leave {{ days | plural('working day', 'working days') }} for it,{% endif %} "
        "{{ 'the first' if count > 1 else 'it' }} should have begun by {{ latest | moment }}.{% endif %}"
    )
    advice = "Begin today, or tell the client now that the date will move."

    class Options(CheckOptions):
        share: float = Field(0.85, gt=0, le=1, description="Share of such work that is done in the time it may take.")
        samples: int = Field(20, ge=1, description="Finished tickets of its type from which on they tell that time.")
        days: int = Field(3, ge=1, description="Business days it may take where nothing else is known.")
        tiny: float = Field(1, ge=0, description="Estimate in hours up to which work is tiny.")
        tiny_labels: frozenset[str] = Field(frozenset({"XS", "tiny"}), description="Labels of tiny work.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        if is_begun(subject):
            raise NotApplicable("somebody has begun")
        around = (ctx.tickets, ctx.project, ctx.language, ctx.clock.reached)
        limits = Limits(**self.options.model_dump())
        due = due_of(subject, milestones_of(ctx.tickets))
        if due is None:
            unknown = Need.DUE in subject.absent and subject.milestone is None
            raise CannotEvaluate(subject.absent[Need.DUE]) if unknown else NotApplicable("it has no date")
        if reason := why_no_start(subject, due, *around, limits):
            raise NotApplicable(reason)
        if (found := unbegun(subject, due, *around, limits)) is None:
            raise Over("there is still time enough to begin, or the date has passed")
        facts = found.facts | {"title": subject.title}
        yield Found(f"due:{due_to_text(due)}", found.start.at, facts, on=found.place)
