"""Everything an agency looks for, project by project."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from forewarn.checks import Check, all_checks
from forewarn.checks.check import Subject
from forewarn.errors import ConfigError, NotFoundError
from forewarn.rulebook.build import build_rule
from forewarn.rulebook.layers import Layers, check_names, check_overridden, read_layers
from forewarn.rulebook.mistakes import nearest
from forewarn.rulebook.problems import Problems
from forewarn.rulebook.rule import Rule


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of one agency."""

    layers: Layers
    checks: Mapping[str, type[Check]]
    _built: dict[tuple[int, ...], tuple[Rule, ...]] = field(default_factory=dict, repr=False, compare=False)

    def for_project(self, project: str, client: str, source: str | None = None) -> tuple[Rule, ...]:
        """The rules that are looked for there; with `source`, as they are for tickets of that source."""
        overrides = enumerate(self.layers.overrides)
        fitting = tuple(number for number, override in overrides if override.fits(project, client, source))
        return tuple(rule for rule in self._rules(fitting) if rule.enabled)

    def all_rules(self) -> tuple[Rule, ...]:
        """Every rule before any override, those that are switched off included."""
        return self._rules(())

    def rule(self, rule_id: str) -> Rule:
        """One rule before any override. NotFoundError when the files name none so."""
        rules = {rule.id: rule for rule in self.all_rules()}
        if rule_id in rules:
            return rules[rule_id]
        near = nearest(rule_id, rules)
        step = f"Did you mean {near!r}?" if near else f"There are: {', '.join(rules)}."
        raise NotFoundError(f"there is no rule {rule_id!r} in the rules file.", next_step=step)

    def _rules(self, overrides: tuple[int, ...]) -> tuple[Rule, ...]:
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
        same = {rule.id: rule for rule in self._built.get((), ()) if said[rule.id] is self.layers.rules[rule.id]}
        rules = [same.get(name) or build_rule(settings, self.checks, problems) for name, settings in said.items()]
        self._built[overrides] = tuple(rule for rule in rules if rule is not None)


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
    layers = read_layers(str(reference), problems)
    if not problems:  # what could not be read might have declared them
        check_overridden(layers, problems)
    if projects is not None:
        check_names(layers, projects, sources, problems)
    rulebook = Rulebook(layers, all_checks() if checks is None else checks)
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
    """Note every override by source of a rule that is asked about whole projects: it would change nothing."""
    whole = {rule.id for rule in rulebook.all_rules() if rule.check.subject is Subject.PROJECT}
    for override in rulebook.layers.overrides:
        for name in override.entry.rules if override.entry.source else ():
            if name.rpartition("/")[2] in whole:
                reason = "this rule looks at whole projects, so it cannot be different for one source"
                problems.add(override.document, (*override.at, "rules", name), reason, "Name a project or client.")
