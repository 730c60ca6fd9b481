"""forewarn rules"""

from typing import Annotated

import typer

from forewarn.cli.session import DEFAULT_CONFIG, ConfigOption, JsonOption, read_config, show, show_json

FieldsOption = Annotated[
    bool, typer.Option("--fields", help="List what the expressions of a rules file may name instead.")
]
SchemaOption = Annotated[
    bool, typer.Option("--schema", help="Print the JSON Schema of rules files instead, for editors.")
]


def rules(
    config: ConfigOption = DEFAULT_CONFIG, fields: FieldsOption = False, schema: SchemaOption = False,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """List the rules, what each looks for and whom it tells. --json also tells which file set what."""
    from forewarn.checks import all_checks
    from forewarn.rulebook import rules_schema
    from forewarn.show.catalogue import fields_data, fields_list, rules_data, rules_list

    if schema:
        show_json(rules_schema(all_checks()))
    elif fields:
        show_json(fields_data()) if as_json else show(fields_list())
    else:
        known = read_config(config).rules.all_rules()
        show_json(rules_data(known)) if as_json else show(rules_list(known))
