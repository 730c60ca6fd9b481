"""What the demonstration shows besides the reports: its scenes, and the comments as they stand on the tickets."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from forewarn.agency import Agency
from forewarn.model import Audience
from forewarn.show.wording import called, count
from forewarn.store import Said


def scene_head(title: str, about: str) -> RenderableType:
    """A visit of the cron job."""
    return Group(Text(), Rule(Text(title, style="bold"), align="left"), Text(about, style="italic"), Text())


def comments_as_they_stand(agency: Agency) -> RenderableType:
    """Our comments, fetched from the trackers once more, as people see them there."""
    parts: list[RenderableType] = [scene_head("The comments, as they stand on the tickets", "")]
    for source, connector in agency.connectors.items():
        with closing(connector.speaker()) as speaker:
            for said in agency.store.said.all():
                if said.ticket.source == source and said.comment:
                    for posted in speaker.find(said.ticket, said.marker):
                        parts += [_head(said), Padding(Text(posted.body), (0, 0, 1, 4), expand=False)]
    return Group(*parts)


def request_counts(requests: Mapping[str, Mapping[str, int]]) -> RenderableType:
    """Which client libraries talked to the sandboxes."""
    lines = [Text(f"  {source}: {count(n, 'request')} by {agent}") for source, by in requests.items()
             for agent, n in by.items()]  # fmt: skip
    return Group(Text("Requests, all of them sent by the trackers' own client libraries", style="bold"), *lines)


def what_is_kept(folder: Path | None) -> RenderableType:
    """What can be done with a demo that is kept, or how to keep it."""
    if folder is None:
        return Text("\nforewarn demo --keep FOLDER writes the report page too, and keeps all of it to try commands on.")
    return Text(
        f"\n{folder} keeps the report page, report.html, and the config, the rules and the database. The sandboxes "
        "have ended, so nothing more can be read or said; report, explain, log, drafts and promises work from what was "
        f"read, each with -c {folder / 'forewarn.yaml'}."
    )


def _head(said: Said) -> Text:
    who = "seen by the team alone" if said.audience is Audience.TEAM else "seen by the client"
    return Text.assemble((f"  {called(said.ticket)}", "bold"), f"  {who}, {said.state}")
