"""forewarn doctor"""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from forewarn.cli.session import DEFAULT_CONFIG, ConfigOption, JsonOption, read_config, show, show_json, wall_clock
from forewarn.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from forewarn.config import Config

MendedOption = Annotated[
    str, typer.Option("--mended", metavar="SOURCE", help="Notes for the team are safe from clients there again.")
]


def doctor(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False, mended: MendedOption = "") -> None:
    """Say who the account is on each tracker, whether the database can be used, and what to mend first. Writes nothing
    on trackers.

    Leaves with 0 when all is well, 3 when nothing could be reached, 4 when there is something to mend.
    """
    from forewarn.agency import own
    from forewarn.doctor import Problem, contradict, examine_sources, exit_code, tell_leaks, tell_strangers
    from forewarn.show.doctor import database_data, doctor_data, doctor_report
    from forewarn.store import is_begun, open_store

    checked = read_config(config)
    if mended:
        _mend(checked, mended)
    found = examine_sources(checked, os.environ, wall_clock)
    kept: tuple[Problem, ...] = ()
    try:
        if is_begun(checked.store):
            with open_store(checked.store) as store:
                own(checked, store)
                store.owner.affirm()
                found = tell_leaks(contradict(found, checked, store), store)
                found = tell_strangers(found, checked, store)
    except (StoreError, ConfigError) as error:
        kept = (Problem(f"{error.place}: {error.reason}", error.next_step),)
    code = exit_code(found, kept)
    if as_json:
        show_json({"exit_code": int(code), "sources": doctor_data(found), "database": database_data(kept)})
    else:
        show(doctor_report(checked.agency, found, kept))
    raise typer.Exit(code)


def _mend(config: "Config", source: str) -> None:
    from forewarn.store import Entry, open_store

    if source not in config.sources:
        raise typer.BadParameter(f"there is no source {source!r}: {', '.join(config.sources)}.", param_hint="--mended")
    with open_store(config.store) as store:
        now, text = wall_clock(), f"somebody said that notes for the team are safe from clients in {source} again"
        store.journal.add(
            Entry(now, "decided", text, one.project, source, one.ticket.id, one.ticket.key)
            for one in store.said.mend(source)
        )
