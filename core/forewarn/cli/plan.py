"""forewarn plan"""

from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.session import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    NowOption,
    agency,
    instant,
    show,
    show_json,
    wall_clock,
)

OutOption = Annotated[
    Path | None, typer.Option("--out", help="Write the plan to this file, for forewarn apply to say word for word.")
]


def plan(
    config: ConfigOption = DEFAULT_CONFIG, out: OutOption = None, now: NowOption = None, as_json: JsonOption = False
) -> None:
    """Show what would be said, word by word, from what was last read. Sends no request.

    Leaves with 5, as forewarn run does, when that is far more than usual.
    """
    from forewarn.errors import UnfitError
    from forewarn.run import look
    from forewarn.say.planfile import to_file, to_text
    from forewarn.show.data import report_data
    from forewarn.show.text import plan_report

    with agency(config, online=False) as opened:
        at = instant(now, opened.config)
        if at is not None and out is not None:
            raise typer.BadParameter(
                "a plan that can be applied is made as of now: leave out --now, or --out.", param_hint="--now"
            )
        at = at or wall_clock()
        done = look(opened, at)
        if out is not None:
            written = to_file(opened.config.agency, at, done.worded, done.revisions)
            try:
                out.write_text(to_text(written), encoding="utf-8")
            except OSError as error:
                raise UnfitError(f"it cannot be written: {error.strerror}.", place=str(out)) from error
            opened.store.plans.add(written.digest, at)
        if as_json:
            show_json(report_data(opened, done, applied=False))
        else:
            show(plan_report(opened, done))
            if out is not None:
                show(f"Written to {out}. forewarn apply {out} says exactly this, where no ticket has moved since.")
        raise typer.Exit(done.exit_code)
