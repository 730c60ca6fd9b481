"""The page itself: templates filled with portraits."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import groupby

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from forewarn.agency import Agency
from forewarn.portrait import Portrait
from forewarn.show.report.charts import can_draw
from forewarn.show.report.headline import Status, agency_headline
from forewarn.show.report.labels import Labels, labels_for
from forewarn.show.report.sheet import Sheet, sheet
from forewarn.show.report.text import english, link, one_line

MOST_CHARTS = 24
"""Charts in one report: each weighs about 15 kB and takes a tenth of a second."""
_FEW = 8
"""Projects up to which everything is unfolded."""
_ROWS = 400
"""Rows of a ledger over all projects; the page of one project shows all of its own."""
_FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The finished page."""

    html: str
    headline: str
    """The sentence over all projects, and how old what it rests on is where that is long."""
    sheets: tuple[Sheet, ...]
    has_charts: bool
    """Whether charts could be drawn; their numbers stand there in any case."""


def report_page(
    agency: Agency, portraits: Iterable[Portrait], now: datetime, most_charts: int = MOST_CHARTS
) -> ReportPage:
    """The report on some of the agency's projects, the gravest first, in the agency's language."""
    labels, drawing = labels_for(agency.config.language), can_draw()
    shown = list(portraits)
    most = max(_ROWS // len(shown), _FEWEST_ROWS) if len(shown) > 1 else None
    budget = most_charts if drawing else 0
    found = sorted((sheet(agency, one, labels, most) for one in shown), key=lambda one: list(Status).index(one.status))
    sheets: list[Sheet] = []
    for one in found:
        charted = one.with_charts(budget)
        budget -= len(charted.charts)
        sheets.append(charted)
    sentence = agency_headline([one.status for one in sheets], labels)
    last_read = _last_read(agency, shown, labels, now)
    html = _fill(agency, sentence, sheets, labels, now, last_read, drawing=drawing)
    return ReportPage(html, f"{sentence} {last_read}".strip(), tuple(sheets), drawing)


def _last_read(agency: Agency, shown: Iterable[Portrait], labels: Labels, now: datetime) -> str:
    """How old what the page knows is, in words; empty while that is no older than a working day.

    What could not be read is told with its project; this is for the day on which nobody has tried.
    """
    reads = (read for one in shown for read in one.coverage.reads if not read.is_missing)
    last, calendar = min((read.read_at for read in reads if read.read_at), default=now), agency.config.calendar
    if calendar.add_days(last, 1) > now:
        return ""
    return labels.say("page.last_read", moment=labels.tongue.moment(last, calendar.zone))


def _fill(
    agency: Agency,
    sentence: str,
    sheets: Sequence[Sheet],
    labels: Labels,
    now: datetime,
    last_read: str,
    *,
    drawing: bool,
) -> str:
    script = _data("filter.js")
    return _environment().get_template("page.html.j2").render(
        agency=agency.config.agency,
        language=labels.tongue.code,
        labels=labels,
        headline=sentence,
        as_of=labels.tongue.moment(now, agency.config.calendar.zone),
        last_read=last_read,
        sheets=sheets,
        drawing=drawing,
        few=len(sheets) <= _FEW,
        style=_data("report.css"),
        script=script,
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
    )  # fmt: skip


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=PackageLoader("forewarn.show.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update({"line": one_line, "link": link, "english": english, "by": _by})
    return environment


def _by(values: Sequence[object], name: str) -> list[tuple[object, list[object]]]:
    """Runs of values with the same attribute, after sorting by it."""
    ordered = sorted(values, key=lambda value: str(getattr(value, name)))
    return [(key, list(group)) for key, group in groupby(ordered, key=lambda value: getattr(value, name))]


@cache
def _data(name: str) -> str:
    return files("forewarn.show.report").joinpath("templates", name).read_text(encoding="utf-8")
