"""Which charts a portrait calls for, and what is in them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forewarn.facts.dates.promises import State
from forewarn.facts.items import due_day
from forewarn.facts.work.outlook import Outlook
from forewarn.model import Due
from forewarn.portrait import Deliverable, Portrait, Scope
from forewarn.say.words import shorten
from forewarn.show.report.charts import Chart, Row, burn_up, forecast_chart, slip_chart
from forewarn.show.report.labels import Labels

_ROWS = 14
"""Lines of a chart; more nobody reads, and the table has them all."""
_NAME = 34
"""Letters of a title beside a line of a chart."""


@dataclass(frozen=True, slots=True)
class Painter:
    """Draws what one portrait calls for."""

    portrait: Portrait
    labels: Labels
    deliverables: Sequence[Deliverable]
    """Those that the table shows, what needs a look first."""

    def wanted(self) -> Iterator[tuple[str, Callable[[], Chart]]]:
        """The charts that say something, by name: slip, burn, forecast."""
        portrait = self.portrait
        if any(one.moves for one in self.deliverables):
            yield "slip", self._slip
        scope = portrait.scope
        if scope is not None and (scope.additions or scope.points[-1].done):
            yield "burn", lambda: self._burn(scope)
        rows = self._forecast_rows(portrait.forecasts.outlooks) if portrait.forecasts else []
        if rows:
            yield "forecast", lambda: self._forecast(rows)

    def _slip(self) -> Chart:
        shown = sorted(self.deliverables[:_ROWS], key=lambda one: self._iso(one.latest or one.first))
        rows = [self._slip_row(number, one) for number, one in enumerate(shown)]
        say, count = self.labels.say, self.labels.count
        worst = max(shown, key=lambda one: one.slip)
        way = say("dates.all_stand")
        if worst.slip > 0:
            way = say("dates.worst", title=shorten(worst.title, 60), days=count("number.workdays", worst.slip))
        alt = say("dates.alt", count=count("number.dates", len(rows)), worst=way)
        return slip_chart(rows, self._today, say("dates.today"), alt, self.labels.tongue.code)

    def _slip_row(self, number: int, one: Deliverable) -> Row:
        return {
            "what": _name(number, one.title),
            "first": self._iso(one.first),
            "latest": self._iso(one.latest or one.first),
            "done": self._iso(one.done) if one.done else None,
            "bad": one.state is State.BROKEN,
        }

    def _burn(self, scope: Scope) -> Chart:
        say, last = self.labels.say, scope.points[-1]
        points: list[Row] = [{"day": p.day.isoformat(), "scope": p.scope, "done": p.done} for p in scope.points]
        amounts = {"agreed": f"{scope.agreed:g}", "now": f"{last.scope:g}", "done": f"{last.done:g}"}
        alt = say("scope.alt", day=self._day(scope.agreed_at), **amounts)
        words = (say("scope.line_scope"), say("scope.line_done"))
        return burn_up(points, scope.agreed, words, alt, self.labels.tongue.code)

    def _forecast_rows(self, cast: tuple[Outlook, ...]) -> list[Row]:
        rows: list[Row] = []
        for number, one in enumerate(cast[:_ROWS]):
            likely, careful = one.forecast.date(0.5), one.forecast.date(0.85)
            if likely is not None and careful is not None:
                due = self._iso(one.target.due)
                days = {"likely": likely.isoformat(), "careful": careful.isoformat(), "due": due}
                title = one.target.title or self.labels.say("forecast.undated")
                rows.append({"what": _name(number, title), **days, "bad": due < careful.isoformat()})
        return rows

    def _forecast(self, rows: list[Row]) -> Chart:
        say, first = self.labels.say, rows[0]
        days = {name: self._day(date.fromisoformat(str(first[name]))) for name in ("due", "careful")}
        sentence = say("forecast.first", title=first["what"], **days)
        alt = say("forecast.alt", count=self.labels.count("number.dates", len(rows)), first=sentence)
        return forecast_chart(rows, self._today, say("dates.today"), alt, self.labels.tongue.code)

    @property
    def _today(self) -> date:
        return self.portrait.project.agency_calendar.day_of(self.portrait.at)

    def _day(self, value: date | datetime) -> str:
        return self.labels.tongue.day(value, self.portrait.project.agency_calendar.zone)

    def _iso(self, value: Due) -> str:
        return due_day(value, self.portrait.project.agency_calendar).isoformat()


def _name(number: int, title: str) -> str:
    """A title beside its line. Two lines of one name would become one: spaces nobody sees keep them apart."""
    return shorten(title, _NAME) + "\u200b" * number
