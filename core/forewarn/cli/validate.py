"""forewarn validate"""

from dataclasses import asdict
from pathlib import Path

from forewarn.cli.session import DEFAULT_CONFIG, JsonOption, read_config, wall_clock
from forewarn.cli.several import ConfigsOption, Done, serve


def validate(config: ConfigsOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Check the config and the rules file. Sends no request and needs no token."""
    serve(config, _validate, as_json=as_json)


def _validate(path: Path) -> Done:
    from forewarn.config.notes import notes_of
    from forewarn.show.unfit import unfit_texts
    from forewarn.waivers.gather import file_waivers

    checked = read_config([path])
    expired = [waiver for waiver in file_waivers(checked) if waiver.until <= wall_clock()]
    notes = (*notes_of(checked), *unfit_texts(checked))
    rules = {name: len(checked.rules.for_project(name, p.client)) for name, p in checked.projects.items()}
    data = {"config": str(path), "valid": True, "projects": rules, "sources": sorted(checked.sources),
            "expired_waivers": [waiver.key for waiver in expired],
            "notes": [asdict(note) for note in notes]}  # fmt: skip
    lines = [f"{path} is fine."]
    for name, number in rules.items():
        containers = ", ".join(f"{source}: {container}" for source, container in checked.containers[name])
        lines.append(f"  {name}: {number} rules, over {containers}")
    for waiver in expired:
        day = checked.calendar.day_of(waiver.until)
        ended = f"the waiver of {waiver.about} ended on {day.day} {day:%b %Y}"
        lines.append(f"  {waiver.key}: {ended}. Delete it, or give it another end.")
    lines += [f"  {note.place}: {note.words}. {note.next_step}" for note in notes]
    return Done(checked.agency, 0, "\n".join(lines), data)
