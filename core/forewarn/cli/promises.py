"""forewarn promises"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

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

if TYPE_CHECKING:
    from forewarn.facts.corrections import Verdict


class Ledger(TyperGroup):
    """Takes a project's name where a verb may stand, as in `forewarn promises --csv harbour-website`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The first word that belongs to no option, and is no verb, is the project."""
        _, rest, _ = self.make_parser(ctx).parse_args(list(args))
        if rest and rest[0] not in self.commands:
            args = ["--project", rest[0], *args[: len(args) - len(rest)], *rest[1:]]
        return super().parse_args(ctx, args)


promises = typer.Typer(
    cls=Ledger,
    help="The promises that stand on tickets, and what became of them. Correct what the tickets cannot know.",
)

ProjectOption = Annotated[str | None, typer.Option("--project", "-p", help="Only this project; may stand first, bare.")]
CsvOption = Annotated[bool, typer.Option("--csv", help="Print a table for a spreadsheet.")]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The promise's ID in the ledger.")]
ByOption = Annotated[str, typer.Option("--by", help="Who says so.")]
BecauseOption = Annotated[str, typer.Option("--because", help="How it was; for the team.")]
ToOption = Annotated[str, typer.Option("--to", metavar="DATE", help="The day that was agreed instead, as 2026-11-30.")]


@promises.callback(invoke_without_command=True)
def listing(
    ctx: typer.Context,
    config: ConfigOption = DEFAULT_CONFIG,
    project: ProjectOption = None,
    now: NowOption = None,
    as_csv: CsvOption = False,
    as_json: JsonOption = False,
) -> None:
    """List the promises of both sides, from what was last read."""
    from forewarn.explain import all_unread, unread
    from forewarn.portrait.ledger import ledger
    from forewarn.show.ledger import ledger_csv, ledger_data, ledger_report

    if ctx.invoked_subcommand is not None:
        return
    with agency(config, online=False) as opened:
        rows = ledger(opened.config, opened.store, instant(now, opened.config) or wall_clock(), project)
        missing = unread(opened, project) if project else all_unread(opened)
    if as_json:
        show_json(ledger_data(rows))
    elif as_csv:
        print(ledger_csv(rows), end="")
    else:
        show(ledger_report(rows, missing))


@promises.command()
def kept(
    ident: IdArgument,
    by: ByOption = "",
    because: BecauseOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """It was kept, although the ticket does not show it."""
    from forewarn.facts.corrections import Verdict

    _correct(config, ident, Verdict.KEPT, by, because, now, as_json)


@promises.command("not-a-promise")
def not_a_promise(
    ident: IdArgument,
    by: ByOption = "",
    because: BecauseOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """It was no promise: it leaves the ledger, as after a reply "forewarn: not a promise" on the ticket."""
    from forewarn.facts.corrections import Verdict

    _correct(config, ident, Verdict.NOT_A_PROMISE, by, because, now, as_json)


@promises.command()
def renegotiated(
    ident: IdArgument,
    to: ToOption,
    by: ByOption = "",
    because: BecauseOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Another day was agreed elsewhere, such as on the phone; from now on that day counts."""
    from forewarn.facts.corrections import Verdict

    try:
        until = date.fromisoformat(to)
    except ValueError:
        raise typer.BadParameter(f"{to!r} is no day such as 2026-11-30.", param_hint="--to") from None
    _correct(config, ident, Verdict.RENEGOTIATED, by, because, now, as_json, until)


def _correct(
    config: list[Path],
    ident: str,
    verdict: "Verdict",
    by: str,
    because: str,
    now: str | None,
    as_json: bool,
    until: date | None = None,
) -> None:
    from forewarn.portrait.ledger import correction, to_correct
    from forewarn.store import Entry

    with agency(config, online=False) as opened:
        at = instant(now, opened.config) or wall_clock()
        row = to_correct(opened.config, opened.store, at, ident)
        given = correction(row, verdict, at, by, because, until)
        opened.store.corrections.add(row.project.name, given)
        on, name = row.promise.ticket, f" to {until}" if until else ""
        who = f" by {given.by}" if given.by else ""
        why = f": {given.because}" if given.because else ""
        text = f"promise {row.ident} was corrected{who}, {verdict}{name}{why}"
        opened.store.journal.add([Entry(at, "corrected", text, row.project.name, on.source, on.id, on.key)])
    if as_json:
        show_json({"id": row.ident, "ticket": on.key, "verdict": verdict, "to": until.isoformat() if until else None})
    else:
        show(f"{on.key}, {row.promise.words!r}: {verdict}{name}. The next run judges by that.")
