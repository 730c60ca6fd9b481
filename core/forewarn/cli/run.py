"""forewarn run"""

from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.session import DEFAULT_CONFIG, JsonOption, NowOption, agency, instant, progress, wall_clock
from forewarn.cli.several import ConfigsOption, Done, serve

ApplyOption = Annotated[bool, typer.Option("--apply", help="Comment on the tickets; without it, only show the plan.")]
OverrideOption = Annotated[
    bool, typer.Option("--override-breaker", help="Speak although it is far more than usual. The budgets still hold.")
]


def run(
    config: ConfigsOption = DEFAULT_CONFIG,
    apply: ApplyOption = False,
    override: OverrideOption = False,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read, check, and show what would be said; with --apply, say it.

    Leaves with 5 when it would say far more than usual: then nothing new is said. With several configs each agency is
    run for itself, and the exit code is the worst of theirs: 1, 2, 3, 5, 4, 0.
    """
    serve(config, lambda path: _run(path, now, apply=apply, override=override), as_json=as_json)


def _run(path: Path, now: str | None, *, apply: bool, override: bool) -> Done:
    from forewarn.run import run_pass
    from forewarn.show.data import report_data
    from forewarn.show.text import report

    with agency([path]) as opened:
        at = instant(now, opened.config)
        if at is not None and apply:
            raise typer.BadParameter("a look at another time never speaks: leave out --apply.", param_hint="--now")
        with progress() as bar:
            done = run_pass(opened, at, wall_clock, bar, fetch=True, apply=apply, override_breaker=override)
        words, data = report(opened, done, applied=apply), report_data(opened, done, applied=apply)
        return Done(opened.config.agency, done.exit_code, words, data)
