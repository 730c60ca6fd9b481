"""forewarn config"""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from forewarn.cli.session import DEFAULT_CONFIG, ConfigOption, JsonOption, read_config, show_json

config = typer.Typer(help="Look at the config and the rules file as forewarn reads them.", no_args_is_help=True)

OriginOption = Annotated[bool, typer.Option("--origin", help="Name the file and line that set each value.")]


@config.callback()
def _group() -> None:
    """Keeps `show` a word of its own while it is the only one."""


@config.command("show")
def show_config(
    config: ConfigOption = DEFAULT_CONFIG, origin: OriginOption = False, as_json: JsonOption = False
) -> None:
    """Show every value that counts, of the config and of each rule. Secrets are shown as their reference."""
    from forewarn.config.origins import config_values, rule_values

    known = read_config(config)
    values = [*config_values(known), *rule_values(known)]
    if as_json:
        show_json([asdict(value) for value in values])
        return
    for one in values:
        value = one.value if isinstance(one.value, str) and one.value else json.dumps(one.value, ensure_ascii=False)
        print(f"{one.path}: {value}" + (f"  ({one.origin})" if origin else ""))  # a line each, for grep
