"""The part of a rules file that keeps findings quiet: `waivers`, each with an owner, a reason and an end."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, model_validator

from forewarn.rulebook.document import At, Document, Place
from forewarn.rulebook.mistakes import Mistake, unknown
from forewarn.rulebook.problems import Problems


class WaiverEntry(BaseModel):
    """Findings that are kept quiet on purpose, for a while."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str | None = Field(None, description="The rule whose findings are kept quiet; or name a check.")
    check: str | None = Field(None, description="The check, under whatever rules it is looked for; or name a rule.")
    ticket: str | None = Field(None, description="Only on the ticket with this key.")
    project: str | None = Field(None, description="Only in this project.")
    client: str | None = Field(None, description="Only in this client's projects.")
    owner: str = Field(min_length=1, description="Name who decided it.")
    because: str = Field(min_length=1, description="Say why, for whoever reads it later.")
    until: date = Field(description="The last day of quiet, such as 2026-12-18. On the next one it is spoken of again.")

    @model_validator(mode="after")
    def _says_what_and_where(self) -> "WaiverEntry":
        if (self.rule is None) == (self.check is None):
            raise Mistake("a waiver is for one rule or one check", "Add rule: or check:, and not both.")
        if not (self.ticket or self.project or self.client):
            reason = "this does not say where it holds"
            raise Mistake(reason, "Add a ticket, project or client; a rule that nobody wants has enabled: false.")
        return self


@dataclass(frozen=True, slots=True)
class FileWaiver:
    """One waiver of a file, with the line it stands on."""

    entry: WaiverEntry
    document: Document
    at: At

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.document.place(self.at)

    @property
    def rule(self) -> str:
        """The rule it is for; empty where it is for a check. `process/date-missed` and `date-missed` are one."""
        return (self.entry.rule or "").rpartition("/")[2]


def waivers_in(entries: Sequence[WaiverEntry], document: Document) -> tuple[FileWaiver, ...]:
    """The waivers of one file."""
    return tuple(FileWaiver(entry, document, ("waivers", number)) for number, entry in enumerate(entries))


def check_waivers(
    waivers: Sequence[FileWaiver],
    rules: Collection[str],
    checks: Collection[str],
    projects: Mapping[str, str] | None,
    problems: Problems,
) -> None:
    """Note every waiver for something that there is not. `checks` are by slug; `projects` give each one's client."""
    known = {"check": {*checks, *(slug.partition("/")[2] for slug in checks)}}
    if projects is not None:
        known |= {"project": {*projects}, "client": {*projects.values()}}
    for waiver in waivers:
        if waiver.rule and waiver.rule not in rules:
            problems.add_mistake(waiver.document, (*waiver.at, "rule"), unknown("rule", waiver.rule, rules))
        for what, names in known.items():
            name = getattr(waiver.entry, what)
            if name is not None and name not in names:
                problems.add_mistake(waiver.document, (*waiver.at, what), unknown(what, name, names))
