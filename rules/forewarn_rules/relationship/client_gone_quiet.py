from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.activity import open_ticket_of, unheard
from forewarn.facts.client.rhythm import Quiet, open_facts, spell, waiting_for_client
from forewarn.facts.deadlines import why_parked
from forewarn.facts.wording import AWAY
from forewarn.model import Fact, Found


class ClientGoneQuiet(Check):
    """A client writes far less than they used to, while something is open between us.

    Why it matters: a client who has given up on answers stops asking; the quiet is no peace, it is a bunker.
    What to do: call them: ask how they see things, and bring what is open to an end.
    Example: Clara used to write twice a week; she has not written for three weeks, and our question is still open.
    Guards: measured against their own habit over sixty business days, where they wrote six messages in at least twenty.
    Both must hold: a break longer than nine in ten of theirs and than ten days, and fewer than a quarter of their usual
    messages in fifteen days. Any sign breaks it: a message on whichever ticket, a move, a contact that a label records.
    Holidays of the client, parked days and leave stated for whoever gave the last sign do not count, and a note of
    absence gives fifteen days more. Nothing is said unless a question of ours waits for them or what they see is late.
    """

    subject = Subject.PROJECT
    team = (
        "{{ client }} has been quiet since {{ last | day }}; before, {{ messages | plural('message', 'messages') }} "
        "came in {{ days | plural('working day', 'working days') }}. Open between us{% if count > items | length %} "
        "are {{ count }} items, among them{% else %}:{% endif %} {{ items | titles }}."
    )
    advice = "Call them in person: ask how they see things, before you ask for anything."

    class Options(CheckOptions):
        days: int = Field(15, ge=5, description="Business days of the client over which messages are counted.")
        share: float = Field(0.25, gt=0, lt=1, description="Share of their usual messages below which they are few.")
        fewest_days: int = Field(10, ge=1, description="Business days without a sign that are never too long.")
        history_days: int = Field(60, ge=20, description="Business days over which the usual is read.")
        away: frozenset[str] = Field(AWAY, description="Words that tell of an absence; * is any ending.")

    options: Options

    def check_project(self, ctx: Context) -> Iterator[Found]:
        project, tickets, reached = ctx.project, ctx.tickets, ctx.clock.reached
        if reason := why_parked(project, reached):
            raise NotApplicable(reason)
        if reason := unheard(tickets, project):
            raise CannotEvaluate(reason)
        quiet = spell(tickets, project, ctx.language, Quiet(**self.options.model_dump()))
        if quiet is None:
            raise NotApplicable("the client has written too little to have a rhythm")
        items = waiting_for_client(tickets, project, ctx.language, reached) if reached(quiet.since) else []
        if not items:
            raise Over("the client is not quieter than usual, or nothing waits for them")
        facts: dict[str, Fact] = {"client": project.client, "last": quiet.last.at, "messages": quiet.messages}
        facts |= {"days": quiet.days} | open_facts(items)
        place = open_ticket_of(items[0], tickets) or items[0].ref
        yield Found(quiet.last.anchor, quiet.since, facts, on=place)
