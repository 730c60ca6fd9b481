"""A rule: a check with everything the agency decided about it."""

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from forewarn.checks import Check, Context, NotApplicable
from forewarn.model import Audience, Severity, Ticket
from forewarn.rulebook.condition import Condition
from forewarn.rulebook.fields import scene_of


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences of a rule: Jinja2 templates over the facts that its check finds."""

    team: str
    client: str | None
    """None where the check never speaks to clients."""
    advice: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A configured instance of a check."""

    id: str
    check: Check
    """With its options."""
    enabled: bool
    severity: Severity
    audiences: frozenset[Audience]
    approval: bool
    """Whether a person must approve what the client will see before it is posted."""
    texts: Texts
    """In English, or as a rules file words them."""
    translations: Mapping[str, Texts]
    """The same in other languages; where a rules file words a text itself, its words stand in every language."""
    fingerprint: str
    """Changes when, and only when, the same history may get another answer: wording is not in it."""
    origin: Mapping[str, str]
    """`file:line` of each value that a file sets, by key: `id`, `severity`, `options.grace_days`, `texts.client`.
    What is not in it comes from the check itself."""
    where: Condition | None = None
    """The rule does not apply where this is false."""

    def admit(self, ticket: Ticket | None, ctx: Context) -> None:
        """Raise NotApplicable where `where` leaves the ticket out, or the project where there is no ticket."""
        if self.where is not None and not self.where.holds(scene_of(ctx, ticket)):
            raise NotApplicable(f"the rules file asks for it only where {self.where.source}")

    def texts_in(self, language: str) -> Texts:
        """The sentences in a language, in English where there is no translation."""
        return self.translations.get(language, self.texts)


def fingerprint(
    check: Check, severity: Severity, audiences: frozenset[Audience], where: Condition | None = None
) -> str:
    """A hex digest of everything an answer rests on besides the history; the same in every process."""
    basis = [check.slug, check.options.model_dump(), severity.word, sorted(audiences)]
    if where is not None:
        basis.append(where.source)
    return hashlib.sha256(json.dumps(basis, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Sets in a fixed order, for their own differs from process to process; anything else by its words."""
    return sorted(value, key=str) if isinstance(value, Set) else str(value)
