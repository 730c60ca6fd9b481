"""What a rule answered about a subject, and what all answers about it come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forewarn.model import Finding


class Outcome(StrEnum):
    """What a rule can answer about a subject."""

    OK = "ok"
    FINDING = "finding"
    WAIVED = "waived"
    """Found, and kept quiet because somebody said so; told apart after the asking and never stored."""
    BASELINED = "baselined"
    """Found, and there when the baseline was taken; as WAIVED."""
    NOT_APPLICABLE = "not applicable"
    CANNOT_EVALUATE = "cannot evaluate"
    BROKEN = "broken"
    """The check raised; a fault of the program, not of the ticket."""


QUIET = frozenset({Outcome.OK, Outcome.NOT_APPLICABLE})
"""Outcomes of which nobody has to hear more than how many there were."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One answer. It holds while basis and revisions stay and `wake` has not come."""

    project: str
    rule: str
    subject: str
    basis: str
    """Digest of the rule and the config facts it was asked under."""
    revision: int
    """Of the subject."""
    outcome: Outcome
    evaluated_at: datetime
    reason: str = ""
    wake: datetime | None = None
    findings: tuple[Finding, ...] = ()
    whole: int | None = None
    """Revision of the whole project, where the check read more of it than its subject; None where it did not."""
    later: "Evaluation | None" = None
    """The answer from `wake` on, where it was asked ahead; it holds while this one would but for the time."""

    def as_of(self, now: datetime) -> "Evaluation":
        """This answer, or the one asked ahead whose time has come by `now`."""
        if self.later is None or self.wake is None or now < self.wake:
            return self
        return self.later.as_of(now)

    def holds(self, basis: str, revision: int, whole: int, now: datetime) -> bool:
        """Whether asking again could only give the same answer, in a project of the revision `whole`."""
        return (
            self.basis == basis
            and self.revision == revision
            and self.whole in (None, whole)
            and (self.wake is None or now < self.wake)
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """All answers about one subject, in short: enough to know whether they hold, and to count them."""

    subject: str
    basis: str
    """Digest of all the rules that were asked, and of the config facts."""
    revision: int
    whole: int | None
    """Revision of the whole project where an answer rests on it."""
    wake: datetime | None
    """The earliest of the answers'."""
    ok: int
    not_applicable: int
    noteworthy: bool
    """Whether there are answers that are not quiet."""
    evaluated_at: datetime

    def holds(self, basis: str, revision: int, whole: int, now: datetime) -> bool:
        """Whether every one of the answers holds."""
        return (
            self.revision == revision
            and self.basis == basis
            and (self.whole is None or self.whole == whole)
            and (self.wake is None or now < self.wake)
        )


def standing(subject: str, basis: str, revision: int, given: Sequence[Evaluation], now: datetime) -> Standing:
    """The answers about a subject in short."""
    outcomes = [one.outcome for one in given]
    return Standing(
        subject=subject,
        basis=basis,
        revision=revision,
        whole=min((one.whole for one in given if one.whole is not None), default=None),
        wake=min((one.wake for one in given if one.wake is not None), default=None),
        ok=outcomes.count(Outcome.OK),
        not_applicable=outcomes.count(Outcome.NOT_APPLICABLE),
        noteworthy=not QUIET.issuperset(outcomes),
        evaluated_at=now,
    )
