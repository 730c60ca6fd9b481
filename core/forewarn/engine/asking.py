"""Asks all rules about one subject, except those whose answers still hold."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from forewarn.engine.ask import ask_project, ask_ticket
from forewarn.engine.stock import Inquiry
from forewarn.engine.view import View
from forewarn.model import Ticket
from forewarn.rulebook import Rule
from forewarn.store import Evaluation, Standing, standing

AHEAD = timedelta(hours=26)
"""How far ahead answers are asked that change by themselves: until the same hour tomorrow, and a little more."""
MOST_AHEAD = 24
"""How many answers of one rule about one subject are asked ahead: one an hour. Where a hundred changes were made within
a minute their windows end one by one, and the next run asks again after the first."""


class Asking:
    """One pass over one project. `before` are the answers given earlier, by (rule, subject)."""

    def __init__(self, view: View, now: datetime, before: Mapping[tuple[str, str], Evaluation]) -> None:
        self.view = view
        self._now = now
        self._before = before
        self.judged: list[tuple[Standing, Sequence[Evaluation]]] = []
        """What there is to remember of each subject."""
        self.asked = 0
        """How many answers were none of those given earlier."""

    def recall(self, one: Inquiry) -> bool:
        """Judge a subject by the answers given earlier, those asked ahead too; False where they do not suffice."""
        given = []
        for rule, digest in one.questions.rules:
            if (known := self._known(one, rule, digest)) is None:
                return False
            given.append(known)
        self._note(one, given)
        return True

    def ask(self, one: Inquiry, ticket: Ticket | None = None) -> None:
        """Ask about a ticket, milestone or page, or about the project itself where none is given."""
        given = []
        for rule, digest in one.questions.rules:
            known = self._known(one, rule, digest)
            if known is None:
                known = self._ask(one, rule, digest, ticket, self._now)
                self.asked += 1
            given.append(known)
        self._note(one, given)

    def _note(self, one: Inquiry, given: Sequence[Evaluation]) -> None:
        self.judged.append((standing(one.subject, one.questions.basis, one.revision, given, self._now), given))

    def _known(self, one: Inquiry, rule: Rule, digest: str) -> Evaluation | None:
        before = self._before.get((rule.id, one.subject))
        known = before.as_of(self._now) if before is not None else None
        return known if known and known.holds(digest, one.revision, self.view.revision, self._now) else None

    def _ask(
        self, one: Inquiry, rule: Rule, digest: str, ticket: Ticket | None, at: datetime, left: int = MOST_AHEAD
    ) -> Evaluation:
        view = self.view
        ctx = view.context(at, ticket.source if ticket else "")
        answer = ask_ticket(rule, ticket, ctx) if ticket else ask_project(rule, ctx)
        wake = answer.wake
        if view.upcoming is not None and (wake is None or view.upcoming < wake):
            wake = view.upcoming
        # What is at hand now would have to be read again by the run that comes after the wake.
        ahead = wake if left and wake != view.upcoming else None
        return Evaluation(
            project=view.project.name,
            rule=rule.id,
            subject=one.subject,
            basis=digest,
            revision=one.revision,
            outcome=answer.outcome,
            evaluated_at=self._now,
            reason=answer.reason,
            wake=wake,
            findings=answer.findings,
            whole=view.revision if ctx.read_project else None,
            later=self._ask(one, rule, digest, ticket, ahead, left - 1)
            if ahead is not None and ahead <= self._now + AHEAD
            else None,
        )
