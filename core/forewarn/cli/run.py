"""forewarn run"""

from typing import Annotated

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

ApplyOption = Annotated[bool, typer.Option("--apply", help="Comment on the tickets; without it, only show the plan.")]


def run(
    config: ConfigOption = DEFAULT_CONFIG,
    apply: ApplyOption = False,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the trackers, check every rule, and show what would be said; with --apply, say it."""
    from forewarn.run import run_pass
    from forewarn.show.data import report_data
    from forewarn.show.text import report

    with agency(config) as opened:
        at = instant(now, opened.config)
        if at is not None and apply:
            raise typer.BadParameter("a look at another time never speaks: leave out --apply.", param_hint="--now")
        with progress() as bar:
            done = run_pass(opened, at or wall_clock(), wall_clock, bar, fetch=True, apply=apply)
        if as_json:
            show_json(report_data(opened, done, applied=apply))
        else:
            show(report(opened, done, applied=apply))
    raise typer.Exit(done.exit_code)
