"""forewarn sync"""

from pathlib import Path

from forewarn.cli.session import DEFAULT_CONFIG, JsonOption, agency, progress, wall_clock
from forewarn.cli.several import ConfigsOption, Done, serve


def sync(config: ConfigsOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Read what changed on the trackers, and nothing else."""
    serve(config, _sync, as_json=as_json)


def _sync(path: Path) -> Done:
    from forewarn.run import Exit, collect
    from forewarn.show.data import read_data
    from forewarn.show.text import read_report
    from forewarn.sync import nothing_collected

    with agency([path]) as opened, progress() as bar:
        synced = collect(opened, wall_clock, bar)
        code = Exit.PARTIAL if any(one.error or one.lacking for one in synced) else Exit.DONE
        if nothing_collected(synced):
            code = Exit.NOTHING_COLLECTED
        return Done(opened.config.agency, code, read_report(opened, synced), read_data(synced))
