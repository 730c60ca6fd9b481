"""forewarn doctor"""

import os
from contextlib import suppress

import typer

from forewarn.cli.session import DEFAULT_CONFIG, ConfigOption, JsonOption, read_config, show, show_json, wall_clock
from forewarn.errors import StoreError


def doctor(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Ask each tracker who we are there, what we may do and what we can promise. Writes nothing.

    Leaves with 0 when all is well, 3 when nothing could be reached, 4 when there is something to mend.
    """
    from forewarn.doctor import contradict, examine_sources, exit_code
    from forewarn.show.doctor import doctor_data, doctor_report
    from forewarn.store import is_begun, open_store

    checked = read_config(config)
    found = examine_sources(checked, os.environ, wall_clock)
    # What is wrong with the database every other command says; here the trackers are looked at.
    with suppress(StoreError):
        if is_begun(checked.store):
            with open_store(checked.store) as store:
                found = contradict(found, checked, store)
    if as_json:
        show_json({"exit_code": int(exit_code(found)), "sources": doctor_data(found)})
    else:
        show(doctor_report(checked.agency, found))
    raise typer.Exit(exit_code(found))
