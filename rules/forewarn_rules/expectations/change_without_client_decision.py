from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, Context, NotApplicable, Over
from forewarn.checks.check import TEAM_AND_CLIENT
from forewarn.facts.activity import done_at
from forewarn.facts.askers import Asker
from forewarn.facts.deadlines import FADED, faded
from forewarn.facts.marks import started_at
from forewarn.facts.talk.signoff import MARKS, RECORDS, Approvals, SignOff, is_approved_in_advance, kin_of, sign_off
from forewarn.model import Found, Need, Severity, StatusCategory, Ticket
from forewarn_rules.expectations.change_options import ChangeOptions


class ChangeWithoutClientDecision(Check):
    """Work on a change has begun, its impact was told, and the client has not agreed to it.

    Why it matters: the price of a change is the client's to accept; work begun without their word is paid for twice.
    What to do: ask for the decision, and wait with the work until it is there.
    Example: "two more days" is told on Tuesday, work begins on Wednesday, and the client has not said "go ahead".
    Guards: only changes of expectations/change-without-impact, once their impact is told. Approving words since what we
    wrote of it count, or yes to us, on the ticket, its parent or a linked one, and a mark they set or that names their
    approval; what they asked for under auto_approve_under needs none. In doubt it is quiet; a no ends the asking.
    """

    needs = frozenset({Need.COMMENTS})
    severity, audiences = Severity.HIGH, TEAM_AND_CLIENT
    team = (
        "{{ title | quote }} came on top of what was agreed. What it takes has been on the ticket since "
        "{{ told | day }}, work on it began on {{ begun | day }}, and the client has not agreed to it."
        "{% if words %} On {{ replied | day }} they wrote: {{ words | quote }}{% endif %}"
    )
    advice = "{% if words %}Follow their answer{% else %}Ask for the decision now{% endif %}; do no more without a yes."
    client = (
        "We need your decision: {{ title | quote }} came up in addition to what we had agreed, and what it means for "
        "time and cost has been noted here since {{ told | day }}. Do you agree to it?"
    )

    class Options(ChangeOptions):
        marks: frozenset[str] = Field(MARKS, description="Labels, statuses, items by which a client approves.")
        records: frozenset[str] = Field(RECORDS, description="The same, where the team notes it for them.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        change, impact = self.options.change(subject, ctx), self.options.impact(subject, ctx)
        told, begun, done = impact.at, started_at(subject), done_at(subject)
        if told is None or begun is None or subject.category is StatusCategory.TODO:
            raise NotApplicable("its impact is not told yet" if told is None else "nobody has begun")
        if change.asker is Asker.CLIENT and is_approved_in_advance(subject, ctx.project):
            raise NotApplicable("the client approved it in advance")
        since, approvals = max(begun, told, change.at), Approvals(self.options.marks, self.options.records)
        given = sign_off(kin_of(subject, ctx.tickets), impact.told or told, ctx.language, approvals)
        if given is SignOff.GIVEN or (done and ctx.clock.reached(faded(ctx.project, max(done, since)))):
            raise Over("the client has agreed to it" if given is SignOff.GIVEN else FADED)
        if given is SignOff.DOUBTFUL or subject.source not in ctx.project.visible_sources:
            raise CannotEvaluate("an approval of the client would not show here, or may have been given")
        facts = change.facts | {"begun": begun, "told": told} | self.options.reply(subject, told, ctx)
        yield Found(change.event.id, since, facts, (change.evidence(),), team_only=bool(facts["words"]))
