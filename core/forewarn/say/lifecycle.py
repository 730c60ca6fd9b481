"""The life of one managed comment: what was said, what is found now, and so what to do."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from forewarn.model import Audience, Finding, about, is_one_event
from forewarn.say.acts import Act, ActKind, Place, Policy, Reply
from forewarn.store import Part, Said, State

Known = Mapping[tuple[str, str], Collection[str]]
"""Identities of findings by rule and subject."""


def by_subject(identities: Iterable[str]) -> Known:
    """The identities by the rule and the subject that they name."""
    known: dict[tuple[str, str], set[str]] = {}
    for identity in identities:
        known.setdefault(about(identity), set()).add(identity)
    return known


@dataclass(frozen=True, slots=True)
class Present:
    """What is known now, wherever it is spoken of: what none of it names is settled."""

    found: Known
    """All that may be spoken of, what is held back too."""
    quiet: Known
    """What is found and kept quiet."""
    undecided: Collection[tuple[str, str]]
    """(rule, subject) that could not be evaluated this time."""
    unasked: Collection[tuple[str, str]]
    """(rule, subject) of what clients were told and nobody looks at now."""
    replaced: Collection[tuple[str, str]]
    """(rule, subject) of which clients have read what takes the place of all before, or nothing told is so by now."""
    awaited: Collection[tuple[str, str]]
    """(rule, subject) of which clients have not read yet what is to take that place."""
    replies: Mapping[str, Reply]
    """By marker, the last human comment after ours."""
    policy: Policy
    now: datetime

    def is_over(self, part: Part, audience: Audience, replaced: Collection[tuple[str, str]]) -> bool:
        """Whether what a part says is found no longer; what stays true, or has to until clients have read what is to
        take its place, is over where it is `replaced`."""
        unknown = part.about in self.undecided or (audience is Audience.CLIENT and part.about in self.unasked)
        still = part.identity in self.found.get(part.about, ()) or _is_of_one_event(part, self.quiet)
        lasts = part.lasting or (audience is Audience.CLIENT and part.about in self.awaited)
        stays = lasts and part.about not in replaced and part.about not in self.replaced
        return not (stays or unknown or still)


def next_act(
    place: Place, findings: Sequence[Finding], under: Mapping[str, str], old: Said | None, present: Present
) -> Act | None:
    """What to do at `place`, where `old` stands (None: nothing) and `findings` may be spoken of.

    `under` says which of them stay silent beside another. None means that there is nothing to do and nothing to report.
    """
    if old is None or (old.state is State.DISMISSED and findings):
        return _post(place, findings, under)
    if old.state is State.DISMISSED:
        return None
    news = _news(findings, under, old)
    replaced = {about(finding.identity) for finding in findings if finding.replaces}
    over = [part for part in old.open_parts if present.is_over(part, old.audience, replaced)]
    # The same event seen from another side, such as a missed date for which we wait by now: for a client nothing is
    # settled by that, and the team reads of the new side in its place, where it is spoken of here; so they do of what
    # takes the place of it, such as the next date that was missed.
    turned = frozenset(part.identity for part in over if _is_of_one_event(part, present.found))
    settled = frozenset(part.identity for part in over) - turned
    here, newer = by_subject(f.identity for f in findings), replaced
    if old.audience is Audience.CLIENT:
        here, newer = {}, set()
    dropped = frozenset(part.identity for part in over if part.about in newer or _is_of_one_event(part, here))
    unread = _unread(old, settled | dropped, findings)
    dropped |= unread

    def act(kind: ActKind, why: str) -> Act:
        return Act(
            kind, old.project, old.ticket, old.audience, tuple(findings), why, settled, old, news=news, under=under,
            dropped=dropped,
        )  # fmt: skip

    if old.state is State.INTENDED:
        return act(ActKind.LOOK, "a run was stopped while it spoke here; look for its comment first")
    if news:
        if present.now < _quiet_until(old, present.policy):
            return act(ActKind.EDIT, "more was found within the quiet period")
        if all(_is_known_event(f, old) for f in findings if f.identity in news):
            return act(ActKind.EDIT, "another side of what was said is still open")
        if old.state is State.RESOLVED:
            return _post(place, findings, under)
        again = act(ActKind.REPOST, "more was found, and the old comment is out of sight by now")
        again = replace(again, dropped=dropped | _not_repeated(old, findings, present))
        return _without_answered(again, old, present.replies.get(old.marker))
    left = _strike(old, settled | unread) if _is_visible(old, settled) else _as_it_stands(old, findings, present)
    return act(*left) if left else None


def without_news(act: Act) -> Act | None:
    """What is left of an act whose news are held back: what is settled can be struck; what the news replace stays."""
    old = act.old
    if old is None:
        return None
    findings = tuple(f for f in act.findings if f.identity not in act.untold)
    waiting = {about(f.identity) for f in act.findings if f.replaces and f.identity in act.untold}
    waiting = waiting if act.audience is Audience.CLIENT else set()
    settled = act.settled - {p.identity for p in old.open_parts if p.about in waiting}
    unread = _unread(old, settled, findings)
    kind, why = ActKind.KEEP, "said, and what is new waits"
    if _is_visible(old, settled):
        kind, why = _strike(old, settled | unread)
    elif not findings:
        return None
    return replace(act, kind=kind, why=why, findings=findings, settled=settled, news=frozenset(), dropped=unread)


def is_dismissed(old: Said | None, finding: Finding, policy: Policy, now: datetime) -> bool:
    """Whether a person deleted our comment so lately that we do not speak there again.

    One on which nothing was open was tidied away, and says nothing about what is found since.
    """
    if old is None or old.state is not State.DISMISSED or not old.open_parts:
        return False
    return now < policy.calendars(finding.project).add_days(old.changed_at, policy.quiet_days)


def _post(place: Place, findings: Sequence[Finding], under: Mapping[str, str]) -> Act:
    first = findings[0]
    assert first.on is not None  # a finding without a ticket has been held back
    news = frozenset(f.identity for f in findings)
    return Act(ActKind.POST, first.project, first.on, place[2], tuple(findings), "found now", news=news, under=under)


def _news(findings: Sequence[Finding], under: Mapping[str, str], old: Said) -> frozenset[str]:
    """What the comment does not say. A client is not told again because something weighs more with us."""
    known = {part.identity: part for part in old.open_parts}
    here = {finding.identity for finding in findings}

    def is_new(finding: Finding) -> bool:
        if finding.identity in under:
            return False  # whoever tells the event stands there, or is new itself
        part = known.get(finding.identity)
        if part is None or part.aside:  # what was put aside and is not any more is told anew
            return True
        if part.under in here:  # it stood in the shadow of what still speaks, and does not any more
            return True
        return old.audience is Audience.TEAM and finding.severity > part.severity

    return frozenset(f.identity for f in findings if is_new(f))


def _is_of_one_event(part: Part, known: Known) -> bool:
    """Whether the rule knows the same event, from whichever side it is seen by now."""
    return any(one == part.identity or is_one_event(one, part.identity) for one in known.get(part.about, ()))


def _not_repeated(old: Said, findings: Sequence[Finding], present: Present) -> frozenset[str]:
    """What was said and is not said anew: what stays true has been heard, what is kept quiet stays so, and of what
    nobody looks at now nobody knows whether it is still true."""
    here = {finding.identity for finding in findings}
    unasked = present.unasked if old.audience is Audience.CLIENT else ()

    def is_past(part: Part) -> bool:
        return part.lasting or part.about in unasked or _is_of_one_event(part, present.quiet)

    return frozenset(p.identity for p in old.open_parts if is_past(p) and p.identity not in here)


def _without_answered(act: Act, old: Said, reply: Reply | None) -> Act:
    """A new comment in place of `old` that asks nobody again for what a person has answered since."""
    if reply is None:
        return act
    answered = {part.identity for part in old.read_parts if _told(part, old) < reply.at} - act.news
    if act.audience is Audience.TEAM:
        return replace(act, answered=dict.fromkeys(answered, reply))
    shadows = dict(act.under) | {part.identity: part.under for part in old.open_parts if part.under}
    answered |= {identity for identity, leader in shadows.items() if leader in answered} - act.news
    findings = tuple(finding for finding in act.findings if finding.identity not in answered)
    return replace(act, findings=findings, dropped=act.dropped | answered)


def _told(part: Part, old: Said) -> datetime:
    """Since when people could read it; an earlier word is no answer to it."""
    return part.told or old.said_at or old.intended_at


def _unread(old: Said, gone: Collection[str], findings: Sequence[Finding]) -> frozenset[str]:
    """What stood in the shadow of what is `gone` and is not spoken of here any more: nobody has read it here."""
    here = {finding.identity for finding in findings}
    return frozenset(p.identity for p in old.open_parts if p.under in gone and p.identity not in here | set(gone))


def _is_visible(old: Said, settled: Collection[str]) -> bool:
    """Whether striking `settled` changes what people see: a part in the shadow of another stands nowhere."""
    return any(part.identity in settled for part in old.read_parts)


def _strike(old: Said, settled: Collection[str]) -> tuple[ActKind, str]:
    if len(settled) < len(old.open_parts):
        return ActKind.EDIT, "part of it is no longer open"
    return ActKind.RESOLVE, "nothing of it is open any more"


def _as_it_stands(old: Said, findings: Sequence[Finding], present: Present) -> tuple[ActKind, str] | None:
    """What to do with a comment that is to say what it says."""
    if not old.body:
        kind = ActKind.EDIT if old.open_parts else ActKind.RESOLVE
        return kind, "the answer to an edit was lost, so nobody knows which words stand there"
    if not findings:
        return None
    reply = present.replies.get(old.marker)
    if reply is not None and any(_told(part, old) < reply.at for part in old.open_parts):
        day = present.policy.calendars(old.project).day_of(reply.at)
        return ActKind.ACKNOWLEDGED, f"{reply.by} answered on {day.day} {day:%b %Y}"
    return ActKind.KEEP, "said, and nothing has changed"


def _is_known_event(finding: Finding, old: Said) -> bool:
    """Whether the comment speaks of this event already, so that nobody needs to be called for it again."""
    others = (part.identity for part in old.open_parts if part.identity != finding.identity)
    return any(is_one_event(finding.identity, identity) for identity in others)


def _quiet_until(old: Said, policy: Policy) -> datetime:
    return policy.calendars(old.project).add_days(old.said_at or old.intended_at, policy.quiet_days)
