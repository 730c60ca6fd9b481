"""forewarn backtest"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import sleep
from typing import TYPE_CHECKING, Annotated

import typer

from forewarn.cli.session import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    NowOption,
    agency,
    instant,
    progress,
    show,
    show_json,
    wall_clock,
)

if TYPE_CHECKING:
    from forewarn.agency import Agency
    from forewarn.config import Config

RulesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="RULE", help="These rules, on or off; without, those that are on.")
]
SinceOption = Annotated[str, typer.Option("--since", metavar="TIME", help="From when on: '90 days', or 2026-09-01.")]
ProjectOption = Annotated[str | None, typer.Option("--project", "-p", help="Only this project.")]
FileOption = Annotated[
    str | None, typer.Option("--rules", metavar="FILE", help="Try this rules file, or pack, instead of the config's.")
]
DailyOption = Annotated[
    bool | None,
    typer.Option(
        "--daily/--hourly",
        help="Look once a working day, which misses what came and went between; or every hour of work. "
        "Without: hourly where rules are named, daily for all.",
        show_default=False,
    ),
]

_TRIES, _PAUSE = 60, 5.0
"""How often the database is asked for between two projects, and seconds between."""
_SPAN = re.compile(r"(\d{1,4})\s*(d|days?|w|weeks?)", re.IGNORECASE)


def backtest(
    rules: RulesArgument = None,
    since: SinceOption = "90 days",
    project: ProjectOption = None,
    file: FileOption = None,
    daily: DailyOption = None,
    config: ConfigOption = DEFAULT_CONFIG,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what rules would have said over the past weeks.

    On your own tickets, before you switch a rule on. Works on what was last read, sends no
    request, and remembers nothing.
    """
    from forewarn.backtest import Backtest, read_until
    from forewarn.explain import unread
    from forewarn.run import Exit
    from forewarn.show.backtest import backtest_data, backtest_text
    from forewarn.store import Outcome

    daily = not rules if daily is None else daily
    with agency(config, online=False) as opened:
        end = instant(now, opened.config) or wall_clock()
        start = _start(since, end, opened.config)
        tried = replace(opened, config=_trying(opened.config, rules, file))
        names = [tried.config.project(project).name] if project else list(tried.config.projects)
        ends = read_until(tried, names, start, end)
        missing = [line for name in names for line in unread(tried, name)]
    missing += [f"{name} was not read since then" for name in names if name not in ends]
    found = []
    with progress("Looking back on {}: {} %") as bar:
        for name, until in ends.items():
            # The database is ours only while it is read: runs from cron would find it busy for minutes.
            with _patiently(tried.config) as reading:
                one = Backtest(reading, name, start, until, daily=daily)
            found.append(one.run(bar))
    if as_json:
        show_json(backtest_data(tried, found, missing, daily=daily))
    else:
        show(backtest_text(tried, found, missing, daily=daily))
    if any(outcome is Outcome.BROKEN for tested in found for _, outcome, _ in tested.unknown):
        raise typer.Exit(Exit.BUG)


@contextmanager
def _patiently(config: "Config") -> Iterator["Agency"]:
    """The agency with its store open, once another run has left it."""
    from forewarn.agency import open_agency
    from forewarn.connect.secrets import Offline
    from forewarn.errors import StoreBusyError

    with ExitStack() as stack:
        for left in reversed(range(_TRIES)):
            try:
                opened = stack.enter_context(open_agency(config, Offline(), wall_clock))
                break
            except StoreBusyError:
                if not left:
                    raise
                sleep(_PAUSE)
        yield opened


def _trying(config: "Config", names: list[str] | None, file: str | None) -> "Config":
    """The config with the rules that are to be tried in place of its own."""
    from forewarn.rulebook import load_rulebook

    book = config.rules
    if file is not None:
        clients = {name: project.client for name, project in config.projects.items()}
        book = load_rulebook(file, projects=clients, sources=config.sources.keys())
    return replace(config, rules=book.trying(names) if names else book)


def _start(text: str, now: datetime, config: "Config") -> datetime:
    """`90 days` or `12 weeks` before `now`, or the beginning of a day."""
    try:
        if span := _SPAN.fullmatch(text.strip()):
            start = now - timedelta(days=int(span[1]) * (7 if span[2][0] in "wW" else 1))
        else:
            day = date.fromisoformat(text.strip())
            start = datetime(day.year, day.month, day.day, tzinfo=config.calendar.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        hint = f"{text!r} is neither a time such as '90 days' or '12 weeks' nor a day such as 2026-09-01."
        raise typer.BadParameter(hint, param_hint="--since") from None
    if start >= now:
        raise typer.BadParameter(f"{text!r} is not in the past.", param_hint="--since")
    return start
