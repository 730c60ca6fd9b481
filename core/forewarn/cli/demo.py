"""forewarn demo"""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from forewarn.cli.session import JsonOption, progress, show, show_json

if TYPE_CHECKING:
    from forewarn.demo.story import CronRun
    from forewarn.demo.theatre import Theatre

KeepOption = Annotated[
    Path | None, typer.Option("--keep", help="An empty folder for the demo's report, config and database.")
]


def demo(as_json: JsonOption = False, keep: KeepOption = None) -> None:
    """Play two weeks at a made-up agency, without any account. Runs on sandboxes of Jira, GitHub and Trello."""
    from forewarn.demo.story import load_story
    from forewarn.demo.theatre import open_theatre
    from forewarn.show.story import what_is_kept

    with tempfile.TemporaryDirectory(prefix="forewarn-demo-") as temporary:
        folder = _folder(keep) or Path(temporary)
        with open_theatre(load_story(), folder) as theatre:
            scenes = [_scene(theatre, run, as_json) for run in theatre.acts()]
            if as_json:
                show_json({"scenes": scenes, "requests": _requests(theatre)})
            else:
                _epilogue(theatre)
            if keep is not None:
                _write_report(theatre, keep / "report.html")
    if not as_json:
        show(what_is_kept(keep))


def _folder(keep: Path | None) -> Path | None:
    if keep is not None:
        try:
            keep.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise typer.BadParameter(f"{keep} cannot be made ({error.strerror}).", param_hint="--keep") from None
        if any(keep.iterdir()):
            raise typer.BadParameter(f"{keep} is not empty.", param_hint="--keep")
    return keep


def _scene(theatre: "Theatre", run: "CronRun", as_json: bool) -> dict[str, Any]:
    from forewarn.agency import open_agency
    from forewarn.config import load_config
    from forewarn.run import run_pass
    from forewarn.show.data import report_data
    from forewarn.show.story import scene_head
    from forewarn.show.text import report

    config = load_config(theatre.config)
    with open_agency(config, theatre.environ(), lambda: run.at) as agency, progress() as bar:
        done = run_pass(agency, run.at, lambda: run.at, bar, fetch=True, apply=True)
        data = report_data(agency, done, applied=True)
        if not as_json:
            show(scene_head(run.title, run.about))
            show(report(agency, done, applied=True))
    return data


def _epilogue(theatre: "Theatre") -> None:
    from forewarn.agency import open_agency
    from forewarn.config import load_config
    from forewarn.show.story import comments_as_they_stand, request_counts

    config = load_config(theatre.config)
    now = next(iter(theatre.sandboxes.values())).now
    with open_agency(config, theatre.environ(), lambda: now) as agency:
        show(comments_as_they_stand(agency))
    show(request_counts(_requests(theatre)))


def _write_report(theatre: "Theatre", out: Path) -> None:
    from forewarn.agency import open_agency
    from forewarn.config import load_config
    from forewarn.run import look
    from forewarn.show.portraits import portraits_of
    from forewarn.show.report import report_page

    now = next(iter(theatre.sandboxes.values())).now
    with open_agency(load_config(theatre.config), theatre.environ(), lambda: now) as agency:
        done = look(agency, now)
        out.write_text(report_page(agency, portraits_of(agency, done, None), now).html, encoding="utf-8")


def _requests(theatre: "Theatre") -> dict[str, dict[str, int]]:
    """By source and client library, how many requests the sandbox was sent."""
    counts: dict[str, dict[str, int]] = {}
    for source, requests in theatre.requests().items():
        agents = counts.setdefault(source, {})
        for request in requests:
            agents[request.agent] = agents.get(request.agent, 0) + 1
    return counts
