"""forewarn sync"""

import typer

from forewarn.cli.session import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    agency,
    progress,
    show,
    show_json,
    wall_clock,
)


def sync(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Read what changed on the trackers into the store, and nothing else."""
    from forewarn.run import Exit, collect
    from forewarn.show.data import read_data
    from forewarn.show.text import read_report
    from forewarn.sync import nothing_collected

    with agency(config) as opened, progress() as bar:
        synced = collect(opened, wall_clock, bar)
        if as_json:
            show_json(read_data(synced))
        else:
            show(read_report(opened, synced))
    if nothing_collected(synced):
        raise typer.Exit(Exit.NOTHING_COLLECTED)
    if any(one.error for one in synced):
        raise typer.Exit(Exit.PARTIAL)
