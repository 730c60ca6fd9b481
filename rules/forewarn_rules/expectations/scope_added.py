from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable
from forewarn.checks.check import TEAM_AND_CLIENT
from forewarn.facts.deadlines import faded, is_quiet
from forewarn.facts.scope import Yardstick, additions, client_words_after, epic_of, scope_of, why_no_growth
from forewarn.model import Fact, Found, Ticket


class ScopeAdded(Check):
    """Work came on top of the agreed scope: a ticket joined, or a checklist or description grew.

    Why it matters: growth that nobody names is paid for with the date; named early it is a decision of the client.
    What to do: welcome the idea, tell the client what it means for time and cost, and let them decide.
    Example: the scope of "Launch" was agreed on Monday; ten days later a tenth page joins the milestone.
    Guards: nothing counts without a baseline, within its grace, or in a milestone made later. Bugs, splits, sub-tasks,
    declined work, small edits, an empty description written out, and what moves out and back or between dated
    milestones are no growth. It ends when the client approves, with a new baseline, or after five business days.
    """

    audiences = TEAM_AND_CLIENT
    team = (
        "{% if how == 'joined' %}{{ title | quote }} joined {{ container | quote if container else 'the board' }}"
        "{% elif how == 'checklist' %}The list of {{ title | quote }} grew by {{ items | join }}"
        "{% else %}The description of {{ title | quote }} grew by {{ words | plural('word', 'words') }}{% endif %} "
        "on {{ added | day }}; the scope was agreed on {{ agreed | day }}. {% if asker == 'client' %}The client asked "
        "for it.{% elif asker == 'team' %}Our own team added it.{% else %}It is not clear who asked.{% endif %}"
    )
    advice = "Tell the client what it means for time and cost, and let them decide."
    client = (
        "Noted on {{ added | day }}, in addition to what we agreed on {{ agreed | day }}: {{ title | quote }}"
        "{% if items %} ({{ items | join }}){% endif %}. We will look with you at what it means for time and cost."
    )

    class Options(CheckOptions):
        grace_days: int = Field(2, ge=0, description="Business days after the baseline before it is locked.")
        items: int = Field(1, ge=1, description="Checklist items from which a list has grown.")
        share: float = Field(0.4, ge=0, description="Share of new words above which a description has grown.")
        words: int = Field(40, ge=1, description="New words from which a description has grown.")
        bug_words: frozenset[str] = Field(frozenset({"bug", "defect"}), description="Types and labels of defects.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, options, reached = ctx.project, self.options, ctx.clock.reached
        epic = epic_of(subject, ctx.tickets) if subject.parent else None
        if reason := why_no_growth(subject, epic, options.bug_words):
            raise NotApplicable(reason)
        if (scope := scope_of(subject, ctx.milestone(subject), epic, project, reached, options.grace_days)) is None:
            raise NotApplicable("it belongs to nothing whose scope was agreed")
        if is_quiet(subject, project, reached):
            return
        yardstick = Yardstick(options.items, options.share, options.words)
        agreed: dict[str, Fact] = {"title": subject.title, "agreed": scope.baseline.at, "container": scope.title}
        for growth in additions(subject, scope, ctx.tickets, yardstick, project.agency_calendar):
            answers = client_words_after(subject, growth.at)
            if not reached(faded(project, growth.at)) and not any(ctx.language.approves(words) for words in answers):
                yield Found(growth.event.id, growth.at, growth.facts | agreed, (growth.evidence,))
