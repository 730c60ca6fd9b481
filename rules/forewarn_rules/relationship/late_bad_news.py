from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.activity import open_ticket_of, tickets_of, unheard
from forewarn.facts.client.badnews import Telling, bad_news
from forewarn.facts.client.troubles import BLOCKED
from forewarn.facts.dates.slips import why_unseen
from forewarn.facts.deadlines import why_quiet
from forewarn.facts.wording import SLIPPING
from forewarn.model import Found, Ticket


class LateBadNews(Check):
    """The client heard of a delay only days after the team knew, or after the date had passed.

    Why it matters: bad news does not age well; told at once it is a problem to solve, told late it costs trust.
    What to do: nothing can be made good here; agree in the team to call on the day a date is in doubt.
    Example: on Monday the due date moves by a week; on Thursday Tom writes that the page will be late.
    Guards: the team knew when it moved the date, when it passed with the work open, or when it marked the work blocked.
    Within a business day of that a word is in time, and so is an earlier one that tells of delay or names a later date,
    or a contact that a label records; also on related tickets, or where it names this one. A move alone, a visible
    ticket or "no delays" tells nobody; a late reply is no delay. Moves by bots or unknown sides, or that the client
    asked for, drafts, holds lifted within a day, parked work and what the client cannot see are passed over. About a
    milestone the late word must name it or a later date. It stays for five business days.
    """

    subject = Subject.DELIVERABLE
    team = (
        "{% if how == 'moved' %}We moved the date of {{ title | quote }}{% elif how == 'passed' %}The date of "
        "{{ title | quote }} passed{% else %}{{ title | quote }} came to a halt{% endif %} on {{ known | day }}; "
        "the client read of it {{ days | plural('working day', 'working days') }} later: {{ words | quote }}"
    )
    advice = "Talk over in the team what kept the news back, and next time call on the day a date is in doubt."

    class Options(CheckOptions):
        days: int = Field(1, ge=0, description="Business days after the team knew within which the client is told.")
        words: frozenset[str] = Field(SLIPPING, description="Words that tell of a delay; * is any ending.")
        blocked: frozenset[str] = Field(BLOCKED, description="Labels and statuses that say that work is held up.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, reached, options = ctx.project, ctx.clock.reached, self.options
        if subject.source not in project.visible_sources:
            raise NotApplicable("the client cannot see it")
        if reason := unheard((subject, *(tickets_of(subject, ctx.tickets) if subject.is_milestone else ())), project):
            raise CannotEvaluate(reason)
        if not subject.is_milestone and (quiet := why_quiet(subject, project, reached)):
            raise Over(quiet)
        unseen = why_unseen(subject)  # a halt can be seen all the same
        known = bad_news(subject, () if unseen else ctx.tickets, project, ctx.language, reached, options.blocked)
        if unseen and not known:
            raise CannotEvaluate(unseen)
        telling = Telling(project, ctx.language, options.words, options.days)
        for late in Over.unless(telling.late_words(subject, known, ctx.tickets, reached), "no bad news came late"):
            place = open_ticket_of(subject, ctx.tickets)
            yield Found(late.message.event, late.message.at, late.facts(subject, project), late.evidence, on=place)
