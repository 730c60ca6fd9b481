"""What may stand in a rules file."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from forewarn.rulebook.mistakes import Mistake
from forewarn.rulebook.renames import under_new_names
from forewarn.rulebook.waived import WaiverEntry

SeverityWord = Literal["info", "low", "medium", "high", "critical"]
AudienceWord = Literal["team", "client", "both"]


def _rule_id(value: str) -> str:
    # The name is a part of every finding's identity, so it keeps to letters that no separator uses.
    if not re.fullmatch(r"([a-z0-9-]+/)?[a-z0-9][a-z0-9-]*", value):
        raise Mistake("a rule's name has small letters, digits and hyphens only, as in date-missed")
    return value


def _empty_if_nothing(value: Any) -> Any:
    """A key with nothing after its colon stands for an empty group of keys."""
    return {} if value is None else value


class Entry(BaseModel):
    """Base of everything that stands in the agency's files: unknown keys are errors, every key is described."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _knows_former_names(cls, given: Any) -> Any:
        return under_new_names(cls, given)


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", value):
        raise Mistake(f"{value!r} is no language", "Use the two letters of ISO 639, as in ru.")
    return value


class SentencesEntry(Entry):
    """Sentences as Jinja2 templates over the facts of a finding."""

    team: str = Field(default="", description="What the team reads.")
    client: str = Field(default="", description="What the client reads.")
    advice: str = Field(default="", description="What to do next; for the team.")


class TextsEntry(SentencesEntry):
    """Sentences that replace those of the check, in every language that has none of its own here."""

    translations: dict[Annotated[str, AfterValidator(_language)], SentencesEntry] = Field(
        default_factory=dict, description="The same in other languages, by their two letters: {ru: {team: ...}}."
    )


class RuleEntry(Entry):
    """What one file says of one rule; whatever it leaves out stays as it was."""

    check: str = Field("", description="The check it is made of; the rule's own name where this is left out.")
    where: str = Field(
        "", description="Only where this is true: a CEL expression over the ticket, as in 'launch' in ticket.labels."
    )
    when: str = Field(
        "", description="A rule of your own, without a check: it finds something where this CEL expression is true."
    )
    since: str = Field(
        "", description="For a rule with when: a CEL expression for the instant at which it began; found by itself."
    )
    about: str = Field("", description="For a rule with when: what it looks for, in one sentence.")
    enabled: bool = Field(True, description="Whether it is looked for at all.")
    severity: SeverityWord = Field("medium", description="How much it matters.")
    audience: AudienceWord = Field("team", description="Who may read of it; never more than the check allows.")
    approval: bool = Field(True, description="Whether a person approves what the client will see before it is posted.")
    options: Annotated[dict[str, Any], BeforeValidator(_empty_if_nothing)] = Field(
        default_factory=dict,
        description="The check's own options. A list replaces the one before it; with + before its key it is added.",
    )
    texts: TextsEntry = Field(default_factory=TextsEntry, description="Sentences of your own.")


def _as_entry(value: Any) -> Any:
    """A rule's name with nothing behind it means the rule as it is; a lone `off` has a longer spelling."""
    if isinstance(value, bool) or (isinstance(value, str) and value.casefold() in _SWITCHES):
        on = value is True or (isinstance(value, str) and _SWITCHES[value.casefold()])
        raise Mistake("a rule is not switched on or off by a word alone", f"Write {{enabled: {str(on).lower()}}}.")
    return _empty_if_nothing(value)


_SWITCHES = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}

RuleId = Annotated[str, AfterValidator(_rule_id)]
Rules = Annotated[dict[RuleId, Annotated[RuleEntry, BeforeValidator(_as_entry)]], BeforeValidator(_empty_if_nothing)]


class OverrideEntry(Entry):
    """What is different for one project, client or source."""

    project: str | None = Field(None, description="Only for this project.")
    client: str | None = Field(None, description="Only for this client's projects.")
    source: str | None = Field(None, description="Only for tickets of this source.")
    rules: Rules = Field(description="The rules that differ, each with what differs.")

    @model_validator(mode="after")
    def _is_for_somebody(self) -> "OverrideEntry":
        if not (self.project or self.client or self.source):
            raise Mistake("this does not say for whom it is", "Add a project, client or source.")
        return self


class RulesFile(Entry):
    """What forewarn looks for."""

    version: Literal[1] = Field(description="The version of this file's format. Write version: 1.")
    extends: tuple[str, ...] = Field(
        (), description="Packs with their version (web-agency@1) and files next to this one, later ones winning."
    )
    rules: Rules = Field(default_factory=dict, description="The rules by name.")
    overrides: tuple[OverrideEntry, ...] = Field(
        (), description="What is different for a project, client or source; later ones win."
    )
    waivers: tuple[WaiverEntry, ...] = Field(
        (), description="Findings that are kept quiet on purpose, each with an owner, a reason and an end."
    )
