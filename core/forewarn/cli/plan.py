"""forewarn plan"""

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


def plan(config: ConfigOption = DEFAULT_CONFIG, now: NowOption = None, as_json: JsonOption = False) -> None:
    """Show what would be said, word by word, from what was last read. Sends no request."""
    from forewarn.run import run_pass
    from forewarn.show.data import report_data
    from forewarn.show.text import plan_report

    with agency(config) as opened:
        at = instant(now, opened.config) or wall_clock()
        done = run_pass(opened, at, wall_clock, lambda what, count: None, fetch=False, apply=False)
        if as_json:
            show_json(report_data(opened, done, applied=False))
        else:
            show(plan_report(opened, done))
