"""What in an agency's files works and should still be changed."""

from collections.abc import Iterator, Sequence

from forewarn.checks import unloaded
from forewarn.config.config import Config
from forewarn.language.pack import pack_codes, pack_for
from forewarn.rulebook.renames import Note
from forewarn.rulebook.usage import Place, usage_notes


def notes_of(config: Config) -> tuple[Note, ...]:
    """Former names, words without effect, values set twice, projects without a rule, languages nobody here reads, and
    checks that cannot be loaded, which no rule names."""
    places = [
        Place(name, project.client, source)
        for name, project in config.projects.items()
        for source in (None, *dict(config.containers[name]))
    ]
    known = (*config.renamed, *config.rules.layers.renames.notes, *usage_notes(config.rules, places))
    broken = (Note(one.place, one.reason, "Mend it before a rule names it.") for one in unloaded().values())
    return (*known, *_unruled(config, places), *_unread(config), *broken)


def _unruled(config: Config, places: Sequence[Place]) -> Iterator[Note]:
    ruled = {one.project for one in places if config.rules.for_project(one.project, one.client, one.source)}
    bare = [name for name in config.projects if name not in ruled]
    if bare:
        words = f"no rule is on in {', '.join(bare)}: nothing is looked for there"
        yield Note(str(config.path), words, "Say extends: [web-agency@1] in the rules file, or switch a rule on.")


def _unread(config: Config) -> Iterator[Note]:
    for code in sorted({project.language for project in config.projects.values()}):
        if pack_for(code.partition("-")[0].lower()) is None:
            names = ", ".join(name for name, project in config.projects.items() if project.language == code)
            words = f"language: no rule that reads words can be evaluated in {names}, as {code!r} has no language pack"
            step = f"forewarn reads {' and '.join(pack_codes())}; what it writes is English there."
            yield Note(str(config.path), words, step)
