"""forewarn drafts"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forewarn.cli.session import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    agency,
    read_text,
    show,
    show_json,
    wall_clock,
)

if TYPE_CHECKING:
    from forewarn.agency import Agency
    from forewarn.store import Draft

drafts = typer.Typer(help="Words for clients that wait for a person. List, approve, edit or reject them.")


def _named(by: str) -> str:
    if not by.strip():
        raise typer.BadParameter("clients read what a person lets through: say who decides, as in --by Tom.")
    return by.strip()


IdArgument = Annotated[int, typer.Argument(metavar="ID", help="The draft's number.")]
ByOption = Annotated[str, typer.Option("--by", help="Who decides; it stands in the log.", callback=_named)]
BecauseOption = Annotated[str, typer.Option("--because", help="Why a client is not to read it.")]
FileOption = Annotated[Path | None, typer.Option("--file", help="A file with the new words; standard input without.")]


@drafts.callback(invoke_without_command=True)
def listing(ctx: typer.Context, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """List the drafts, each with its words. forewarn run --apply makes them, and says those that are approved."""
    from forewarn.say.drafts import open_drafts
    from forewarn.show.drafts import draft_data, drafts_report

    if ctx.invoked_subcommand is not None:
        return
    with agency(config, online=False) as opened:
        known = open_drafts(opened.store)
        if as_json:
            show_json([draft_data(draft) for draft in known])
        else:
            show(drafts_report(opened, known))


@drafts.command()
def approve(
    ident: IdArgument, by: ByOption, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False
) -> None:
    """Approve a draft: the next forewarn run --apply says it."""
    from forewarn.say.drafts import approve

    with agency(config, online=False) as opened:
        _tell(opened, approve(opened.store, ident, by, wall_clock()), as_json)


@drafts.command()
def edit(
    ident: IdArgument, file: FileOption = None, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False
) -> None:
    """Put your own words in place of a draft's. They are said word for word once they are approved."""
    from forewarn.model import Audience
    from forewarn.say.drafts import edit, open_draft

    text = read_text(file, "the draft", "Name a file with the new words.") if file else _typed()
    with agency(config, online=False) as opened:
        draft = open_draft(opened.store, ident)
        how = opened.voice(draft.project, draft.ticket.source, Audience.CLIENT)
        edited = edit(opened.store, ident, text, how, wall_clock())
        _tell(opened, edited, as_json)
        _warn(opened, edited)


@drafts.command()
def reject(
    ident: IdArgument,
    because: BecauseOption,
    by: ByOption,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Reject a draft: nothing is said to the client of this finding again."""
    from forewarn.say.drafts import reject

    with agency(config, online=False) as opened:
        _tell(opened, reject(opened.store, ident, by, because, wall_clock()), as_json)


def _typed() -> str:
    from forewarn.errors import UnfitError

    if sys.stdin.isatty():
        ending = "Ctrl-Z and Enter" if sys.platform == "win32" else "Ctrl-D"
        print(f"Write the new words and end with {ending}, or name a file with --file.", file=sys.stderr)
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise UnfitError("the words cannot be read: they are no text.", place="standard input") from error


def _warn(opened: "Agency", draft: "Draft") -> None:
    """What a letter would be warned of; a person may still mean it."""
    from forewarn.show.letter.lint import Kind, Reader, lint

    project = opened.config.projects[draft.project]
    reader = Reader(project.client_language, wall_clock(), project.agency_calendar, project.glossary)
    for flaw in lint(draft.text, reader):
        if flaw.kind in (Kind.BLAME, Kind.JARGON, Kind.VAGUE):
            print(f"line {flaw.line}: look at this: {flaw.told}", file=sys.stderr)


def _tell(opened: "Agency", draft: "Draft", as_json: bool) -> None:
    from forewarn.show.drafts import draft_data, drafts_report

    if as_json:
        show_json(draft_data(draft))
    else:
        show(drafts_report(opened, (draft,)))
