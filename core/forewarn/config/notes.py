"""What in an agency's files works and should still be changed."""

from collections.abc import Iterator

from forewarn.config.config import Config
from forewarn.language.pack import pack_codes, pack_for
from forewarn.rulebook.renames import Note
from forewarn.rulebook.usage import Place, usage_notes


def notes_of(config: Config) -> tuple[Note, ...]:
    """Former names, words that have no effect, values that are set twice, and languages that nobody here reads."""
    places = [
        Place(name, project.client, source)
        for name, project in config.projects.items()
        for source in (None, *dict(config.containers[name]))
    ]
    known = (*config.renamed, *config.rules.layers.renames.notes, *usage_notes(config.rules, places))
    return (*known, *_unread(config))


def _unread(config: Config) -> Iterator[Note]:
    for code in sorted({project.language for project in config.projects.values()}):
        if pack_for(code.partition("-")[0].lower()) is None:
            names = ", ".join(name for name, project in config.projects.items() if project.language == code)
            words = f"language: no rule that reads words can be evaluated in {names}, as {code!r} has no language pack"
            step = f"forewarn reads {' and '.join(pack_codes())}; what it writes is English there."
            yield Note(str(config.path), words, step)
