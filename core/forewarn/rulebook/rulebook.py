"""Everything an agency looks for, project by project."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from forewarn.checks import Check, all_checks, why_unloaded
from forewarn.checks.check import Subject
from forewarn.errors import ConfigError, NotFoundError
from forewarn.rulebook.build import build_rule
from forewarn.rulebook.document import Document
from forewarn.rulebook.layers import Layers, check_names, check_overridden, read_layers
from forewarn.rulebook.merge import Setting, Settings
from forewarn.rulebook.mistakes import nearest
from forewarn.rulebook.problems import Problems
from forewarn.rulebook.rule import Rule
from forewarn.rulebook.waived import FileWaiver, check_waivers


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of one agency."""

    layers: Layers
    checks: Mapping[str, type[Check]]
    _built: dict[tuple[int, ...], dict[str, Rule]] = field(default_factory=dict, repr=False, compare=False)
    tried: frozenset[str] = frozenset()
    """Where it names rules, they alone are looked for, be they on or off."""

    @property
    def waivers(self) -> tuple[FileWaiver, ...]:
        """What the files keep quiet on purpose, those that have ended included."""
        return self.layers.waivers

    def for_project(self, project: str, client: str, source: str | None = None) -> tuple[Rule, ...]:
        """The rules that are looked for there; with `source`, as they are for tickets of that source."""
        return tuple(rule for rule in self.every(project, client, source).values() if self._is_on(rule))

    def _is_on(self, rule: Rule) -> bool:
        return rule.id in self.tried if self.tried else rule.enabled

    def trying(self, names: Iterable[str]) -> "Rulebook":
        """These rules alone, be they on or off. A check that no file makes a rule of is one with its defaults.

        NotFoundError when there is none of a name.
        """
        renames = self.layers.renames
        wanted = {renames.rule(name): renames.check(name) for name in names}
        known = {slug.partition("/")[2] for slug in self.checks}
        nowhere = Document("the defaults of forewarn", {}, {(): 1})
        more: dict[str, Settings] = {
            name: {"id": (Setting(name, nowhere, ()),), "check": (Setting(check, nowhere, ()),)}
            for name, check in wanted.items()
            if name in known and name not in self.layers.rules
        }
        layers = replace(self.layers, rules={**self.layers.rules, **more})
        book = replace(self, layers=layers, _built={}, tried=frozenset(wanted))
        for name in wanted:
            book.rule(name)
        return book

    def every(self, project: str, client: str, source: str | None = None) -> Mapping[str, Rule]:
        """The same by name, with those that are switched off there."""
        overrides = enumerate(self.layers.overrides)
        return self.under(tuple(number for number, one in overrides if one.fits(project, client, source)))

    def all_rules(self) -> tuple[Rule, ...]:
        """Every rule before any override, those that are switched off included."""
        return tuple(self.under(()).values())

    def rule(self, rule_id: str) -> Rule:
        """One rule before any override. NotFoundError when the files name none so, ConfigError when its check has a
        mistake."""
        rules = self.under(())
        if rule_id in rules:
            return rules[rule_id]
        if errors := why_unloaded(rule_id):
            raise errors[0]
        near = nearest(rule_id.rpartition("/")[2], rules)  # pages of the manual stand in folders
        step = f"Did you mean {near!r}?" if near else "forewarn rules lists them."
        raise NotFoundError(f"there is no rule {rule_id!r} in the rules file.", next_step=step)

    def under(self, overrides: tuple[int, ...]) -> Mapping[str, Rule]:
        """Every rule by name, as it is under these overrides (by number)."""
        if overrides not in self._built:
            problems = Problems()
            self.build(overrides, problems)
            problems.raise_any()
        return self._built[overrides]

    def build(self, overrides: tuple[int, ...], problems: Problems) -> None:
        """Make the rules as they are under these overrides (by number), and note what is wrong with them."""
        said = self.layers.rules
        for number in overrides:
            said = self.layers.overrides[number].on(said)
        # A rule that no override touches stays the same object.
        same = {n: rule for n, rule in self._built.get((), {}).items() if said[n] is self.layers.rules[n]}
        rules = [same.get(name) or build_rule(settings, self.checks, problems) for name, settings in said.items()]
        self._built[overrides] = {rule.id: rule for rule in rules if rule is not None}


def load_rulebook(
    reference: Path | str,
    *,
    projects: Mapping[str, str] | None = None,
    sources: Collection[str] = (),
    checks: Mapping[str, type[Check]] | None = None,
) -> Rulebook:
    """The rules of a file or of a pack (`web-agency@1`), with everything they extend.

    `projects` (each with its client) and `sources` are those of the config: an override for another is a mistake;
    None leaves names unchecked. `checks` are all that are installed unless given. Raises ConfigError with every
    mistake in every file.
    """
    problems = Problems()
    known = all_checks() if checks is None else checks
    layers = read_layers(str(reference), known, problems)
    if not problems:  # what could not be read might have declared them
        check_overridden(layers, problems)
    if projects is not None:
        check_names(layers, projects, sources, problems)
    rulebook = Rulebook(layers, known)
    check_waivers(layers.waivers, layers.rules, rulebook.checks, projects, problems)
    for overrides in ((), *((number,) for number in range(len(layers.overrides)))):
        rulebook.build(overrides, problems)
    _check_subjects(rulebook, problems)
    if not layers.rules and not problems:
        problems.add_error(ConfigError("no rule is named", place=str(reference), next_step="Extend [web-agency@1]."))
    problems.raise_any()
    for project, client in (projects or {}).items():
        for source in (None, *sources):
            rulebook.for_project(project, client, source)
    return rulebook


def _check_subjects(rulebook: Rulebook, problems: Problems) -> None:
    """Note every override by source of a rule that is asked about projects or pages: it would change nothing."""
    kinds = {Subject.PROJECT: "whole projects", Subject.PAGE: "pages"}
    whole = {rule.id: kinds[rule.check.subject] for rule in rulebook.all_rules() if rule.check.subject in kinds}
    for override in rulebook.layers.overrides:
        for name in override.entry.rules if override.entry.source else ():
            if (looked_at := whole.get(rulebook.layers.renames.rule(name))) is not None:
                reason = f"this rule looks at {looked_at}, so it cannot be different for one source"
                problems.add(override.document, (*override.at, "rules", name), reason, "Name a project or client.")
