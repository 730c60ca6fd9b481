"""Entry of the console script: runs a verb, turns every error into words and an exit code."""

import os
import sys
from io import TextIOWrapper
from pathlib import Path

import typer

from forewarn.cli import (
    apply,
    backtest,
    baseline,
    config,
    demo,
    digest,
    doctor,
    drafts,
    explain,
    init,
    log,
    plan,
    promises,
    report,
    rules,
    run,
    sync,
    update,
    validate,
    waive,
)
from forewarn.cli.failures import complain, tell

app = typer.Typer(
    name="forewarn",
    help="Reads an agency's tickets and speaks up before the client has to ask.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help reads well everywhere and costs half the time
)
for verb in (
    demo,
    init,
    validate,
    doctor,
    sync,
    run,
    plan,
    apply,
    explain,
    backtest,
    rules,
    report,
    update,
    digest,
    waive,
    baseline,
    log,
):
    name = verb.__name__.rsplit(".", 1)[-1]
    app.command(name)(getattr(verb, name))
app.add_typer(drafts.drafts, name="drafts")
app.add_typer(promises.promises, name="promises")
app.add_typer(config.config, name="config")

STOPPED = 130
"""What a shell expects of a command that Ctrl-C ended."""
EXIT_CODES = (
    "Exit codes: 0 done; 1 a bug of forewarn; 2 usage or config; 3 nothing could be collected; 4 partial; 5 breaker; "
    "130 stopped by hand."
)


@app.callback(epilog=EXIT_CODES, invoke_without_command=True)
def common(
    version: bool = typer.Option(False, "--version", help="Show the version and leave."),
) -> None:
    """Reads an agency's tickets and speaks up before the client has to ask."""
    if version:
        from importlib.metadata import version as installed

        print(f"forewarn {installed('forewarn')}")
        raise typer.Exit


def main() -> None:
    """Run, and leave with the code that cron should see."""
    for stream, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, stream) is None:  # closed by the caller (>&-): what is said goes nowhere, and the work is done
            setattr(sys, stream, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - until we leave
    if isinstance(sys.stdout, TextIOWrapper):  # a log on Windows or in an old locale holds few of the world's letters
        sys.stdout.reconfigure(errors="backslashreplace")
    code = run_arguments(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError:  # whoever read our output has left, or its disk is full; the interpreter must not flush once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if code == STOPPED:
        os._exit(code)  # the interpreter would wait for the threads that still listen to a tracker
    sys.exit(code)


def run_arguments(arguments: list[str]) -> int:
    """The exit code of one command; everything it has to say has been printed."""
    try:
        app(arguments)
    except SystemExit as ending:
        # The library of the command line takes Ctrl-C and a closed pipe for itself, and leaves with codes of its own.
        if isinstance(ending.__context__, BrokenPipeError):
            return 0
        # A command that leaves with this code by itself has told what became of its work.
        if ending.code == STOPPED and getattr(ending.__context__, "__cause__", None) is not None:
            complain("stopped by hand; the next run goes on where this one was.")
        return ending.code if isinstance(ending.code, int) else 0
    except Exception as error:
        return tell(error)
    return 0
