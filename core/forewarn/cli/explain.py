"""forewarn explain"""

from typing import Annotated

import typer

from forewarn.cli.session import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    NowOption,
    agency,
    instant,
    read_config,
    show,
    show_json,
    wall_clock,
)

RuleArgument = Annotated[str, typer.Argument(help="A rule of the rules file.")]
TicketArgument = Annotated[str | None, typer.Argument(help="A ticket's key or a project's name.")]


def explain(
    rule: RuleArgument,
    ticket: TicketArgument = None,
    config: ConfigOption = DEFAULT_CONFIG,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a rule's manual page; with a ticket or project, why it fired there, did not, or could not be evaluated."""
    from forewarn.show.catalogue import manual_page, rule_data

    if ticket is None:
        known = read_config(config).rules.rule(rule)
        if as_json:
            show_json(rule_data(known))
        else:
            show(manual_page(known))
        return
    from forewarn.explain import explain_subject
    from forewarn.show.explanation import explanation_data, explanation_text

    with agency(config, online=False) as opened:
        opened.config.rules.rule(rule)
        found = explain_subject(opened, rule, ticket, instant(now, opened.config) or wall_clock())
        if as_json:
            show_json([explanation_data(opened, one) for one in found])
        else:
            for one in found:
                show(explanation_text(opened, one))
