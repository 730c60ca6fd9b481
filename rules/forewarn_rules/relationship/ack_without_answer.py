from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.facts.activity import AT_REST, is_laid_to_rest
from forewarn.facts.deadlines import after_days, days_left_out, unparked, why_parked
from forewarn.facts.talk.replies import hold_falls, standing_hold
from forewarn.model import Fact, Found, Need, Ticket


class AckWithoutAnswer(Check):
    """The team told a client that it would look into something, and nothing of substance has followed.

    Why it matters: a quick "we are on it" buys time to think; when nothing follows it reads as a brush-off.
    What to do: give the answer, or say how far you are and when it will come.
    Example: on Monday Tom replies "we'll look into it"; by Thursday nobody has told the client what was found.
    Guards: only a short reply that merely says an answer will come is a hold, and only after a message of the client.
    Anything more ends it: a comment by anybody of the team that says something, also one that asks back, a file or
    link, a recorded contact, the work done, or the client taking it back. Another hold, a note, a request to a
    colleague, a bot, or declining without a word do not. A time named in a hold counts instead of the usual days where
    it is later; one that is missed earlier belongs to expectations/next-contact-missed. Parked days and tickets do not
    count. Where somebody of unknown side wrote since, it cannot be evaluated.
    """

    needs = frozenset({Need.COMMENTS})
    team = (
        "On {{ said | moment }} {{ author }} replied to {% if client %}{{ client }}{% else %}the client{% endif %}: "
        "{{ words | quote }} {% if until %}The answer was to come by {{ until | moment }}; nothing{% else %}Nothing"
        "{% endif %} of substance has followed."
    )
    advice = "Give the answer, or say how far you are and when it will come."

    class Options(CheckOptions):
        days: int = Field(3, ge=1, description="Business days within which an answer follows, where no time was named.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project = ctx.project
        if reason := why_parked(project, ctx.clock.reached, subject):
            raise NotApplicable(reason)
        if is_laid_to_rest(subject) and not subject.declined:
            raise Over(AT_REST)
        hold = standing_hold(subject, project, ctx.language)
        if hold is None:
            raise Over("no reply of ours that merely puts the client off stands last")
        if hold.doubtful:
            raise CannotEvaluate("somebody of whom nobody knows the side wrote after the team")
        start = unparked(subject, project, hold.reply.at)
        late = hold_falls(hold, project, after_days(project, start, self.options.days))
        if late is not None and ctx.clock.reached(late):
            facts: dict[str, Fact] = {"client": hold.asked.name, "asked": hold.asked.at, "until": hold.until}
            evidence = (hold.asked.evidence(), hold.reply.evidence(), *days_left_out(project, start, late))
            yield Found(hold.reply.event, late, hold.reply.facts | facts, evidence)
