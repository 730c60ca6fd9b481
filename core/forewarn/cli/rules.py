"""forewarn rules"""

from forewarn.cli.session import DEFAULT_CONFIG, ConfigOption, JsonOption, read_config, show, show_json


def rules(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """List the rules, what each looks for, whom it tells, and which file set it."""
    from forewarn.show.catalogue import rules_data, rules_table

    known = read_config(config).rules.all_rules()
    if as_json:
        show_json(rules_data(known))
    else:
        show(rules_table(known))
