from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import TEAM_AND_CLIENT
from forewarn.facts.deadlines import days_left_out, why_parked
from forewarn.facts.items import due_of, milestones_of
from forewarn.facts.talk.questions import Patience, answer_due, open_question, still_ahead
from forewarn.model import Fact, Found, Need, Ticket


class ClientDecisionPending(Check):
    """We asked the client something, and work or a date waits for the answer.

    Why it matters: client and agency are one team; a question that lies forgotten costs the client their own date.
    What to do: ask again in a friendly way, with the options and what each day without an answer means for the date.
    Example: on Monday Tom asks "blue or green?"; by Thursday Clara has not answered, and the page is due next week.
    Guards: the question must stand where the client can read it and be meant for one: a client is called by name, or
    nobody is and one has taken part in the ticket; courtesies ask nothing. A later comment of ours takes its place. Any
    answer but mere thanks ends it, and so does any act of a client. The client's calendar counts. With a near date on
    it or its milestone one day is enough. A contact that we announced in the question is waited for first, and so is
    the day by which we asked. Done or parked work waits for nobody. In doubt of somebody's side it cannot be evaluated.
    """

    needs, audiences = frozenset({Need.COMMENTS}), TEAM_AND_CLIENT
    team = (
        "On {{ said | moment }} {{ author }} asked the client: {{ words | quote }} There is no answer yet{% if promised"
        " %}, although they said on {{ promised | day }} that it will come{% endif %}.{% if due %} The date "
        "{{ due | moment }} depends on the answer: each working day without one can move it by a day.{% endif %}"
    )
    advice = "Ask again in a friendly way; recommend one option or offer a call, and say what it means for the date."
    client = (
        "A little reminder of our question from {{ said | day }}{% if promised %}, to which you wanted to reply"
        "{% endif %}: {{ words | quote(300) }} As soon as we hear from you we can go on{% if due %}, and your answer "
        "helps us keep the date, {{ due | moment }}{% endif %}. If a call is easier, just say so."
    )

    class Options(CheckOptions):
        days: int = Field(3, ge=0, description="Business days of the client after which a question waits for too long.")
        near_days: int = Field(1, ge=0, description="The same, where a date is near.")
        ahead_days: int = Field(10, ge=0, description="Business days before a date from which it is near.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, options, reached = ctx.project, self.options, ctx.clock.reached
        if reason := why_parked(project, reached, subject):
            raise NotApplicable(reason)
        question = open_question(subject, project, ctx.language)
        if question is not None and question.doubtful:
            raise CannotEvaluate("somebody of whom nobody knows the side wrote after the question")
        if question is None:
            raise Over("no question of ours that the client can read waits for them")
        message, date = question.message, due_of(subject, milestones_of(tuple(filter(None, [ctx.milestone(subject)]))))
        late = answer_due(question, date, Patience(options.days, options.near_days, options.ahead_days), project)
        if late is not None and reached(late):
            facts: dict[str, Fact] = question.facts | {"due": still_ahead(date, project, reached)}
            off = days_left_out(project, question.start, late, project.client_calendar)
            yield Found(message.event, late, message.facts | facts, (message.evidence(), *off))
