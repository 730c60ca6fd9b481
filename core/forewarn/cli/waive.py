"""forewarn waive"""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from forewarn.cli.session import DEFAULT_CONFIG, ConfigOption, JsonOption, read_config, show, show_json, wall_clock

if TYPE_CHECKING:
    from forewarn.config import Config
    from forewarn.store import KeptWaiver, Store

WhatArgument = Annotated[
    str, typer.Argument(metavar="RULE", help="A rule, whose findings are kept quiet; or: list, end.")
]
TicketArgument = Annotated[
    str | None,
    typer.Argument(metavar="TICKET", help="A ticket's key or address, or a project; after end, a waiver's number."),
]
ForOption = Annotated[str | None, typer.Option("--for", help="For how long: '5 days', '2 weeks' (business days).")]
UntilOption = Annotated[str | None, typer.Option("--until", help="The last day of quiet: 2026-12-18.")]
BecauseOption = Annotated[str, typer.Option("--because", help="Why.")]
ByOption = Annotated[str, typer.Option("--by", help="Who decides it.")]


def waive(
    what: WhatArgument,
    ticket: TicketArgument = None,
    config: ConfigOption = DEFAULT_CONFIG,
    for_: ForOption = None,
    until: UntilOption = None,
    because: BecauseOption = "",
    by: ByOption = "",
    as_json: JsonOption = False,
) -> None:
    """Keep a rule quiet about a ticket or project for a while. 'waive list' shows what is kept quiet, 'waive end 3'
    takes waiver 3 back. Sends no request."""
    from forewarn.store import open_store

    known = read_config(config)
    with open_store(known.store) as store:
        if what == "list":
            _list(known, store, as_json)
        elif what == "end":
            _end(known, store, ticket or "")
        else:
            _make(known, store, what, ticket or "", _end_of(known, for_, until), because.strip(), by.strip())


def _list(config: "Config", store: "Store", as_json: bool) -> None:
    from forewarn.show.silence import waivers_data, waivers_text
    from forewarn.waivers.gather import waivers_of
    from forewarn.waivers.recall import recall

    now = wall_clock()
    considered = recall(config, store, now)
    lasting = waivers_of(config, store, considered.heard)
    waivers = [one for one in lasting if one.until > now or one in considered.quiet.expired]
    if as_json:
        show_json(waivers_data(waivers, considered.quiet))
    else:
        show(waivers_text(waivers, considered.quiet, config.calendar))


def _end(config: "Config", store: "Store", number: str) -> None:
    from forewarn.errors import NotFoundError
    from forewarn.store import Entry

    now = wall_clock()
    known = {str(one.id): one for one in store.waivers.all() if one.ended_at is None}
    if number not in known:
        which = f"there is no waiver {number!r} that could be ended" if number else "waive end takes a waiver's number"
        there = f"There are: {', '.join(known)}." if known else "None is in force that was made with forewarn waive."
        raise NotFoundError(f"{which}.", next_step=there)
    ended = known[number]
    store.waivers.end(ended.id, now)
    text = f"waiver {number} ({ended.rule} on {ended.ticket or ended.project}) was taken back"
    store.journal.add([Entry(now, "waiver", text, ended.project, key=ended.ticket)])
    about = f"{ended.rule} on {ended.ticket or ended.project}"
    if still := _still_quiet(config, store, ended, now):
        show(f"Waiver {number} is taken back. {about} stays quiet all the same: {still}.")
    else:
        show(f"Waiver {number} is taken back. The next run speaks of {about} again.")


def _still_quiet(config: "Config", store: "Store", ended: "KeptWaiver", now: datetime) -> str:
    """What else keeps quiet what a waiver was for, in words; empty where nothing does."""
    from forewarn.say.journal import why
    from forewarn.waivers.gather import as_named_now, kept_waiver
    from forewarn.waivers.recall import recall

    [named] = as_named_now(config, store, [ended])
    was, silenced = kept_waiver(named), recall(config, store, now).quiet.silenced
    clients = {name: project.client for name, project in config.projects.items()}
    left = [one for one in silenced if was.covers(one.finding, clients[one.finding.project])]
    return why(left[0], config.calendar) if left else ""


def _end_of(config: "Config", for_: str | None, until: str | None) -> datetime | None:
    """The instant at which the waiver ends; None where neither option says one."""
    from forewarn.language.terms import Days, NoDate, read_term

    if for_ is None and until is None:
        return None
    if for_ is not None and until is not None:
        raise typer.BadParameter("say either --for or --until.", param_hint="--for")
    now = wall_clock()
    term = read_term(for_ or until or "", config.calendar.day_of(now))
    if isinstance(term, NoDate) or isinstance(term, Days) != (for_ is not None):
        hint = "it takes '5 days' or '2 weeks'." if for_ else "it takes a day to come, such as 2026-12-18."
        raise typer.BadParameter(hint, param_hint="--for" if for_ else "--until")
    return config.calendar.add_days(now, term.number) if isinstance(term, Days) else config.calendar.passes(term)


def _make(
    config: "Config", store: "Store", rule: str, name: str, until: datetime | None, because: str, by: str
) -> None:
    from forewarn.checks.check import Subject
    from forewarn.show.silence import last_day
    from forewarn.store import Entry
    from forewarn.waivers.recall import key_of, places

    name = key_of(store, name)
    for given, option in ((name, "TICKET"), (until, "--for"), (because, "--because"), (by, "--by")):
        if not given:
            needs = "a waiver needs a TICKET or project, --for or --until, --because and --by."
            raise typer.BadParameter(needs, param_hint=option)
    assert until is not None
    looked_for, now = config.rules.rule(rule), wall_clock()
    rule, of_project = looked_for.id, looked_for.check.subject is Subject.PROJECT
    until_day = last_day(until, config.calendar)
    held = places(config, store, name)
    for project, source, ident in held:
        made = store.waivers.add(rule, project, name if ident else "", by, because, now, until)
        text = f"{by} waived {rule} until {until_day}: {because}"
        store.journal.add([Entry(now, "waiver", text, project, source, ident, name if ident else "")])
        where = f"{name} in {project}" if len(held) > 1 else name
        show(f"Waiver {made.id}: {rule} on {where} is kept quiet until {until_day}. 'forewarn waive end {made.id}' "
             "takes it back.")  # fmt: skip
        if ident and of_project:
            show(f"{rule} looks at whole projects, and this holds while it is spoken of on {name}. forewarn waive "
                 f"{rule} {project} is for all of it.")  # fmt: skip
