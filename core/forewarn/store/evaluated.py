"""What each rule answered about each subject, and until when the answer holds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from forewarn.model import Finding
from forewarn.store.codec import findings_from_text, findings_to_text
from forewarn.store.connection import Database
from forewarn.store.schema import evaluations


class Outcome(StrEnum):
    """What a rule can answer about a subject."""

    OK = "ok"
    FINDING = "finding"
    NOT_APPLICABLE = "not applicable"
    CANNOT_EVALUATE = "cannot evaluate"
    BROKEN = "broken"
    """The check raised; a fault of the program, not of the ticket."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One answer. It holds while basis and revision stay and `wake` has not come."""

    project: str
    rule: str
    subject: str
    basis: str
    revision: int
    outcome: Outcome
    evaluated_at: datetime
    reason: str = ""
    wake: datetime | None = None
    findings: tuple[Finding, ...] = ()

    def holds(self, basis: str, revision: int, now: datetime) -> bool:
        """Whether asking again could only give the same answer."""
        return self.basis == basis and self.revision == revision and (self.wake is None or now < self.wake)


class Evaluated:
    """Reads and writes the answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, project: str) -> dict[tuple[str, str], Evaluation]:
        """The last answers about a project, by (rule, subject)."""
        query = sa.select(evaluations).where(evaluations.c.project == project)
        with self._database.reading() as connection:
            return {
                (row.rule, row.subject): Evaluation(
                    project=row.project,
                    rule=row.rule,
                    subject=row.subject,
                    basis=row.basis,
                    revision=row.revision,
                    outcome=Outcome(row.outcome),
                    evaluated_at=row.evaluated_at,
                    reason=row.reason,
                    wake=row.wake,
                    findings=findings_from_text(row.findings),
                )
                for row in connection.execute(query)
            }

    def save(self, project: str, new: Iterable[Evaluation], gone: Collection[tuple[str, str]]) -> None:
        """Replace the answers in `new` and forget those in `gone`, in one transaction."""
        c = evaluations.c
        rows = [
            {
                "project": project,
                "rule": e.rule,
                "subject": e.subject,
                "basis": e.basis,
                "revision": e.revision,
                "outcome": e.outcome,
                "reason": e.reason,
                "wake": e.wake,
                "findings": findings_to_text(e.findings),
                "evaluated_at": e.evaluated_at,
            }
            for e in new
        ]
        old = [{"r": r["rule"], "s": r["subject"]} for r in rows] + [{"r": r, "s": s} for r, s in gone]
        with self._database.writing() as connection:
            if old:
                at = (c.project == project) & (c.rule == sa.bindparam("r")) & (c.subject == sa.bindparam("s"))
                connection.execute(evaluations.delete().where(at), old)
            if rows:
                connection.execute(evaluations.insert(), rows)
