from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.deadlines import FADED, faded
from forewarn.facts.work.drafts import PAGE_WORDS, draft_of, draft_on, launched
from forewarn.facts.work.pages import named_by
from forewarn.model import Fact, Found, Need, Severity, Ticket

_WORDS = {"draft", "wip", "mock-up", "mockup", "placeholder", "tbd", "черновик", "заглушка"}
_STAGES = {"staging", "stage", "test", "dev", "preview", "demo"}


class LiveWhileDraft(Check):
    """Something is live that says of itself that it is a draft.

    Why it matters: the client sends people to it, and they read "lorem ipsum".
    What to do: put the final words there, or take it down; then tell the client.
    Example: the ticket "Launch" is done, and its newest file is "home-draft.pdf"; or /team says "coming soon".
    Guards: of tickets, a launch that is done, or whatever is in a status that means going live; its title, status,
    labels and newest file are searched, for five business days. Of pages, those the last look found on the hosts that
    the config names, but for parts of a host such as staging. Whole words alone, words in capitals in capitals alone,
    nothing in code, none of the phrases in allow, and of a title that says what to do ("Replace the draft texts") only
    what stands in brackets. What is over or was declined is not live.
    """

    subject = Subject.PUBLISHED
    needs = frozenset({Need.STATUS_HISTORY})
    severity = Severity.HIGH
    team = (
        "{% if place == 'page' %}{{ title }} is live and says {{ words | titles }}.{% else %}{{ title | quote }} has "
        "been live since {{ live | day }}; its {% if place == 'labels' %}labels still say"
        "{% elif place == 'attachments' %}newest file still says{% else %}{{ place }} still says{% endif %} "
        "{{ words | titles }}.{% endif %}"
    )
    advice = "Put the final version there or take it down, and tell the client."

    class Options(CheckOptions):
        words: frozenset[str] = Field(frozenset(_WORDS), description="Words that give a ticket away.")
        page_words: frozenset[str] = Field(PAGE_WORDS, description="Words that give a page away, of those looked for.")
        stages: frozenset[str] = Field(frozenset(_STAGES), description="Parts of a host's name that is not live.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        project, options = ctx.project, self.options
        if subject.is_page:
            draft = draft_on(subject, options.page_words, options.stages)
        elif launched(subject, project) is None:
            raise NotApplicable("it is not live")
        else:
            draft = draft_of(subject, project, options.words)
        if draft is None or (not subject.is_page and ctx.clock.reached(faded(project, draft.event.at))):
            raise Over("none of the words of a draft stands on it" if draft is None else FADED)
        facts: dict[str, Fact] = {"title": subject.title, "live": draft.event.at, "place": draft.place}
        on = named_by(subject, ctx.tickets) if subject.is_page else None
        yield Found(draft.event.id, draft.event.at, facts | {"words": draft.words}, on=on)
