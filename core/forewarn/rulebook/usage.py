"""What in a rules file has no effect: overrides that never fit or change nothing, words about rules that are off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forewarn.rulebook.layers import Override
from forewarn.rulebook.mistakes import nearest
from forewarn.rulebook.packs import is_pack
from forewarn.rulebook.renames import Note, Notes
from forewarn.rulebook.rule import Rule
from forewarn.rulebook.rulebook import Rulebook
from forewarn.rulebook.templates import named
from forewarn.rulebook.texts import own_texts
from forewarn.rulebook.translations import translations_of

Numbers = tuple[int, ...]
"""The overrides that fit somewhere."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where rules are asked for: a project, and one of its sources or None for what is about the project itself."""

    project: str
    client: str
    source: str | None


def usage_notes(rulebook: Rulebook, places: Sequence[Place]) -> tuple[Note, ...]:
    """Everything that the agency's own files say in vain, given all places there are."""
    notes, overrides = Notes(), rulebook.layers.overrides
    for number, override in enumerate(overrides):
        below = {
            tuple(n for n, one in enumerate(overrides[:number]) if one.fits(place.project, place.client, place.source))
            for place in places
            if override.fits(place.project, place.client, place.source)
        }
        if not below:
            step = "Check the names; a project is of one client and has its own sources."
            notes.add(override.document, override.at, "nothing is ever of all that this names", step)
        else:
            _note_idle(rulebook, number, override, sorted(below), notes)
    _note_words_about_rules_that_are_off(rulebook, places, notes)
    _note_facts_of_no_sentence(rulebook, notes)
    return tuple(notes)


def _note_idle(rulebook: Rulebook, number: int, override: Override, below: Sequence[Numbers], notes: Notes) -> None:
    for name in override.entry.rules:
        rule = rulebook.layers.renames.rule(name)
        pairs = [(rulebook.under(numbers)[rule], rulebook.under((*numbers, number))[rule]) for numbers in below]
        if any(_differ(before, after) for before, after in pairs):
            continue
        at = (*override.at, "rules", name)
        if any(after.enabled for _, after in pairs):
            notes.add(override.document, at, "it is so already, so this changes nothing", "Delete it.")
        else:
            notes.add(override.document, at, "the rule is off there, so this changes nothing", "Add enabled: true.")


def _differ(one: Rule, other: Rule) -> bool:
    return one.enabled != other.enabled or (one.enabled and list(_seen_of(one)) != list(_seen_of(other)))


def _seen_of(rule: Rule) -> Iterator[object]:
    yield from (rule.fingerprint, rule.approval, rule.texts, dict(rule.translations))


def _note_words_about_rules_that_are_off(rulebook: Rulebook, places: Sequence[Place], notes: Notes) -> None:
    on = {rule.id for place in places for rule in rulebook.for_project(place.project, place.client, place.source)}
    for rule, settings in rulebook.layers.rules.items():
        own = [said[-1] for key, said in settings.items() if key not in ("id", "check", "enabled")]
        mine = [said for said in own if not is_pack(said.document.name)]
        if rule not in on and mine:
            words = "the rule is off everywhere, so this changes nothing"
            notes.add(mine[0].document, mine[0].at, words, "Add enabled: true, or delete it.")


def _note_facts_of_no_sentence(rulebook: Rulebook, notes: Notes) -> None:
    """A check may give more facts than its sentences name, so this is no mistake yet: the first finding tells."""
    for rule in rulebook.all_rules():
        kind = type(rule.check)
        sentences = (kind.team, kind.advice, kind.client)
        worded = (text for one in translations_of(kind.slug).values() for text in (one.team, one.advice, one.client))
        known = {"since", *(name for text in (*sentences, *worded) if text for name in named(text))}
        for _, said in own_texts(rulebook.layers.rules[rule.id]):
            for name in sorted(named(said.value) - known):
                near = nearest(name, known)
                step = f"Did you mean {near!r}?" if near else "forewarn plan names a text that cannot be filled."
                notes.add(said.document, said.at, f"no sentence of the check names {name!r}", step)
