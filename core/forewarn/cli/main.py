"""Entry of the console script: runs a verb, turns every error into words and an exit code."""

import sys
import traceback

import typer

from forewarn.cli import demo, doctor, explain, plan, rules, run, sync, validate
from forewarn.errors import ConfigError, ForewarnError, NotFoundError, StoreBusyError, StoreError, TrackerError

app = typer.Typer(
    name="forewarn",
    help="Reads an agency's tickets and speaks up before the client has to ask.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help reads well everywhere and costs half the time
)
for verb in (demo, validate, doctor, sync, run, plan, explain, rules):
    name = verb.__name__.rsplit(".", 1)[-1]
    app.command(name)(getattr(verb, name))

EXIT_CODES = """Exit codes: 0 done; 1 a bug of forewarn; 2 usage or config; 3 nothing could be collected; 4 partial."""


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
    sys.exit(run_arguments(sys.argv[1:]))


def run_arguments(arguments: list[str]) -> int:
    """The exit code of one command; everything it has to say has been printed."""
    try:
        app(arguments)
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else 0
    except KeyboardInterrupt:
        _complain("stopped by hand; the next run goes on where this one was.")
        return 130
    except ForewarnError as error:
        _explain(error)
        return _code(error)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has left; there is nobody to complain to
        return 0
    except Exception as error:
        _complain("this is a bug of forewarn, not of your files. Please report it with the lines below.")
        lines = traceback.format_exception(error, limit=-3)
        print("".join(lines).rstrip(), file=sys.stderr)
        return 1
    return 0


def _code(error: ForewarnError) -> int:
    if isinstance(error, StoreBusyError | TrackerError):
        return 3
    return 2 if isinstance(error, ConfigError | NotFoundError | StoreError) else 1


def _complain(text: str) -> None:
    print(f"forewarn: {text}", file=sys.stderr)


def _explain(error: ForewarnError) -> None:
    problems = error.problems if isinstance(error, ConfigError) else (error,)
    what = "nothing was done." if len(problems) == 1 else f"nothing was done; {len(problems)} things are wrong."
    _complain(what)
    for problem in problems:
        place = f"{problem.place}: " if problem.place else ""
        print(f"  {place}{problem.reason}", file=sys.stderr)
        if problem.next_step:
            print(f"    Next: {problem.next_step}", file=sys.stderr)
