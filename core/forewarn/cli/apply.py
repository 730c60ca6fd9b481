"""forewarn apply"""

from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.session import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    agency,
    progress,
    read_text,
    show,
    show_json,
    wall_clock,
)

PlanArgument = Annotated[Path, typer.Argument(metavar="PLAN", help="A file that forewarn plan --out wrote.")]


def apply(plan: PlanArgument, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Say exactly what stands in a plan.

    But nothing where a ticket or our comment on it moved since. Reads the trackers first. Leaves with 4
    when a part of the plan was refused.
    """
    from forewarn.errors import UnfitError
    from forewarn.run import run_pass
    from forewarn.say.planfile import from_text
    from forewarn.show.data import report_data
    from forewarn.show.text import report

    text = read_text(plan, "the plan", "Name the file that forewarn plan --out wrote.")
    planned = from_text(text, str(plan))
    with agency(config) as opened:
        if planned.agency != opened.config.agency or not opened.store.plans.knows(planned.digest):
            raise UnfitError(
                "this plan was not made from the database of this config.",
                place=str(plan),
                next_step="Make one with forewarn plan --out, on this machine and with this config.",
            )
        with progress() as bar:
            done = run_pass(opened, None, wall_clock, bar, fetch=True, apply=True, planned=planned)
        if as_json:
            show_json(report_data(opened, done, applied=True))
        else:
            show(report(opened, done, applied=True))
    raise typer.Exit(done.exit_code)
