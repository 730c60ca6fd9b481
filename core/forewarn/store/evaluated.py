"""What each rule answered about each subject, and until when the answer holds: one row a subject."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, Final

import sqlalchemy as sa

from forewarn.model import Finding
from forewarn.store.codec import finding_from_json, finding_to_json
from forewarn.store.connection import Database
from forewarn.store.schema import answers

_NO_MORE: Final[Sequence[Any]] = ("", (), None)
"""What an answer does not say of which only the first four values are kept: reason, findings, and what comes later."""
_CHUNK = 400
"""Subjects in one IN list; well under SQLite's limit of variables."""


class Outcome(StrEnum):
    """What a rule can answer about a subject."""

    OK = "ok"
    FINDING = "finding"
    WAIVED = "waived"
    """Found, and kept quiet because somebody said so; told apart after the asking and never stored."""
    BASELINED = "baselined"
    """Found, and there before we began to speak; as WAIVED."""
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


class Evaluated:
    """Reads and writes the answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def standings(self, project: str) -> dict[str, Standing]:
        """What is remembered of a project in short, by subject."""
        c = answers.c
        columns = (
            c.subject, c.basis, c.revision, c.whole, c.wake, c.ok, c.not_applicable, c.noteworthy, c.evaluated_at,
        )  # fmt: skip
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(*columns).where(c.project == project))
            return {row[0]: Standing(*row) for row in rows}

    def of(self, project: str, subjects: Collection[str] | None = None) -> dict[tuple[str, str], Evaluation]:
        """The last answers about a project, or about some subjects of it, by (rule, subject)."""
        texts = self._texts(project, subjects)
        return {(one.rule, one.subject): one for row in texts for one in _from_row(project, *row)}

    def noteworthy(self, project: str, subjects: Collection[str]) -> list[Evaluation]:
        """The last answers about some subjects that are not quiet."""
        return [one for row in self._texts(project, subjects) for one in _from_row(project, *row, without=QUIET)]

    def _texts(self, project: str, subjects: Collection[str] | None) -> Iterator[tuple[str, int, datetime, str]]:
        c = answers.c
        query = sa.select(c.subject, c.revision, c.evaluated_at, c.answers).where(c.project == project)
        wanted = None if subjects is None else sorted(subjects)
        with self._database.reading() as connection:
            if wanted is None:
                yield from (tuple(row) for row in connection.execute(query))
                return
            for start in range(0, len(wanted), _CHUNK):
                chunk = query.where(c.subject.in_(wanted[start : start + _CHUNK]))
                yield from (tuple(row) for row in connection.execute(chunk))

    def save(self, project: str, new: Iterable[tuple[Standing, Sequence[Evaluation]]], gone: Collection[str]) -> None:
        """Replace what is remembered of the subjects in `new` and forget those in `gone`, in one transaction."""
        rows = [
            {
                "project": project,
                "subject": short.subject,
                "basis": short.basis,
                "revision": short.revision,
                "whole": short.whole,
                "wake": short.wake,
                "ok": short.ok,
                "not_applicable": short.not_applicable,
                "noteworthy": short.noteworthy,
                "evaluated_at": short.evaluated_at,
                "answers": _to_text(given),
            }
            for short, given in new
        ]
        at = (answers.c.project == project) & (answers.c.subject == sa.bindparam("at"))
        old = [{"at": row["subject"]} for row in rows] + [{"at": subject} for subject in gone]
        with self._database.writing() as connection:
            if old:
                connection.execute(answers.delete().where(at), old)
            if rows:
                connection.execute(answers.insert(), rows)


def _to_text(given: Iterable[Evaluation]) -> str:
    # Only what a rule's answer adds to the row; the reason why a rule does not apply is asked for anew by explain.
    return json.dumps({one.rule: _to_json(one) for one in given}, ensure_ascii=False, separators=(",", ":"))


def _to_json(one: Evaluation) -> list[Any]:
    wake = one.wake.isoformat() if one.wake else None
    short = [one.outcome, one.basis, wake, one.whole]
    if one.outcome in QUIET and one.later is None:
        return short
    reason = "" if one.outcome in QUIET else one.reason
    later = _to_json(one.later) if one.later else None
    return [*short, reason, [finding_to_json(f) for f in one.findings], later]


def _from_row(
    project: str, subject: str, revision: int, evaluated_at: datetime, text: str, without: Collection[str] = ()
) -> Iterator[Evaluation]:
    told: Mapping[str, list[Any]] = json.loads(text)
    for rule, values in told.items():
        if values[0] not in without:
            make = partial(Evaluation, project, rule, subject, revision=revision, evaluated_at=evaluated_at)
            yield _from_json(make, values)


def _from_json(make: Callable[..., Evaluation], values: Sequence[Any]) -> Evaluation:
    outcome, basis, wake, whole = values[:4]
    reason, findings, later = [*values[4:], *_NO_MORE[len(values) - 4 :]]
    return make(
        basis=basis,
        outcome=Outcome(outcome),
        reason=reason,
        wake=datetime.fromisoformat(wake) if wake else None,
        findings=tuple(map(finding_from_json, findings)),
        whole=whole,
        later=_from_json(make, later) if later else None,
    )
