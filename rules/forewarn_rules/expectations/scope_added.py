from collections.abc import Iterator

from forewarn.checks import Check, Context, Over
from forewarn.checks.check import TEAM_AND_CLIENT
from forewarn.facts.deadlines import why_quiet
from forewarn.facts.talk.signoff import reply_since
from forewarn.model import Found, Ticket
from forewarn_rules.expectations.addition_options import AdditionOptions


class ScopeAdded(Check):
    """Work came on top of the agreed scope: a ticket joined, or a checklist or description grew.

    Why it matters: growth that nobody names is paid for with the date; named early it is a decision of the client.
    What to do: welcome the idea, tell the client what it means for time and cost, and let them decide.
    Example: the scope of "Launch" was agreed on Monday; ten days later a tenth page joins the milestone.
    Guards: nothing counts without a baseline, within its grace, or in a milestone that was made later or empty then.
    Bugs, splits, sub-tasks, declined work, small edits, an empty description written out, and what moves out and back
    or between dated milestones are no growth. The client's yes ends it, in words or by a mark, for what joined also
    beforehand; so do a new baseline, five business days, and our question once they know the impact. What they cannot
    see, or did not agree to when they knew the impact, is for the team.
    """

    audiences, lasting = TEAM_AND_CLIENT, True
    team = (
        "{% if how == 'joined' %}{{ title | quote }} joined {{ container | quote if container else 'the board' }}"
        "{% elif how == 'checklist' %}The list of {{ title | quote }} grew by {{ items | titles }}{% else %}The "
        "description of {{ title | quote }} grew by {{ words | plural('word', 'words') }}{% endif %} on "
        "{{ added | day }}; the scope was agreed on {{ agreed | day }}. {% if asker == 'client' %}The client asked for "
        "it.{% elif asker == 'team' %}Our own team added it.{% else %}It is not clear who asked.{% endif %}"
    )
    advice = (
        "{% if answered %}The client has answered since they know what it takes; do as they say."
        "{% elif told %}The client knows what it means for time and cost; ask for their decision."
        "{% else %}Tell the client what it means for time and cost, and let them decide.{% endif %}"
    )
    client = (
        "Noted on {{ added | day }}{% if how == 'description' %}: the description of {{ title | quote }} now asks for "
        "more than we agreed on {{ agreed | day }}{% else %}, in addition to what we agreed on {{ agreed | day }}: "
        "{{ title | quote }}{% if items %} (new: {{ items | titles }}){% endif %}{% endif %}. {% if told %}We have "
        "written what it means for time and cost; please tell us what you decide.{% else %}We will look with you at "
        "what it means for time and cost.{% endif %}"
    )

    class Options(AdditionOptions):
        pass

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        scope, hidden = self.options.scope(subject, ctx), subject.source not in ctx.project.visible_sources
        if reason := why_quiet(subject, ctx.project, ctx.clock.reached):
            raise Over(reason)
        agreed = scope.facts(ctx.project) | {"title": subject.title}
        for growth in self.options.undecided(subject, scope, ctx):
            told = self.options.told(growth, subject, ctx)
            answered = told is not None and reply_since(subject, told, ctx.language) is not None
            facts = growth.facts | agreed | {"told": told is not None, "answered": answered}
            yield Found(growth.event.id, growth.at, facts, (growth.evidence,), team_only=hidden or answered)
