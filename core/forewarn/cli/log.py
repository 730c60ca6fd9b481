"""forewarn log"""

from typing import Annotated

import typer

from forewarn.cli.session import DEFAULT_CONFIG, ConfigOption, JsonOption, read_config, show, show_json

TicketArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="TICKET", help="A ticket's key or address, or a project; without it, the latest runs are listed."
    ),
]
_RUNS = 30
"""Runs that are listed."""


def log(ticket: TicketArgument = None, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """What was found, decided, written and asked for on a ticket. In order, kept for 400 days. Sends no request."""
    from forewarn.show.silence import log_data, log_text, runs_data, runs_text
    from forewarn.store import open_store
    from forewarn.waivers.recall import key_of, places

    known = read_config(config)
    zone = known.calendar.zone
    with open_store(known.store) as store:
        if ticket is None:
            runs = store.runs.latest(_RUNS)
            if as_json:
                show_json(runs_data(runs))
            else:
                show(runs_text(runs, zone))
            return
        entries = [
            entry
            for project, source, ident in places(known, store, key_of(store, ticket))
            for entry in (store.journal.of_ticket(source, ident) if ident else store.journal.of_project(project))
        ]
        # What ends for the team and for the client at once is one line.
        entries = [*{(entry.at, entry.project, entry.text): entry for entry in entries}.values()]
        if as_json:
            show_json(log_data(entries))
        else:
            show(log_text(entries, zone))
