from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.deadlines import faded
from forewarn.facts.marks import delivery_of, is_marked
from forewarn.facts.talk import signoff
from forewarn.facts.talk.signoff import Approvals, SignOff
from forewarn.model import Fact, Found, Need, Severity, Ticket


class ShippedWithoutSignoff(Check):
    """Work that the client has to approve was finished or went live without their approval.

    Why it matters: what nobody approved is what nobody wanted, and it is found in public.
    What to do: ask the client for their approval now, and say plainly that it is out already.
    Example: a page labelled "design" is done on Tuesday; the last word of the client is from before the new draft.
    Guards: only types and labels that the config names in needs_approval, and not what auto_approve_under approves in
    advance. A client's approving words count, or yes to a question of ours that is no request, on the ticket, its
    parent or a linked one; so does a label, status or item that they set or that names their approval, and closing it.
    It must come after the team's last file or longer text before the delivery; after the delivery is late, but ends
    it. Small edits and changes of others ask for no new approval. Where only people of unknown side approved, or the
    team writes that the client did, or the client cannot see the ticket, it cannot be evaluated. It ends after five
    business days.
    """

    needs = frozenset({Need.COMMENTS, Need.STATUS_HISTORY})
    severity = Severity.HIGH
    team = (
        "{{ title | quote }} was delivered on {{ delivered | moment }}{% if changed %}; the client has not approved it "
        "since its last change on {{ changed | day }}{% else %} without the client's approval{% endif %}."
    )
    advice = "Ask the client for their approval today, and say that it is out already."

    class Options(CheckOptions):
        words: int = Field(10, ge=1, description="New words from which a rewritten text asks for a new approval.")
        marks: frozenset[str] = Field(signoff.MARKS, description="Labels, statuses, items by which they approve.")
        records: frozenset[str] = Field(signoff.RECORDS, description="The same, where the team notes it for them.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, options, delivery = ctx.project, self.options, delivery_of(subject, ctx.project)
        if not is_marked(subject, project.needs_approval) or signoff.is_approved_in_advance(subject, project):
            raise NotApplicable("the client need not approve it")
        if delivery is None or ctx.clock.reached(faded(project, delivery.at)):
            raise NotApplicable("it was not delivered lately")
        changed = signoff.last_content_change(subject, delivery.at, options.words)
        approvals, kin = Approvals(options.marks, options.records), signoff.kin_of(subject, ctx.tickets)
        given = signoff.sign_off(kin, changed.at if changed else subject.created, ctx.language, approvals)
        if given is SignOff.MISSING and subject.source not in project.visible_sources:
            raise CannotEvaluate("the client cannot see it, so an approval would not show here")
        if given is SignOff.DOUBTFUL:
            raise CannotEvaluate("nobody knows the side of who approved, or they wanted a detail otherwise")
        if given is SignOff.GIVEN:
            raise Over("the client has approved it")
        facts: dict[str, Fact] = {"title": subject.title, "delivered": delivery.at}
        yield Found(delivery.id, delivery.at, facts | {"changed": changed.at if changed else None})
