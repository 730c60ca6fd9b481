"""forewarn baseline"""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from forewarn.cli.session import DEFAULT_CONFIG, ConfigOption, JsonOption, agency, show, show_json, wall_clock

if TYPE_CHECKING:
    from forewarn.agency import Agency
    from forewarn.config import Config
    from forewarn.store import Adopted, Store

WhatArgument = Annotated[Literal["show", "drop", "adopt"], typer.Argument(help="What to do with it.")]
ProjectArgument = Annotated[str | None, typer.Argument(metavar="PROJECT", help="Only this project.")]
RuleOption = Annotated[str | None, typer.Option("--rule", help="Only what this rule found.")]
TicketOption = Annotated[str | None, typer.Option("--ticket", help="Only what is on the ticket with this key.")]


def baseline(
    what: WhatArgument = "show",
    project: ProjectArgument = None,
    config: ConfigOption = DEFAULT_CONFIG,
    rule: RuleOption = None,
    ticket: TicketOption = None,
    as_json: JsonOption = False,
) -> None:
    """What a project's first run found and keeps quiet for a while. 'drop' lets it speak at the next run; 'adopt' adds
    everything that is found now in what was last read. Sends no request."""
    from forewarn.waivers.recall import key_of

    with agency(config, online=False) as opened:
        known, store = opened.config, opened.store
        ticket = key_of(store, ticket) if ticket is not None else None
        here = _subjects(known, store, project) if project is not None else frozenset()
        _must_be_known(known, store, rule, ticket)

        def is_meant(one: "Adopted") -> bool:
            return (
                (project in (None, one.project) or one.subject in here)
                and rule in (None, one.rule)
                and (ticket is None or ticket.casefold() == one.place.casefold())
            )

        if what == "adopt":
            found = [one for one in _found(opened) if is_meant(one)]
            _adopt(known, store, found)
        else:
            found = [one for one in store.baseline.all() if is_meant(one) and one.until > wall_clock()]
            if what == "drop":
                _drop(store, found)
        pending = _pending(known, store, project)
        if found or as_json or (rule is None and ticket is None):
            _show(known, found, pending, what, as_json)
        else:
            show(f"Nothing {'found' if what == 'adopt' else 'in the baseline'} is of that rule or ticket.")


def _must_be_known(config: "Config", store: "Store", rule: str | None, ticket: str | None) -> None:
    """Raises NotFoundError for a name that nothing has; what the baseline holds may be of names that are no more."""
    from forewarn.waivers.recall import places

    held = store.baseline.all()
    if rule is not None and all(one.rule != rule for one in held):
        config.rules.rule(rule)
    if ticket is not None and all(one.place.casefold() != ticket.casefold() for one in held):
        places(config, store, ticket)


def _subjects(config: "Config", store: "Store", project: str) -> frozenset[str]:
    """Of its tickets: what they found may have joined the baseline when it had another name. Raises NotFoundError."""
    config.project(project)
    return frozenset(head.subject for pair in config.containers[project] for head in store.seen.heads(pair))


def _found(opened: "Agency") -> list["Adopted"]:
    from forewarn.config.speaking import Speaking
    from forewarn.run.judging import judge
    from forewarn.waivers.consider import adopt, read_at

    now, days = wall_clock(), opened.config.speaking.baseline_days or Speaking().baseline_days
    judged = judge(opened, now, remember=False)
    found = [*judged.findings, *(one.finding for one in judged.considered.quiet.silenced)]

    def joined(name: str) -> "tuple[Adopted, ...]":
        mine = [finding for finding in found if finding.project == name]
        return adopt(mine, now, opened.calendar(name), days, read_at(opened.config, opened.store, name, now))

    return [one for name in opened.config.projects for one in joined(name)]


def _adopt(config: "Config", store: "Store", found: list["Adopted"]) -> None:
    now = wall_clock()
    for name in config.projects:
        mine = [one for one in found if one.project == name]
        if mine:
            store.baseline.adopt(name, mine, now, complete=False)
    _note(store, found, "adopted into the baseline by hand")


def _drop(store: "Store", found: list["Adopted"]) -> None:
    store.baseline.end(found, wall_clock())
    _note(store, found, "taken out of the baseline, so that it speaks")


def _note(store: "Store", found: list["Adopted"], what: str) -> None:
    from forewarn.store import Entry

    now = wall_clock()
    store.journal.add(
        Entry(now, "baseline", f"{one.rule} on {one.place} {what}", one.project, *_place(one)) for one in found
    )


def _place(one: "Adopted") -> tuple[str, str, str]:
    source, _, ident = one.identity.split("|", 2)[1].partition(":")
    return ("", "", one.place) if source == "project" else (source, ident, one.place)


def _pending(config: "Config", store: "Store", project: str | None) -> list[str]:
    """The projects whose baseline a run is still to take."""
    from forewarn.waivers.consider import have_begun

    if not config.speaking.baseline_days:
        return []
    begun = have_begun(config, store)
    return [name for name in config.projects if project in (None, name) and name not in begun]


def _show(config: "Config", found: list["Adopted"], pending: list[str], what: str, as_json: bool) -> None:
    from forewarn.show.silence import baseline_data, baseline_text
    from forewarn.show.wording import count

    if as_json:
        show_json(baseline_data(found))
    elif what == "adopt" and not found:
        show("Nothing was adopted, for nothing is found in what was last read. forewarn sync reads what is new.")
    elif what == "drop":
        show(f"{count(len(found), 'finding')} taken out; the next run speaks of what is still found.")
    else:
        show(baseline_text(found, pending, config.calendar, wall_clock()))
