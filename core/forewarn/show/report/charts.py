"""The report's charts as SVG. Altair and vl-convert are asked for only when one is drawn."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from typing import Any

WIDTH = 640
"""Of the plot, in pixels."""
_ROW = 30

# A picture has no part in the page's style sheet, so that it cannot harm it; its colours follow the reader's by itself.
_STYLE = """<style>
:root{--ink:#1c2530;--soft:#59636f;--line:#e1e5ea;--paper:#fff;--accent:#0f6674;--bad:#b3362c;--good:#2a7549}
@media screen and (prefers-color-scheme:dark){
:root{--ink:#e8ebef;--soft:#a4aeba;--line:#333c47;--paper:#1b2129;--accent:#62c3d1;--bad:#f29085;--good:#7bcb99}}
</style>"""

Row = Mapping[str, str | float | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and what it says."""

    image: str
    """A `data:` address."""
    alt: str
    height: int
    """In pixels, as `WIDTH` is; keeps the page still while it loads."""
    width: int


def can_draw() -> bool:
    """Whether the libraries that draw are installed."""
    return find_spec("altair") is not None and find_spec("vl_convert") is not None


def slip_chart(rows: Sequence[Row], today: date, now: str, alt: str, language: str) -> Chart:
    """A line a deliverable, from its first date to the one that stands.

    A row has `what`, `first`, `latest`, `done` and `bad` (days as ISO text); `now` is the word for today.
    """
    data = {"rows": rows, "today": [{"day": today.isoformat(), "word": now}]}
    return _picture(_slip(), data, max(_ROW * len(rows), 60), alt, language)


def burn_up(points: Sequence[Row], agreed: float, words: tuple[str, str], alt: str, language: str) -> Chart:
    """Scope and done work over the days. A point has `day`, `scope` and `done`; `words` name the two."""
    last = points[-1]
    ends: list[Row] = [
        {"day": last["day"], "at": last[name], "word": word, "of": name}
        for name, word in zip(("scope", "done"), words, strict=True)
    ]
    return _picture(_burn(), {"rows": points, "agreed": [{"at": agreed}], "ends": ends}, 200, alt, language)


def forecast_chart(rows: Sequence[Row], today: date, now: str, alt: str, language: str) -> Chart:
    """The span from the likely to the careful day of each date, and the date itself.

    A row has `what`, `likely`, `careful`, `due` and `bad`.
    """
    data = {"rows": rows, "today": [{"day": today.isoformat(), "word": now}]}
    return _picture(_forecast(), data, max(_ROW * len(rows), 60), alt, language)


# What a kind of chart looks like is worked out and checked once; each chart then only brings its own numbers.


@cache
def _slip() -> dict[str, Any]:
    import altair as alt

    y, colour = _name(), _colour()
    base = alt.Chart(alt.NamedData("rows"))
    way = base.mark_rule(strokeWidth=3).encode(x=_day("first"), x2="latest:T", y=y, color=colour)
    first = base.mark_point(size=70, strokeWidth=2, fill="var(--paper)", opacity=1)
    latest = base.mark_circle(size=90, opacity=1).encode(x=_day("latest"), y=y, color=colour)
    done = base.mark_point(shape="diamond", size=90, filled=True, opacity=1)
    ended = alt.condition("datum.bad", alt.value("var(--bad)"), alt.value("var(--good)"))
    finished = done.transform_filter("isValid(datum.done)").encode(x=_day("done"), y=y, color=ended)
    layers = (way, first.encode(x=_day("first"), y=y, color=colour), latest, finished, *_today())
    return _spec(alt.layer(*layers))


@cache
def _burn() -> dict[str, Any]:
    import altair as alt

    axis = alt.Axis(tickCount=5, tickMinStep=1)
    base = alt.Chart(alt.NamedData("rows"))
    scope, done = alt.Y("scope:Q", axis=axis, title=None), alt.Y("done:Q", axis=axis, title=None)
    line: dict[str, Any] = {"interpolate": "step-after", "strokeWidth": 2.5}
    colour = alt.condition("datum.of == 'scope'", alt.value("var(--accent)"), alt.value("var(--good)"))
    plan = alt.Chart(alt.NamedData("agreed")).mark_rule(strokeDash=[4, 4], color="var(--soft)").encode(y="at:Q")
    ends = alt.Chart(alt.NamedData("ends")).mark_text(align="left", dx=6, fontSize=12, fontWeight=600)
    return _spec(
        alt.layer(
            plan,
            base.mark_area(interpolate="step-after", color="var(--good)", opacity=0.15).encode(x=_day("day"), y=done),
            base.mark_line(color="var(--good)", **line).encode(x=_day("day"), y=done),
            base.mark_line(color="var(--accent)", **line).encode(x=_day("day"), y=scope),
            ends.encode(x=_day("day"), y="at:Q", text="word:N", color=colour),
        )
    )


@cache
def _forecast() -> dict[str, Any]:
    import altair as alt

    base = alt.Chart(alt.NamedData("rows"))
    span = base.mark_bar(height=10, cornerRadius=5, opacity=0.5)
    due = base.mark_tick(thickness=3, size=20, color="var(--ink)").encode(x=_day("due"), y=_name())
    spans = span.encode(x=_day("likely"), x2="careful:T", y=_name(), color=_colour())
    return _spec(alt.layer(spans, due, *_today()))


def _name() -> Any:
    import altair as alt

    return alt.Y("what:N", sort=None, title=None, axis=alt.Axis(labelLimit=220, ticks=False, domain=False))


def _colour() -> Any:
    import altair as alt

    return alt.condition("datum.bad", alt.value("var(--bad)"), alt.value("var(--accent)"))


def _day(field: str) -> Any:
    import altair as alt

    return alt.X(f"{field}:T", title=None, axis=alt.Axis(format="%-d %b", tickCount=7, labelOverlap=True))


def _today() -> tuple[Any, Any]:
    import altair as alt

    base = alt.Chart(alt.NamedData("today")).encode(x=_day("day"))
    word = base.mark_text(y=-8, fontSize=11, color="var(--soft)").encode(text="word:N")
    return base.mark_rule(strokeDash=[3, 3], color="var(--soft)"), word


def _spec(layers: Any) -> dict[str, Any]:
    found: dict[str, Any] = layers.properties(width=WIDTH).to_dict()
    return found


_CONFIG: dict[str, Any] = {
    "background": None,
    "font": "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif",
    # A browser's letters may be wider than those the picture was measured with.
    "padding": {"left": 30, "right": 60, "top": 12, "bottom": 2},
    "view": {"stroke": None},
    "axis": {"labelColor": "var(--soft)", "labelFontSize": 12, "gridColor": "var(--line)", "domainColor": "var(--line)",
             "tickColor": "var(--line)", "labelPadding": 6},
}  # fmt: skip


def _picture(spec: dict[str, Any], data: Mapping[str, Sequence[Row]], height: int, alt: str, language: str) -> Chart:
    import vl_convert

    # Nothing may be fetched for a chart, and nothing needs to be: the numbers are in it.
    svg: str = vl_convert.vegalite_to_svg(
        {**spec, "datasets": {name: list(rows) for name, rows in data.items()}, "height": height},
        config=_CONFIG,
        allowed_base_urls=[],
        time_format_locale=_months(language),
    )
    opening, rest = svg.split(">", 1)
    size = {name: int(float(opening.split(f' {name}="', 1)[1].split('"', 1)[0])) for name in ("width", "height")}
    address = b64encode(f"{opening}>{_STYLE}{rest}".encode()).decode()
    return Chart(f"data:image/svg+xml;base64,{address}", alt, size["height"], size["width"])


@cache
def _months(language: str) -> dict[str, Any]:
    """The names of months and days, as the charts' library wants them."""
    from babel import Locale

    locale = Locale.parse(language)

    def months(width: str) -> list[str]:
        return [locale.months["format"][width][n].rstrip(".") for n in range(1, 13)]

    def days(width: str) -> list[str]:
        return [locale.days["format"][width][n] for n in (6, 0, 1, 2, 3, 4, 5)]

    return {
        "dateTime": "%x, %X", "date": "%-d %b %Y", "time": "%H:%M", "periods": ["", ""],
        "days": days("wide"), "shortDays": days("abbreviated"),
        "months": months("wide"), "shortMonths": months("abbreviated"),
    }  # fmt: skip
