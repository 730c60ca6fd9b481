"""forewarn digest"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forewarn.cli.configs import config_files
from forewarn.cli.session import DEFAULT_CONFIG, JsonOption, agency, wall_clock
from forewarn.cli.several import ConfigsOption, Done, serve

if TYPE_CHECKING:
    from forewarn.agency import Agency

SendOption = Annotated[bool, typer.Option("--send", help="Send it, if it is time and there is news in it.")]
AnytimeOption = Annotated[bool, typer.Option("--anytime", help="With --send: whatever the hour.")]


def digest(
    config: ConfigsOption = DEFAULT_CONFIG,
    send: SendOption = False,
    anytime: AnytimeOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what was not said on tickets, or send it to people. Let cron call it with --send every hour."""

    several = len(config_files(config)) > 1

    def one(path: Path) -> Done:
        with agency([path], online=False) as opened:
            if send and several and opened.config.digest is None:
                return _without_one(opened)
            return _send(opened, anytime=anytime) if send else _look(opened)

    serve(config, one, as_json=as_json)


def _look(opened: "Agency") -> Done:
    from forewarn.show.digest import digest_of, digest_text

    shown = digest_of(opened, opened.store.digests.last(), wall_clock())
    data = {"title": shown.title, "body": shown.body, "news": shown.is_news}
    nothing = "There was no forewarn run --apply so far; what such a run holds back goes into the digest."
    if opened.store.runs.any_applied():
        nothing = "Nothing is held back: no digest would go out."
    return Done(opened.config.agency, 0, digest_text(shown) if shown.told else nothing, data)


def _without_one(opened: "Agency") -> Done:
    """Not every agency in a folder wants a digest; a call for one alone means it, and fails."""
    why = "Its config names nobody to whom a digest goes (digest.to), so there is none."
    return Done(opened.config.agency, 0, why, {"sent": False, "why": why, "failed": []})


def _send(opened: "Agency", *, anytime: bool) -> Done:
    from forewarn.post import post_digest

    sent = post_digest(opened, os.environ, wall_clock(), anytime=anytime)
    failed = [f"{failure.number}: {failure.service}" for failure in sent.failures]
    data = {"sent": sent.sent, "why": sent.why, "failed": failed}
    return Done(opened.config.agency, 4 if failed else 0, sent.why, data)
