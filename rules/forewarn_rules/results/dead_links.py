from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from forewarn.checks import CannotEvaluate, Check, CheckOptions, Context
from forewarn.checks.check import Subject
from forewarn.facts.work.pages import UNKNOWN, death_of, is_listed, named_by
from forewarn.model import Evidence, Fact, Found, Ticket


class DeadLinks(Check):
    """A page on one of the client's hosts is gone: two looks, hours apart, found an error instead of it.

    Why it matters: a dead link on a live site is the first thing visitors tell the client, and the client us.
    What to do: bring the page back, or redirect its address to where it is now.
    Example: /prices was there last week; at 9:00 and again at 15:00 the server answers "404 Not Found".
    Guards: only hosts that the config names in hosts, and pages it lists or a description names; at most 200 a
    project. One look proves nothing. Answers that may be meant for us alone (401, 403, 429, 999), time-outs and
    trouble with certificates tell nothing: after such a look it cannot be evaluated. A page that no look has ever
    found alive may not have been made yet, unless the config lists it. Addresses with a query are passed over. What
    was taken down on purpose is named in allow.
    """

    subject = Subject.PAGE
    team = (
        "{{ title }} is gone: since {{ dead | moment }} the answer is an error, and on {{ confirmed | moment }} it "
        "still was."
    )
    advice = "Bring the page back, or redirect its address; if it was taken down on purpose, name it in allow."

    class Options(CheckOptions):
        looks: int = Field(2, ge=2, le=10, description="Looks that must find it dead.")
        hours: float = Field(6, ge=0, description="Hours between two such looks at least.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, options = ctx.project, self.options
        listed, apart = is_listed(subject, project), timedelta(hours=options.hours)
        death = death_of(subject, listed=listed, looks=options.looks, apart=apart)
        if death is None or subject.key in project.allow:
            return
        if subject.status == UNKNOWN:
            raise CannotEvaluate("the last look could not tell whether the page is there")
        facts: dict[str, Fact] = {"title": subject.title, "dead": death.look.at, "confirmed": death.confirmed}
        looks = (Evidence(event.at, event.text, subject.url) for event in subject.history if event.at >= death.look.at)
        on = named_by(subject, ctx.tickets)
        yield Found(death.look.id, death.confirmed, facts, tuple(looks)[: options.looks], on=on)
