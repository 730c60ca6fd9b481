"""forewarn validate"""

from forewarn.cli.session import DEFAULT_CONFIG, ConfigOption, JsonOption, read_config, show, show_json


def validate(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Check the config and the rules file. Sends no request and needs no token."""
    checked = read_config(config)
    rules = {name: len(checked.rules.for_project(name, p.client)) for name, p in checked.projects.items()}
    if as_json:
        show_json({"config": str(config), "valid": True, "projects": rules, "sources": sorted(checked.sources)})
        return
    show(f"{config} is fine.")
    for name, number in rules.items():
        containers = ", ".join(f"{source}: {container}" for source, container in checked.containers[name])
        show(f"  {name}: {number} rules, over {containers}")
