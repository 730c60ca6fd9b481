"""One project as the page shows it: a portrait with its words and pictures."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from forewarn.agency import Agency
from forewarn.facts.dates.ledger import Arrival
from forewarn.facts.dates.promises import State
from forewarn.facts.work.outlook import Outlook
from forewarn.model import Due, Finding, Role
from forewarn.portrait import Addition, Deliverable, Gap, Held, KeptQuiet, Point, Portrait, Promise, Question, Section
from forewarn.say.phrasebook import DEFAULT
from forewarn.show.digest import phrases_for
from forewarn.show.report.charts import Chart
from forewarn.show.report.figures import Figure, ago, figures, hints
from forewarn.show.report.headline import Status, headline
from forewarn.show.report.labels import Labels
from forewarn.show.report.pictures import Painter
from forewarn.show.wording import what_to_do, what_was_found

Value = TypeVar("Value")

Cut = tuple[Sequence[Value], int]
"""What is shown of a ledger, and how much more there is."""

_URGENCY = (State.BROKEN, State.OPEN, State.RENEGOTIATED, State.KEPT)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A project's section. Templates ask it for words; it holds no markup."""

    portrait: Portrait
    labels: Labels
    anchor: str
    status: Status
    headline: str
    figures: tuple[Figure, ...]
    hints: Mapping[str, str]
    sentences: Mapping[str, tuple[str, str]]
    """By a finding's identity, what was found and what to do."""
    most: int | None = None
    """Rows of a ledger that are shown at most; None for all."""
    charts: Mapping[str, Chart] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    """Charts that would say something and are not drawn, to keep the page small."""

    @property
    def zone(self) -> ZoneInfo:
        """In which days are named."""
        return self.portrait.project.agency_calendar.zone

    def with_charts(self, most: int) -> "Sheet":
        """The same with its charts drawn, as many as are allowed."""
        wanted = dict(Painter(self.portrait, self.labels, self.deliverables[0]).wanted())
        charts = {name: draw() for name, draw in islice(wanted.items(), max(most, 0))}
        return replace(self, charts=charts, left_out=frozenset(wanted.keys() - charts.keys()))

    def gaps(self, part: str) -> tuple[Gap, ...]:
        """What a part of the page does not know, and why."""
        return self.portrait.coverage.sections.get(Section(part), ()) if part in set(Section) else ()

    def day(self, value: date | datetime) -> str:
        """`Fri 13 Nov 2026`."""
        return self.labels.tongue.day(value, self.zone)

    def last_day(self, until: datetime) -> str:
        """The last working day on which something is quiet that ends at `until`."""
        return self.day(self.portrait.project.agency_calendar.last_day(until))

    def moment(self, value: Due) -> str:
        """With the hour, where there is one."""
        return self.labels.tongue.moment(value, self.zone)

    def far_day(self, value: date | None) -> str:
        """A day of a forecast, which may lie beyond what can be told."""
        return self.day(value) if value is not None else self.labels.say("forecast.beyond")

    def hours(self, value: float | None) -> str:
        """`3.5 hours`; a dash where there is none."""
        return self.labels.tongue.hours(value) if value is not None else "–"

    def ago(self, days: int | None) -> str:
        """`3 days ago`."""
        return ago(days, self.labels)

    def shift(self, days: int) -> str:
        """`3 working days later`."""
        word = "same" if not days else "later" if days > 0 else "earlier"
        return self.labels.say(f"dates.{word}", days=self.labels.count("number.workdays", abs(days)))

    def amount(self, value: float) -> str:
        """An amount of scope, in estimates or items."""
        scope = self.portrait.scope
        unit = "number.points" if scope is not None and scope.in_estimates else "number.items"
        return self.labels.count(unit, value)

    def family(self, name: str) -> str:
        """A family's title; an outsider's family is named as its folder."""
        try:
            return self.labels.say(f"family.{name}")
        except KeyError:
            return name.capitalize()

    @property
    def families(self) -> Mapping[str, Cut[Finding]]:
        """The findings by family, the gravest first."""
        return {name: self._cut(found) for name, found in self.portrait.families.items()}

    def found(self, finding: Finding) -> str:
        """The finding in words."""
        return self.sentences[finding.identity][0]

    def advice(self, finding: Finding) -> str:
        """What to do about it."""
        return self.sentences[finding.identity][1]

    def promises_of(self, side: str) -> Cut[Promise]:
        """The promises of the team or the client, what needs a look first."""
        own = [one for one in self.portrait.promises if one.side is Role(side)]
        return self._cut(sorted(own, key=lambda one: _URGENCY.index(one.state)))

    @property
    def deliverables(self) -> Cut[Deliverable]:
        """What has a date, what needs a look first."""
        open_first = sorted(self.portrait.deliverables, key=lambda one: (one.done is not None, -one.slip))
        return self._cut(sorted(open_first, key=lambda one: _URGENCY.index(one.state)))

    @property
    def arrivals(self) -> Cut[Arrival]:
        """What was finished, the latest first."""
        return self._cut(self.portrait.arrivals.all)

    @property
    def additions(self) -> Cut[Addition]:
        """What came on top, the latest first."""
        return self._cut(self.portrait.scope.additions[::-1] if self.portrait.scope else ())

    @property
    def questions(self) -> Cut[Question]:
        """When the client had to ask, the latest first."""
        return self._cut(self.portrait.contact.asked if self.portrait.contact else ())

    @property
    def kept_quiet(self) -> Cut[KeptQuiet]:
        """What nobody hears of for a while, because somebody decided so."""
        return self._cut([one for one in self.portrait.kept_quiet if not one.was_before])

    @property
    def held(self) -> Mapping[str, Sequence[Held]]:
        """What is not said on its ticket, by the reason, which other languages than English share with the digest."""
        code = self.labels.tongue.code
        shared = phrases_for(code).reasons if code != DEFAULT else {}
        found: dict[str, list[Held]] = {}
        for one in sorted(self.portrait.held, key=lambda one: one.why):
            found.setdefault(shared.get(one.reason, one.why), []).append(one)
        return found

    @property
    def silence(self) -> str:
        """Why there is no forecast, in the page's language where it is not a tracker that says so; else empty."""
        lack = self.portrait.forecasts.lack if self.portrait.forecasts else None
        return self.labels.say(f"forecast.{lack.what}", needed=lack.needed, there=lack.there) if lack else ""

    @property
    def before(self) -> Cut[KeptQuiet]:
        """What was there before the first run, the gravest first."""
        return self._cut(self.portrait.before)

    @property
    def points(self) -> Sequence[Point]:
        """The numbers of the burn-up; without its picture, the latest ones where there are too many."""
        points = self.portrait.scope.points if self.portrait.scope else ()
        return points[-self.most :] if self.most and "burn" not in self.charts else points

    @property
    def outlooks(self) -> Sequence[Outlook]:
        """The forecasts of the next dates."""
        return self._cut(self.portrait.forecasts.outlooks if self.portrait.forecasts else ())[0]

    @property
    def has_replies(self) -> bool:
        """Whether anybody has replied to anybody, or somebody waits."""
        contact = self.portrait.contact
        sides = (contact.ours, contact.theirs) if contact else ()
        return any(side.hours or side.waiting for side in sides)

    @property
    def outcomes(self) -> str:
        """How many answers of each kind the rules gave."""
        counted = sorted(self.portrait.coverage.outcomes.items(), key=lambda pair: -pair[1])
        words = (f"{number} {self.labels.say('coverage.' + str(kind).replace(' ', '_'))}" for kind, number in counted)
        return ", ".join(words) or "–"

    @property
    def names(self) -> str:
        """The people whose side nobody knows."""
        people = self.portrait.coverage.unmapped
        rest = [self.labels.say("page.rest", number=len(people) - 8)] if len(people) > 8 else []
        return self.labels.tongue.join([*people[:8], *rest])

    def _cut(self, values: Sequence[Value]) -> Cut[Value]:
        shown = values if self.most is None else values[: self.most]
        return shown, len(values) - len(shown)


def sheet(agency: Agency, portrait: Portrait, labels: Labels, most: int | None) -> Sheet:
    """The section of a project, its charts still to be drawn."""
    head = headline(portrait, labels)
    told = (*portrait.findings, *(one.finding for one in portrait.before))
    return Sheet(
        portrait=portrait,
        labels=labels,
        anchor="p-" + re.sub(r"\s+", "-", portrait.project.name),
        status=head.status,
        headline=head.sentence,
        figures=figures(portrait, labels),
        hints=hints(portrait, labels),
        sentences={f.identity: (what_was_found(agency, f), what_to_do(agency, f)) for f in told},
        most=most,
    )
