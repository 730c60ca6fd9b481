from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.activity import open_ticket_of
from forewarn.facts.change.edits import Threshold, bulk
from forewarn.facts.change.explanations import unexplained, window_end
from forewarn.model import Fact, Found


class UnexplainedChange(Check):
    """Dates, scope or priorities changed after the scope was agreed, and nobody said why.

    Why it matters: a client who finds a moved date alone stops trusting the others; a reason builds confidence.
    What to do: write one sentence of why on the ticket, where the client can read it.
    Example: on Tuesday the due date moves by a week; by Wednesday there is no comment about it.
    Guards: only the team's own changes of what a client would wonder about: a promised date, a milestone, the
    description, the priority of a client's ticket, an estimate that grew, finished work reopened. First values, small
    edits, what is put back within a week, a closing undone within the hour, dates of finished work, bots, people of
    unknown side and all before the first baseline are passed over. Any comment of the team within a day explains, and
    so do a linked change request, a reason field or changed text with a reason, and the client's last word within three
    days before that asked for it. One that comes later, on a ticket changed alike at once, or elsewhere naming this
    one, needs a reason. A bulk edit counts once. It ends when all is explained, or after five business days.
    """

    subject = Subject.PROJECT
    team = (
        "{{ changes | plural('change', 'changes') }} ({{ kinds | join }}) came without a word of explanation the "
        "client could read, the latest to {{ title | quote }} on {{ latest | day }}."
    )
    advice = "Say why on the ticket, in one sentence the client can read."

    class Options(CheckOptions):
        estimate: float = Field(0.25, ge=0, description="Share by which an estimate has to grow to count.")
        words: int = Field(40, ge=1, description="Words that have to come or go for a description to count.")
        bulk: int = Field(10, ge=1, description="Tickets above which edits within five minutes count once.")
        decisions: frozenset[str] = Field(
            frozenset({"change request", "decision"}), description="Types and labels of tickets that explain changes."
        )

    options: Options

    def check_project(self, ctx: Context) -> Iterator[Found]:
        project, reached, options = ctx.project, ctx.clock.reached, self.options
        if not any(reached(baseline.at) for baseline in project.baselines):
            raise NotApplicable("no scope was agreed yet")
        threshold = Threshold(options.estimate, options.words)
        edits = unexplained(ctx.tickets, project, ctx.language, reached, threshold, options.decisions)
        if not edits:
            raise Over("no change of ours has gone without a word of why for a business day")
        groups = bulk(edits, options.bulk)
        first, latest = min(edits, key=lambda e: e.at), max(edits, key=lambda e: e.at)
        kinds = tuple(sorted({change.value for edit in edits for change in edit.changes}))
        facts: dict[str, Fact] = {"changes": len(groups), "kinds": kinds}
        facts |= {"title": latest.ticket.title, "latest": latest.at}
        evidence = tuple(group[0].evidence(project.agency_calendar, len(group) - 1) for group in groups)
        place = open_ticket_of(latest.ticket, ctx.tickets) if latest.ticket.is_milestone else latest.ticket.ref
        yield Found(first.anchor, window_end(first, project), facts, evidence, on=place)
