from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable, Over
from forewarn.checks.check import Subject
from forewarn.facts.dates.hard_dates import fixed, threats
from forewarn.facts.deadlines import why_parked
from forewarn.model import Found, Severity


class HardDeadlineAtRisk(Check):
    """An event outside that cannot move is near, and what has to be done for it is not safe.

    Why it matters: a campaign or a company launch happens without the site; this miss costs the client, and then us.
    What to do: secure the date first: give every item an owner, drop what can follow later, tell the client today.
    Example: the trade fair is in two weeks; two of the items before it belong to nobody.
    Guards: only milestones and dated tickets that the config lists under events, or that have the label, from fifteen
    business days before; of a ticket its parts, or itself where it has none. Either the safe date of the forecast (see
    process/date-at-risk) comes after it, or a required item has no owner, or is dated after it. An item without a date
    of its own takes the milestone's, so it is not undated. Items under an optional label are not required; parked items
    and those that wait for the client still are. Where too little is known for a forecast the items alone are looked
    at.
    """

    subject = Subject.PROJECT
    severity = Severity.CRITICAL
    team = (
        "{{ title | quote }} on {{ due | moment }} cannot move, and it is not safe.{% if forecast %} By the pace of "
        "past weeks the chance is about {{ chance }}%{% if careful %}; a safe date is {{ careful | day }}{% endif %}."
        "{% endif %}{% if unowned_count > unowned | length %} {{ unowned_count }} items belong to nobody, among them "
        "{{ unowned | titles }}.{% elif unowned %} Without an owner: {{ unowned | titles }}.{% endif %}{% if beyond %} "
        "Dated after it{% if beyond_count > beyond | length %} are {{ beyond_count }} items, among them{% else %}:"
        "{% endif %} {{ beyond | titles }}.{% endif %}"
    )
    advice = "Secure this date before others: an owner for every item, drop what can follow later, talk to the client."

    class Options(CheckOptions):
        days: int = Field(15, ge=1, description="Business days before the date from which it is looked at.")
        chance: float = Field(0.85, ge=0, le=1, description="Chance of the date below which it is not safe.")
        labels: frozenset[str] = Field(frozenset({"hard-date"}), description="Labels of dates that cannot move.")
        optional: frozenset[str] = Field(
            frozenset({"nice-to-have", "optional"}), description="Labels of items that are not required."
        )

    options: Options

    def check_project(self, ctx: Context) -> Iterator[Found]:
        project, tickets, reached, options = ctx.project, ctx.tickets, ctx.clock.reached, self.options
        if reason := why_parked(project, reached):
            raise NotApplicable(reason)
        events = fixed(tickets, project, options.labels)
        if not events:
            raise NotApplicable("nothing open with a date is marked as an event outside")
        limits = (options.days, options.chance, options.optional)
        found = threats(events, tickets, project, ctx.language, reached, *limits)
        for threat in Over.unless(found, "no event outside is near, or all that is known of it is safe"):
            yield Found(threat.anchor, threat.since, threat.facts, on=threat.place(tickets))
