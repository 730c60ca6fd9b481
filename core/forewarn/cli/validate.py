"""forewarn validate"""

from dataclasses import asdict

from forewarn.cli.session import DEFAULT_CONFIG, ConfigOption, JsonOption, read_config, show, show_json, wall_clock


def validate(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Check the config and the rules file. Sends no request and needs no token."""
    from forewarn.config.notes import notes_of
    from forewarn.waivers.gather import file_waivers

    checked = read_config(config)
    expired = [waiver for waiver in file_waivers(checked) if waiver.until <= wall_clock()]
    notes = notes_of(checked)
    rules = {name: len(checked.rules.for_project(name, p.client)) for name, p in checked.projects.items()}
    if as_json:
        show_json({"config": str(config), "valid": True, "projects": rules, "sources": sorted(checked.sources),
                   "expired_waivers": [waiver.key for waiver in expired],
                   "notes": [asdict(note) for note in notes]})  # fmt: skip
        return
    show(f"{config} is fine.")
    for name, number in rules.items():
        containers = ", ".join(f"{source}: {container}" for source, container in checked.containers[name])
        show(f"  {name}: {number} rules, over {containers}")
    for waiver in expired:
        day = checked.calendar.day_of(waiver.until)
        ended = f"the waiver of {waiver.about} ended on {day.day} {day:%b %Y}"
        show(f"  {waiver.key}: {ended}. Delete it, or give it another end.")
    for note in notes:
        show(f"  {note.place}: {note.words}. {note.next_step}")
