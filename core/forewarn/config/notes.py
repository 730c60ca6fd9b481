"""What in an agency's files works and should still be changed."""

from forewarn.config.config import Config
from forewarn.rulebook.renames import Note
from forewarn.rulebook.usage import Place, usage_notes


def notes_of(config: Config) -> tuple[Note, ...]:
    """Former names, words that have no effect, and values that are set twice."""
    places = [
        Place(name, project.client, source)
        for name, project in config.projects.items()
        for source in (None, *dict(config.containers[name]))
    ]
    return (*config.renamed, *config.rules.layers.renames.notes, *usage_notes(config.rules, places))
