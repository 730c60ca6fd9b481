"""forewarn init"""

import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from forewarn.cli.failures import complain, explain
from forewarn.cli.session import DEFAULT_CONFIG, ConfigOption, one_config, wall_clock

if TYPE_CHECKING:
    from pydantic import BaseModel

    from forewarn.config.first import FirstConfig
    from forewarn.connect import Connector, Listed

T = TypeVar("T")

_LONGEST_WAIT = timedelta(seconds=30)
"""Somebody sits and waits for us."""
_SHOWN = 60
"""Containers that are listed; the others are chosen by their names."""
_UNREADABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What no line of a file can hold: keys of a terminal, breaks of lines, and letters of another encoding."""
_PEOPLE = (
    "People are named with commas between them: by the domain of their addresses (@agency.example), by handle, or by\n"
    "the exact name that the tracker shows."
)


def init(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Ask what a first config needs, and write the file.

    Set the tokens before (FOREWARN_JIRA_TOKEN, FOREWARN_GITHUB_TOKEN, FOREWARN_TRELLO_KEY and FOREWARN_TRELLO_TOKEN):
    what they may see is listed then. Nothing is written but the file, and none that is there is touched.
    """
    from forewarn.config import load_config
    from forewarn.errors import ConfigError, UnfitError

    target = one_config(config)
    if os.path.exists(target):  # noqa: PTH110 - the other raises where its folder is closed to us
        step = "Edit it, or name another file with --config."
        raise UnfitError("there is such a file already, and it is left as it is.", place=str(target), next_step=step)
    try:
        first = _asked(target)
    except (typer.Abort, KeyboardInterrupt) as error:
        typer.echo()
        complain("stopped; nothing was written.")
        is_by_hand = isinstance(error, KeyboardInterrupt) or isinstance(error.__context__, KeyboardInterrupt)
        raise typer.Exit(130 if is_by_hand else 2) from None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(first.text())
    except OSError as error:
        typer.echo(f"\n{first.text()}")  # so that no answer is lost
        reason = f"it cannot be written ({(error.strerror or '').lower()}); what would stand there is above."
        step = "Keep it in a file yourself, or name another one with --config."
        raise UnfitError(reason, place=str(target), next_step=step) from None
    typer.echo(f"\n{target} is written.")
    try:
        load_config(target)
    except ConfigError as error:
        complain("something in it is to be mended first:")
        explain(error)
        raise typer.Exit(2) from None
    typer.echo("What comes next:")
    for name in first.variables:
        if not os.environ.get(name):
            typer.echo(f"  export {name}=...")
    where = "" if [target] == DEFAULT_CONFIG else f" --config {target}"
    typer.echo(f"  forewarn doctor{where}  # who the account is, what it may do, what to mend first")
    typer.echo(f"  forewarn run{where}  # reads, and shows what it found and would say")


def _asked(target: Path) -> "FirstConfig":
    """Raises Abort where the answers end."""
    from forewarn.config.calendars import CalendarEntry
    from forewarn.config.connectors import installed_connectors, load_connector
    from forewarn.config.first import FirstConfig, several, understood
    from forewarn.language.pack import pack_codes

    installed = installed_connectors()
    first = FirstConfig(
        agency=_ask("What is your agency called?", str.strip),
        language=_ask(f"Your language ({', '.join(pack_codes())})", lambda code: _one_of(code, pack_codes()), "en"),
        time_zone=_ask("Your time zone", lambda zone: understood(CalendarEntry, "time_zone", zone), _zone_here()),
        holidays=_ask(
            "Your public holidays, as DE or DE-BE (empty for none)",
            lambda country: understood(CalendarEntry, "holidays", country) if country else "",
            "",
        ),
    )
    trackers = _ask(f"Your trackers ({', '.join(installed)})", lambda text: _some_of(text, installed))
    for name in trackers:
        _ask_source(first, name, load_connector(name, installed), target)
    if not first.projects:
        typer.echo("No project was named, so there is nothing to look at.")
        raise typer.Abort
    typer.echo(f"\n{_PEOPLE}")
    first.team = _ask("Who is your team?", several, "")
    first.clients = _ask(f"Who belongs to {' or '.join(first.projects)}?", several, "")
    return first


def _ask_source(first: "FirstConfig", name: str, connector: "type[Connector]", target: Path) -> None:
    """A tracker, and for whom each of its containers is."""
    from forewarn.config.first import FirstSource, called, questions_of, secrets_of, several

    typer.echo(f"\n{name}")
    keys: dict[str, Any] = {}
    for key, one in questions_of(connector.Options).items():
        usual = None if one.is_required() else str(one.default or "")
        typer.echo(f"  {one.description}")
        answer = _ask(f"  {key}", _as_text(connector.Options, key), usual)
        keys |= {key: answer} if answer != usual else {}
    keys |= secrets_of(connector.Options, name)
    listed = _listed(name, connector, keys, target)
    if listed:
        _show(listed)
        chosen = _ask("  Which of them? Numbers or names, or all", lambda text: _chosen(text, listed))
    else:
        question = "  What is to be read there? Names as in config.start.yaml"
        chosen = dict.fromkeys(_ask(question, lambda text: [_fit(one, connector) for one in several(text)]), "")
    visible = typer.confirm("  Can clients open any of these tickets?", default=None)
    first.sources[name] = FirstSource(name, visible, keys)
    for container, title in chosen.items():
        whose = f"{container} ({title})" if title and title != container else container
        client = _ask(f"  For which client is {whose}?", _name, called(title or container))
        first.projects.setdefault(client, {}).setdefault(name, []).append(container)


def _listed(name: str, connector: "type[Connector]", keys: Mapping[str, Any], target: Path) -> "Sequence[Listed]":
    """What there is to read; empty where nobody can tell, which is said."""
    from forewarn.connect import Listing, Patience
    from forewarn.connect.stumbling import stumbling
    from forewarn.errors import ConfigError, TrackerError

    options = connector.Options.model_validate(dict(keys), context={"folder": target.parent})
    patience = Patience(now=wall_clock, budget=_LONGEST_WAIT)
    try:
        opened = connector(name, options, client_visible=True, environ=os.environ, patience=patience)
        with stumbling(name), closing(opened.reader()) as reader:
            return tuple(reader.containers()) if isinstance(reader, Listing) else ()
    except (TrackerError, ConfigError) as error:
        typer.echo("  What there is cannot be listed:")
        explain(error)
        return ()


def _show(listed: "Sequence[Listed]") -> None:
    for number, one in enumerate(listed[:_SHOWN], 1):
        typer.echo(f"  {number:>3}  {one.container}  {one.title if one.title != one.container else ''}".rstrip())
    if len(listed) > _SHOWN:
        typer.echo(f"       and {len(listed) - _SHOWN} more, to be chosen by their names")


def _chosen(text: str, listed: "Sequence[Listed]") -> dict[str, str]:
    """By name, the titles of those that somebody chose. Raises Mistake."""
    from forewarn.config.first import several

    known = {one.container: one.title for one in listed}
    if text.strip().casefold() == "all":
        return known
    numbers = {str(number): one.container for number, one in enumerate(listed, 1)}
    names = [numbers.get(word, word) for word in several(text)]
    return {name: known[_one_of(name, known)] for name in names}


def _fit(container: str, connector: "type[Connector]") -> str:
    """A container, as far as a tracker may have one of that name. Raises Mistake."""
    from forewarn.connect import misnamed
    from forewarn.rulebook.mistakes import Mistake

    reason, step = misnamed(connector, container)
    if reason:
        raise Mistake(f"{container!r} {reason}", step)
    return container


def _some_of(text: str, known: Collection[str]) -> list[str]:
    from forewarn.config.first import several

    return [_one_of(word, known) for word in several(text.casefold())]


def _one_of(word: str, known: Collection[str]) -> str:
    from forewarn.rulebook.mistakes import unknown

    if word not in known:
        raise unknown("answer", word, known)
    return word


def _as_text(options: "type[BaseModel]", key: str) -> Callable[[str], str]:
    from forewarn.config.first import understood

    return lambda text: str(understood(options, key, text)) if text else ""


def _name(text: str) -> str:
    from forewarn.config.first import called
    from forewarn.rulebook.mistakes import Mistake

    if not (name := called(text)):
        raise Mistake("this is no name", "Write it in letters or figures.")
    return name


def _ask(question: str, read: Callable[[str], T], default: str | None = None) -> T:
    """An answer that can be understood; until then it is asked again."""
    from forewarn.rulebook.mistakes import Mistake

    while True:
        end = " " if question.endswith("?") else ": "
        text = str(typer.prompt(question, default, prompt_suffix=end, show_default=bool(default))).strip()
        try:
            if _UNREADABLE.search(text):
                raise Mistake("a character in this cannot be read", "Type it once more.")
            return read(text)
        except Mistake as mistake:
            end = "" if str(mistake).endswith((".", "?")) else "."
            typer.echo(f"  {mistake}{end} {mistake.next_step}".rstrip())


def _zone_here() -> str:
    """The time zone of this machine, as far as it tells one."""
    from zoneinfo import available_timezones

    named = (os.environ.get("TZ", ""), str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2])
    return next((zone for zone in named if zone in available_timezones()), "UTC")
