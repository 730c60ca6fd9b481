"""forewarn explain"""

from typing import TYPE_CHECKING, Annotated

import typer

from forewarn.cli.session import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    NowOption,
    instant,
    read_config,
    show,
    show_json,
    wall_clock,
)

if TYPE_CHECKING:
    from forewarn.config import Config

RuleArgument = Annotated[
    str, typer.Argument(metavar="RULE", help="A rule of the rules file; or a ticket or project, for all rules.")
]
TicketArgument = Annotated[
    str | None, typer.Argument(metavar="TICKET", help="A ticket's key or address, or a project's name.")
]


def explain(
    rule: RuleArgument,
    ticket: TicketArgument = None,
    config: ConfigOption = DEFAULT_CONFIG,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a rule's manual page, or what rules say of a ticket.

    With a rule and a ticket or project: why it found something there, did not, or could not be evaluated. With a ticket
    or project alone: what every rule says of it.
    """
    from forewarn.show.catalogue import manual_page, rule_data

    checked = read_config(config)
    known = checked.rules
    if ticket is not None:
        known.rule(rule)
        _explain(checked, rule, ticket, now, as_json)
    elif _is_name(rule, checked):
        _explain(checked, None, rule, now, as_json)
    elif as_json:
        show_json(rule_data(known.rule(rule)))
    else:
        show(manual_page(known.rule(rule)))


def _is_name(word: str, config: "Config") -> bool:
    """Whether it names a project, or no rule even with a slip of the pen: then it is a ticket's key."""
    from forewarn.rulebook.mistakes import nearest

    rules = config.rules.under(())
    if word.rpartition("/")[2] in rules:  # the whole name of its check, as pages of the manual have it
        return False
    return nearest(word, rules) is None or (word in config.projects and word not in rules)


def _explain(config: "Config", rule: str | None, name: str, now: str | None, as_json: bool) -> None:
    from rich.console import Group

    from forewarn.agency import open_agency
    from forewarn.connect.secrets import Offline
    from forewarn.explain import explain_all, explain_subject
    from forewarn.show.explanation import explanation_data, explanation_text, overview_text, quieting_text
    from forewarn.waivers.recall import key_of

    with open_agency(config, Offline(), wall_clock) as opened:
        at, name = instant(now, config) or wall_clock(), key_of(opened.store, name)
        found = (
            explain_all(opened, name, at)
            if rule is None
            else [[one] for one in explain_subject(opened, rule, name, at)]
        )
        if as_json:
            show_json([explanation_data(opened, one) for answers in found for one in answers])
            return
        for answers in found:
            if len(found) > 1 and answers:  # a key may stand for several tickets, and a ticket in several projects
                show(f"In the project {answers[0].project}:")
            if rule is None:
                show(overview_text(opened, answers))
            else:
                show(Group(explanation_text(opened, answers[0]), quieting_text(answers[0], name)))
