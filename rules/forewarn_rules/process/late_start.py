from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable
from forewarn.facts.deadlines import why_parked
from forewarn.facts.items import due_of, is_container, milestones_of
from forewarn.facts.marks import is_marked, started_at
from forewarn.facts.outlook import waits
from forewarn.facts.steps import latest_start
from forewarn.model import Found, Need, Ticket, due_to_text


class LateStart(Check):
    """Nobody has begun work that can hardly be done in time any more.

    Why it matters: work begun at the last moment is rushed or late; the date was lost when nobody began.
    What to do: begin today, or tell the client now that the date will move.
    Example: pages take up to four working days; one is due on Friday, and on Wednesday nobody has begun it.
    Guards: the latest start is the date less the time in which 85 % of such work was done here, with parked and waiting
    time left out; with too little of it, twice the estimate in hours, or three business days. An undated ticket takes
    its milestone's date. Tiny, parked, contained and waiting work is passed over; whoever was given the work or its
    date has a business day. Once the date has passed it belongs to process/date-missed.
    """

    needs = frozenset({Need.STATUS_HISTORY})
    team = (
        "{{ title | quote }} is due on {{ due | moment }} and nobody has begun. {% if short %}It was given less time "
        "than the {{ days | plural('working day', 'working days') }} we reckon with.{% else %}"
        "{% if basis == 'history' %}Such work takes up to {{ days | plural('working day', 'working days') }} here, so "
        "it{% elif basis == 'estimate' %}By its estimate it{% else %}To leave "
        "{{ days | plural('working day', 'working days') }} for it, it{% endif %} should have begun by "
        "{{ latest | moment }}.{% endif %}"
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
        project, options = ctx.project, self.options
        if not subject.is_open or started_at(subject) is not None:
            raise NotApplicable("somebody has begun")
        due = due_of(subject, milestones_of(ctx.tickets))
        if due is None:
            unknown = Need.DUE in subject.absent and subject.milestone is None
            raise CannotEvaluate(subject.absent[Need.DUE]) if unknown else NotApplicable("it has no date")
        tiny = is_marked(subject, options.tiny_labels) or (subject.estimate or options.tiny + 1) <= options.tiny
        reason = why_parked(project, ctx.clock.reached, subject)
        if reason or tiny or is_container(subject, ctx.tickets) or waits(subject, project, ctx.language):
            raise NotApplicable(reason or "it is tiny, a container, or waits for somebody else")
        start = latest_start(subject, due, ctx.tickets, project, options.share, options.samples, options.days)
        if start is not None and ctx.clock.reached(start.at) and not ctx.clock.reached(start.passed):
            yield Found(f"due:{due_to_text(due)}", start.at, start.facts | {"title": subject.title})
