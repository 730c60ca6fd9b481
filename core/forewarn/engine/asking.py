"""Asks all rules about one subject, except those whose answers still hold."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from forewarn.checks import Context
from forewarn.engine.ask import Answer, ask_project, ask_ticket
from forewarn.engine.view import View
from forewarn.language import Language
from forewarn.model import Ticket
from forewarn.rulebook import Rule
from forewarn.store import Evaluation, Standing, standing
from forewarn.worktime import Clock


class Asking:
    """One pass over one project. `before` are the answers given earlier, by (rule, subject)."""

    def __init__(
        self, view: View, language: Language | None, now: datetime, before: Mapping[tuple[str, str], Evaluation]
    ) -> None:
        self.view = view
        self._language = language
        self._now = now
        self._before = before
        self.judged: list[tuple[Standing, Sequence[Evaluation]]] = []
        """What there is to remember of each subject."""
        self.asked = 0
        """How many answers were none of those given earlier."""

    def about_ticket(self, ticket: Ticket, rules: Sequence[tuple[Rule, str]], basis: str, revision: int) -> None:
        """Ask about a ticket, milestone or page. Each rule comes with the digest of what its answer rests on."""
        subject = f"{ticket.source}:{ticket.id}"
        self._judge(subject, ticket.source, rules, basis, revision, lambda rule, ctx: ask_ticket(rule, ticket, ctx))

    def about_project(self, rules: Sequence[tuple[Rule, str]], basis: str, revision: int) -> None:
        """Ask about the project itself."""
        self._judge(f"project:{self.view.project.name}", "", rules, basis, revision, ask_project)

    def _judge(
        self,
        subject: str,
        source: str,
        rules: Sequence[tuple[Rule, str]],
        basis: str,
        revision: int,
        ask: Callable[[Rule, Context], Answer],
    ) -> None:
        given = []
        for rule, digest in rules:
            known = self._before.get((rule.id, subject))
            if known is None or not known.holds(digest, revision, self.view.revision, self._now):
                known = self._ask(rule, digest, subject, source, revision, ask)
            given.append(known)
        self.judged.append((standing(subject, basis, revision, given, self._now), given))

    def _ask(
        self, rule: Rule, digest: str, subject: str, source: str, revision: int, ask: Callable[[Rule, Context], Answer]
    ) -> Evaluation:
        view = self.view
        ctx = Context(Clock(self._now), view.project, self._language, view.milestones(source), view.all)
        answer = ask(rule, ctx)
        self.asked += 1
        wakes = [wake for wake in (answer.wake, view.upcoming) if wake is not None]
        return Evaluation(
            project=view.project.name,
            rule=rule.id,
            subject=subject,
            basis=digest,
            revision=revision,
            outcome=answer.outcome,
            evaluated_at=self._now,
            reason=answer.reason,
            wake=min(wakes, default=None),
            findings=answer.findings,
            whole=view.revision if ctx.read_project else None,
        )
