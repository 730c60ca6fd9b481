"""How much may be said: budgets of new comments, and the breaker that stops a run which would say far too much."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from forewarn.model import Audience, TicketRef
from forewarn.say.acts import NEW_COMMENTS, Act, ActKind, Held, Policy
from forewarn.say.lifecycle import without_news
from forewarn.store import Reason, Said, State

_USUAL = timedelta(days=30)
"""How far back a usual day is looked for."""

People = Mapping[tuple[str, str], tuple[str, ...]]
"""By source and ticket id, the names of the people who work on it."""


class Purse:
    """What is left of the budgets. It counts what was said today from the store, so that the runs of a day share it."""

    def __init__(self, said: Iterable[Said], people: People, policy: Policy, now: datetime) -> None:
        self._policy = policy
        self._people = people
        self._run = 0
        self._spent: Counter[tuple[str, ...]] = Counter()
        today = policy.calendar.day_of(now)
        for comment in said:
            # By our own clock: that of the tracker may be on another day.
            if policy.calendar.day_of(comment.intended_at) == today and _was_said(comment):
                self._count(comment.project, comment.ticket, comment.audience)

    def why_not(self, act: Act) -> str | None:
        """Which budget a new comment would exceed, in words; None where there is room in all of them."""
        budgets, spent = self._policy.budgets, self._spent
        if self._run >= budgets.run:
            return f"this run has said its {budgets.run} new comments"
        if spent["day",] >= budgets.day:
            return f"the agency has had its {budgets.day} new comments today"
        if spent["ticket", act.ticket.source, act.ticket.id, act.audience] >= budgets.ticket and not act.is_escalation:
            return f"this ticket has had its {budgets.ticket} new comments today"
        if act.audience is Audience.CLIENT:
            if spent["client", self._policy.client_of(act.project)] >= budgets.client:
                return f"this client has had {budgets.client} new comments today"
            return None
        if spent["project", act.project] >= budgets.project:
            return f"this project has had its {budgets.project} new notes today"
        full = [name for name in self._names(act.ticket) if spent["person", name] >= budgets.person]
        return f"{full[0]} has had {budgets.person} new notes today" if full else None

    def spend(self, act: Act) -> None:
        """A new comment is said."""
        self._run += 1
        self._count(act.project, act.ticket, act.audience)

    def _count(self, project: str, ticket: TicketRef, audience: Audience) -> None:
        keys: list[tuple[str, ...]] = [("day",), ("ticket", *ticket.place, audience)]
        if audience is Audience.CLIENT:
            keys.append(("client", self._policy.client_of(project)))
        else:
            keys += [("project", project), *(("person", name) for name in self._names(ticket))]
        self._spent.update(keys)

    def _names(self, ticket: TicketRef) -> Sequence[str]:
        return self._people.get(ticket.place, ())


def within_budgets(acts: Iterable[Act], purse: Purse) -> tuple[list[Act], list[Held]]:
    """The acts there is room for, and what is held of the others. Edits disturb nobody and are free."""
    kept: list[Act] = []
    held: list[Held] = []
    for act in acts:
        if act.kind in NEW_COMMENTS:
            why = purse.why_not(act)
            if why is not None:
                kept += left_of(act)
                held += news_of(act, why, Reason.BUDGET)
                continue
            purse.spend(act)
        kept.append(act)
    return kept, held


def why_broken(
    acts: Collection[Act], said: Iterable[Said], known: Collection[str], policy: Policy, now: datetime
) -> str:
    """Why the breaker stops everything new, in words; empty where the run says no more than others.

    `known` are the identities of findings that only a budget held back, or a baseline that is over.
    """
    surge = sum(act.kind is not ActKind.LOOK and any(news not in known for news in act.news) for act in acts)
    usual = _usual(said, policy, now)
    limit = max(policy.breaker.floor, policy.breaker.times * usual)
    if surge <= limit:
        return ""
    return f"this run wants to say {surge} new things, where {usual:g} a day are usual and {limit:g} are the limit"


def stop_news(acts: Iterable[Act], why: str) -> tuple[list[Act], list[Held]]:
    """The acts that say nothing new, and what is held of the others."""
    kept: list[Act] = []
    held: list[Held] = []
    for act in acts:
        if act.news and act.kind is not ActKind.LOOK:
            kept += left_of(act)
            held += news_of(act, why, Reason.BREAKER)
        else:
            kept.append(act)
    return kept, held


def news_of(act: Act, why: str, reason: Reason) -> list[Held]:
    """What an act would have told, held for a reason."""
    untold = act.untold
    return [Held(finding, act.audience, why, reason) for finding in act.findings if finding.identity in untold]


def left_of(act: Act) -> list[Act]:
    """What an act still does without its news."""
    left = without_news(act)
    return [left] if left else []


def _usual(said: Iterable[Said], policy: Policy, now: datetime) -> float:
    """New comments on a day of the past month on which anything was said."""
    calendar = policy.calendar
    today = calendar.day_of(now)
    days = Counter(
        calendar.day_of(comment.intended_at)
        for comment in said
        if comment.said_at is not None and comment.intended_at > now - _USUAL
    )
    del days[today]
    return median(days.values()) if days else 0


def _was_said(comment: Said) -> bool:
    """Whether people may have been told; an intent may have reached the tracker."""
    return comment.state is not State.LAPSED
