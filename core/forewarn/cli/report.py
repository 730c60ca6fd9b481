"""forewarn report"""

from pathlib import Path
from typing import Annotated

import typer

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

OutOption = Annotated[Path, typer.Option("--out", "-o", help="The file to write.")]
ProjectOption = Annotated[str | None, typer.Option("--project", "-p", help="Only this project, with everything.")]


def report(
    config: ConfigOption = DEFAULT_CONFIG,
    out: OutOption = Path("report.html"),
    project: ProjectOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a page on how every project stands. From what was last read; sends no request."""
    from rich.text import Text

    from forewarn.run import look
    from forewarn.show.portraits import portraits_of
    from forewarn.show.report import report_page

    if not out.parent.is_dir():
        raise typer.BadParameter(f"the folder {out.parent} does not exist; create it.", param_hint="--out")
    with agency(config, online=False) as opened:
        if project is not None:
            opened.config.project(project)
        at = instant(now, opened.config) or wall_clock()
        done = look(opened, at)
        page = report_page(opened, portraits_of(opened, done, project), at)
    try:
        out.write_text(page.html, encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"{out} cannot be written ({error.strerror}).", param_hint="--out") from None
    if as_json:
        standing = [
            {"project": s.portrait.project.name, "status": s.status, "headline": s.headline} for s in page.sheets
        ]
        show_json({"out": str(out), "charts": page.has_charts, "projects": standing})
        return
    show(Text(f"{out} is written: {page.headline}"))
    if not page.has_charts:
        missing = "Its charts are left out, because Altair or vl-convert is missing."
        show(Text(f"{missing} Next: pip install 'forewarn[report]'"))
