"""Words of a rules file that no client should read."""

import re
from collections.abc import Iterator

from forewarn.config import Config
from forewarn.facts.project import Project
from forewarn.model import Audience
from forewarn.rulebook import Rule
from forewarn.rulebook.packs import is_pack
from forewarn.rulebook.renames import Note
from forewarn.show.letter.lint import unfit_words

_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_CLIENT = re.compile(r"texts\.(?:(?P<language>[\w-]+)\.)?client")


def unfit_texts(config: Config) -> tuple[Note, ...]:
    """What the agency's own files tell clients in words that a letter would be stopped or asked about for."""
    found: dict[Note, None] = {}
    for name, containers in config.containers.items():
        project = config.project(name)
        for source in (None, *dict(containers)):
            for rule in config.rules.for_project(name, project.client, source):
                found |= dict.fromkeys(_notes(rule, project))
    return tuple(found)


def _notes(rule: Rule, project: Project) -> Iterator[Note]:
    if Audience.CLIENT not in rule.audiences:
        return
    for key, place in rule.origin.items():
        said = _CLIENT.fullmatch(key)
        if said is None or is_pack(place.rpartition(":")[0]):
            continue
        language = said["language"] or project.client_language
        texts = rule.texts_in(said["language"]) if said["language"] else rule.texts
        plain = _TEMPLATE.sub(" ", texts.client or "")
        for flaw in unfit_words(plain, language, project.glossary):
            yield Note(place, f"{rule.id} tells a client {flaw.words!r}", flaw.reason[0].upper() + flaw.reason[1:])
        if "-" in rule.id and rule.id in plain:  # "silence" may be a word
            yield Note(place, f"{rule.id} tells a client its own name", "Say what it is about.")
