"""What each rule answered about each subject, and until when the answer holds: one row a subject."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from forewarn.model import project_subject
from forewarn.store.codec import finding_from_json, finding_to_json
from forewarn.store.connection import Database, chunks
from forewarn.store.evaluation import QUIET, Evaluation, Outcome, Standing
from forewarn.store.schema import answers

_NO_MORE: Final[Sequence[Any]] = ("", (), None)
"""What an answer does not say of which only the first four values are kept: reason, findings, and what comes later."""
_OUTCOMES: Final = {str(one): one for one in Outcome}


@dataclass(frozen=True, slots=True)
class Stock:
    """What is remembered of a project, by numbers."""

    subjects: int
    bases: frozenset[str]
    """Those of its subjects, as in `Standing`."""
    latest: datetime | None
    """When one of them was evaluated last."""
    asleep: int
    """How many subjects have answers of which none wakes by now."""
    ok: int
    """How many such answers of theirs there are."""
    not_applicable: int


class Evaluated:
    """Reads and writes the answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stock(self, project: str, now: datetime) -> Stock:
        """What is remembered of a project, by numbers."""
        c = answers.c
        asleep = _asleep(now)
        sums = (sa.func.coalesce(sa.func.sum(column).filter(asleep), 0) for column in (c.ok, c.not_applicable))
        columns = (c.basis, sa.func.max(c.evaluated_at), sa.func.count(), sa.func.count().filter(asleep), *sums)
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(*columns).where(c.project == project).group_by(c.basis)).all()
        bases, latest = frozenset(row[0] for row in rows), max((row[1] for row in rows), default=None)
        subjects, quiet, ok, not_applicable = (sum(row[n] for row in rows) for n in range(2, 6))
        return Stock(subjects, bases, latest, quiet, ok, not_applicable)

    def standings(self, project: str, *, awake: datetime | None = None) -> dict[str, Standing]:
        """What is remembered of a project in short, by subject; only of those with an answer that is `awake` by then,
        and of the project itself, where an instant is given."""
        c = answers.c
        columns = (
            c.subject, c.basis, c.revision, c.whole, c.wake, c.ok, c.not_applicable, c.loud.is_not(None),
            c.evaluated_at,
        )  # fmt: skip
        query = sa.select(*columns).where(c.project == project)
        if awake is not None:
            query = query.where(sa.or_(c.wake <= awake, c.subject == project_subject(project)))
        with self._database.reading() as connection:
            return {row[0]: Standing(*row) for row in connection.execute(query)}

    def of(self, project: str, subjects: Collection[str] | None = None) -> dict[tuple[str, str], Evaluation]:
        """The last answers about a project, or about some subjects of it, by (rule, subject)."""
        given = self._given(project, subjects, (answers.c.quiet, answers.c.loud))
        return {(one.rule, one.subject): one for one in given}

    def count(self, projects: Collection[str], subjects: Collection[str]) -> int:
        """How many of some subjects were judged as a part of one of some projects."""
        c = answers.c
        query = sa.select(sa.func.count(c.subject.distinct())).where(c.project.in_(projects))
        with self._database.reading() as connection:
            counts = (connection.execute(query.where(c.subject.in_(some))) for some in chunks(sorted(subjects)))
            return sum(one.scalar_one() for one in counts)

    def noteworthy(self, project: str, subjects: Collection[str]) -> list[Evaluation]:
        """The last answers about some subjects that are not quiet."""
        return list(self._given(project, subjects, (answers.c.loud,)))

    def asleep(self, project: str, now: datetime) -> list[Evaluation]:
        """The last answers that are not quiet about the subjects of which none wakes by now."""
        return list(self._given(project, None, (answers.c.loud,), answers.c.loud.is_not(None), _asleep(now)))

    def _given(
        self,
        project: str,
        subjects: Collection[str] | None,
        told: Sequence[sa.Column[str]],
        *chosen: sa.ColumnElement[bool],
    ) -> Iterator[Evaluation]:
        c = answers.c
        query = sa.select(c.subject, c.revision, c.evaluated_at, *told).where(c.project == project, *chosen)
        wanted: Iterable[sa.Select[Any]] = [query]
        if subjects is not None:
            wanted = (query.where(c.subject.in_(some)) for some in chunks(sorted(subjects)))
        with self._database.reading() as connection:
            for one in wanted:
                for subject, revision, at, *texts in connection.execute(one):
                    for text in filter(None, texts):
                        yield from _from_text(project, subject, revision, at, text)

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
                "evaluated_at": short.evaluated_at,
                "quiet": _to_text(one for one in given if one.outcome in QUIET),
                "loud": _to_text(one for one in given if one.outcome not in QUIET) if short.noteworthy else None,
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


def _asleep(now: datetime) -> sa.ColumnElement[bool]:
    """Whether none of the answers about a subject wakes by now."""
    return sa.or_(answers.c.wake.is_(None), answers.c.wake > now)


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


def _from_text(project: str, subject: str, revision: int, at: datetime, text: str) -> Iterator[Evaluation]:
    told: Mapping[str, Sequence[Any]] = json.loads(text)

    def answer(rule: str, values: Sequence[Any]) -> Evaluation:
        outcome, basis, until, whole, reason, found, then = (*values, *_NO_MORE[len(values) - 4 :])
        wake = datetime.fromisoformat(until) if until else None
        findings = tuple(map(finding_from_json, found))
        later = answer(rule, then) if then else None
        # By position, as there are as many as findings stand, and every run reads them.
        return Evaluation(
            project, rule, subject, basis, revision, _OUTCOMES[outcome], at, reason, wake, findings, whole, later
        )

    return (answer(rule, values) for rule, values in told.items())
