"""forewarn digest"""

import os
from typing import Annotated

import typer

from forewarn.cli.session import DEFAULT_CONFIG, ConfigOption, JsonOption, agency, show, show_json, wall_clock

SendOption = Annotated[bool, typer.Option("--send", help="Send it, if it is time and there is news in it.")]
AnytimeOption = Annotated[bool, typer.Option("--anytime", help="With --send: whatever the hour.")]


def digest(
    config: ConfigOption = DEFAULT_CONFIG,
    send: SendOption = False,
    anytime: AnytimeOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what was not said on tickets, or send it to people. Let cron call it with --send every hour."""
    from forewarn.post import post_digest
    from forewarn.show.digest import digest_of, digest_text

    with agency(config, online=False) as opened:
        if not send:
            shown = digest_of(opened, opened.store.digests.last())
            if as_json:
                show_json({"title": shown.title, "body": shown.body, "news": shown.is_news})
            elif shown.items:
                show(digest_text(shown))
            elif opened.store.runs.any_applied():
                show("Nothing is held back: no digest would go out.")
            else:
                show("There was no forewarn run --apply so far; what such a run holds back goes into the digest.")
            return
        sent = post_digest(opened, os.environ, wall_clock(), anytime=anytime)
    if as_json:
        show_json({"sent": sent.sent, "why": sent.why, "failed": [f"{f.number}: {f.service}" for f in sent.failures]})
    else:
        show(sent.why)
    if sent.failures:
        raise typer.Exit(4)
