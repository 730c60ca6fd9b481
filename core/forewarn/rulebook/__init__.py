"""The agency's rules file: packs, what it extends, overrides, and clear words about its mistakes."""

from forewarn.rulebook.rule import Rule, Texts
from forewarn.rulebook.rulebook import Rulebook, load_rulebook
from forewarn.rulebook.schema import rules_schema

__all__ = ["Rule", "Rulebook", "Texts", "load_rulebook", "rules_schema"]
