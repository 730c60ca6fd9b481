"""Puts what one file says of its rules on top of what the files before it say, each value with its line."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from forewarn.rulebook.document import At, Document, Place
from forewarn.rulebook.entries import RuleEntry, SentencesEntry
from forewarn.rulebook.packs import is_pack
from forewarn.rulebook.renames import Notes, Renames


@dataclass(frozen=True, slots=True)
class Setting:
    """One value, and the place in a file that gave it."""

    value: Any
    document: Document
    at: At
    adds: bool = False
    """Added to the list before it instead of replacing it."""

    @property
    def place(self) -> Place:
        """The line that gave it."""
        return self.document.place(self.at)


Settings = Mapping[str, tuple[Setting, ...]]
"""What the files say of one rule, by key (`severity`, `options.grace_days`): the value that stands, then those that
are added to it. The key `id` holds the line that names the rule."""


def merged(
    below: Mapping[str, Settings], rules: Mapping[str, RuleEntry], document: Document, at: At, renames: Renames
) -> dict[str, Settings]:
    """Every rule, with what a file says of some of them at `at`; a value that is not added to replaces the others."""
    result = dict(below)
    for name, entry in rules.items():
        rule, here = renames.rule(name), (*at, name)
        renames.tell("check", name, renames.check(name), document, here)
        settings = dict(result.get(rule, {}))
        settings.setdefault("id", (Setting(rule, document, here),))
        if "/" in name:
            settings["check"] = (Setting(renames.check(name), document, here),)
        for said_key, said in _said(entry, document, here):
            key, setting = _under_new_name(said_key, said, settings, renames)
            settings[key] = (*settings.get(key, ()), setting) if setting.adds else (setting,)
        result[rule] = settings
    return result


def note_repeats(below: Mapping[str, Settings], rules: Mapping[str, Settings], notes: Notes) -> None:
    """Note every value that is as it was before, or that two files of the agency's own set."""
    for rule, settings in rules.items():
        for key, said in settings.items():
            before, after = below.get(rule, {}).get(key), said[-1]
            if before is None or before[-1] is after or key in ("id", "check") or after.adds or len(before) > 1:
                continue
            if before[-1].value == after.value:
                words = f"{before[-1].place} says the same, so this changes nothing"
                notes.add(after.document, after.at, words, "Delete the line.")
            elif not is_pack(before[-1].document.name):
                words = f"{before[-1].place} says something else, and this line wins"
                notes.add(after.document, after.at, words, "Keep one of the two.")


def _under_new_name(key: str, said: Setting, settings: Settings, renames: Renames) -> tuple[str, Setting]:
    """A value under the name that its check or option has now."""
    if key == "check":
        slug = renames.check(said.value)
        renames.tell("check", said.value, slug, said.document, said.at)
        return key, replace(said, value=slug)
    group, _, name = key.partition(".")
    if group != "options":
        return key, said
    option = renames.option(settings.get("check", settings["id"])[-1].value, name)
    renames.tell("option", name, option, said.document, said.at)
    return f"{group}.{option}", said


def _said(entry: RuleEntry, document: Document, at: At) -> list[tuple[str, Setting]]:
    """What one file says of one rule, key by key."""
    plain = sorted(entry.model_fields_set - {"options", "texts"})
    said = [(key, Setting(getattr(entry, key), document, (*at, key))) for key in plain]
    said += _worded(entry.texts, "texts", document, (*at, "texts"))
    for language, texts in entry.texts.translations.items():
        said += _worded(texts, f"texts.{language}", document, (*at, "texts", "translations", language))
    for key, value in entry.options.items():
        setting = Setting(value, document, (*at, "options", key), adds=key.startswith("+"))
        said.append((f"options.{key.removeprefix('+')}", setting))
    return said


def _worded(texts: SentencesEntry, key: str, document: Document, at: At) -> list[tuple[str, Setting]]:
    words = sorted(texts.model_fields_set - {"translations"})
    return [(f"{key}.{word}", Setting(getattr(texts, word), document, (*at, word))) for word in words]
