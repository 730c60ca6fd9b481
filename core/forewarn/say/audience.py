"""Who may be told what, and where. Fails closed: without a guarantee a finding stays off the ticket."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from forewarn.model import Audience, Finding, TicketRef, about, is_one_event, project_subject
from forewarn.say.acts import Held, Place, Policy, SourceFacts
from forewarn.store import Draft, DraftState, Reason, Said, State


@dataclass(frozen=True, slots=True)
class Approvals:
    """What people decided about the words for clients."""

    drafts: Mapping[str, Draft]
    """By identity of the finding."""
    standing: Mapping[str, TicketRef]
    """By identity, where a client can read of it already: it needs no second approval there, and no second ticket."""
    heard: Collection[str] = frozenset()
    """Identities of what a client read in a comment that a newer one replaced, and that was not repeated there."""
    unasked: Collection[str] = frozenset()
    """Identities of what a client can read and no rule looks at any more, as where it has another name by now."""

    def of(self, finding: Finding) -> Draft | None:
        """The draft about a finding, unless it was meant for another place."""
        draft = self.drafts.get(finding.identity)
        if draft is None or finding.on is None:
            return None
        return draft if _is_at(finding, draft.ticket) or draft.state is DraftState.REJECTED else None

    def is_by_person(self, finding: Finding) -> bool:
        """Whether a person wrote or approved its words: nothing else may silence them."""
        draft = self.of(finding)
        return draft is not None and (draft.state is DraftState.APPROVED or draft.edited)

    def is_told(self, finding: Finding) -> bool:
        """Whether a client reads its words, or is sure to."""
        draft = self.of(finding)
        approved = draft is not None and draft.state is DraftState.APPROVED
        return approved or finding.identity in self.standing

    def held(self, finding: Finding, *, gated: bool) -> Held | None:
        """Why its words may not go to the client; None when they may.

        `gated` says whether the rule asks for approval. What a person rejected stays unsaid, and what they wrote anew
        waits for them, in any case.
        """
        draft, standing = self.of(finding), self.standing.get(finding.identity)
        if draft is not None and draft.state is DraftState.REJECTED:
            why = f"a person rejected its words{f': {draft.because}' if draft.because else ''}"
            return Held(finding, Audience.CLIENT, why, Reason.REJECTED)
        if standing is not None and not _is_at(finding, standing):
            return Held(finding, Audience.CLIENT, f"the client can read it on {standing.key}", Reason.TOLD)
        if finding.identity in self.heard:
            return Held(finding, Audience.CLIENT, "the client has read it in an earlier comment", Reason.TOLD)
        if self.is_told(finding):
            return None
        if any(self._tells(one, finding) for one in self.unasked):
            return Held(finding, Audience.CLIENT, "the client can read it in words of a rule that is off", Reason.TOLD)
        if not (gated or (draft is not None and draft.edited)):
            return None
        return Held(finding, Audience.CLIENT, "its words wait for a person's approval", Reason.APPROVAL)

    def _tells(self, unasked: str, finding: Finding) -> bool:
        return _is_at(finding, self.standing[unasked]) and is_one_event(unasked, finding.identity)


def _is_at(finding: Finding, ticket: TicketRef) -> bool:
    return finding.on is not None and finding.on.place == ticket.place


def approvals(
    drafts: Collection[Draft], said: Collection[Said], unasked: Collection[tuple[str, str]] = ()
) -> Approvals:
    """Decisions by finding, the latest draft of each counting; `said` are our comments of every state, oldest first.

    `unasked` are (rule, subject) of what clients were told and nobody looks at now.
    """
    standing: dict[str, TicketRef] = {}
    heard: set[str] = set()
    newest = speaking(said)
    for comment in said:
        if comment.audience is Audience.CLIENT:
            heard -= {part.identity for part in comment.parts}
            read = {part.identity: comment.ticket for part in comment.read_parts}
            if comment.state is State.SAID:
                standing |= read
            if comment.state is State.SUPERSEDED or is_older(comment, newest):
                heard |= read.keys()
    decided = {draft.identity: draft for draft in drafts if draft.state is not DraftState.LAPSED}
    return Approvals(decided, standing, heard, [identity for identity in standing if about(identity) in unasked])


def speaking(said: Iterable[Said]) -> dict[Place, Said]:
    """The comment that speaks for us at each place: the newest that is not superseded, lapsed or taken back."""
    return {
        (*comment.ticket.place, comment.audience): comment
        for comment in said
        if comment.state not in (State.SUPERSEDED, State.LAPSED, State.EXPOSED, State.WITHDRAWN)
    }


def is_older(comment: Said, newest: Mapping[Place, Said]) -> bool:
    """Whether a comment stands above a newer one, because it says what that does not repeat; `newest` is what speaks
    at each place."""
    place = (*comment.ticket.place, comment.audience)
    return comment.state is State.SAID and newest[place].marker != comment.marker


def held_back(
    finding: Finding,
    audience: Audience,
    sources: Mapping[str, SourceFacts],
    policy: Policy,
    known: Approvals,
    red_projects: Collection[str],
) -> Held | None:
    """Why `finding` may not be spoken of on its ticket to `audience`; None when it may.

    `red_projects` are those with a grave open finding, in which good news would sound like mockery.
    """

    def held(reason: Reason, why: str) -> Held:
        return Held(finding, audience, why, reason)

    if unread := unread_of(finding.identity, finding.on, finding.project, sources):
        return held(Reason.STALE, f"{unread} could not be read, so this may be out of date")
    if finding.on is None:
        return held(Reason.NO_TICKET, "it belongs to no single ticket")
    source = sources.get(finding.on.source)
    if source is None:
        return held(Reason.NO_SOURCE, "its source is no longer in the config")
    if finding.positive and finding.project in red_projects:
        if audience is Audience.CLIENT and finding.identity in {*known.standing, *known.heard}:
            return held(Reason.TOLD, "the client has read it already")
        return held(Reason.GOOD_NEWS, "good news waits while something in the project is seriously wrong")
    if audience is Audience.TEAM:
        if not source.keeps_from_clients(finding.project):
            seen = "clients can read every comment there"
            if finding.project in source.joined:
                seen = f"{source.joined[finding.project]} of the client wrote there lately, so they can read it too"
            if source.leaks:
                seen = "a note for the team came out visible to clients there; forewarn doctor says what to do"
            return held(Reason.EXPOSED, f"it is for the team, and {seen}")
        return None
    if not source.client_visible:
        return held(Reason.UNSEEN, "it is for the client, who cannot see that ticket")
    return known.held(finding, gated=policy.needs_approval(finding.project, finding.rule))


def unread_of(identity: str, on: TicketRef | None, project: str, sources: Mapping[str, SourceFacts]) -> str:
    """What could not be read of that on which a finding rests: of a ticket its own container, and of a project each of
    its containers, and for a while each of its tickets, wherever it would be said; empty where all was read."""
    if on is None or about(identity)[1] == project_subject(project):
        missing = (one.stale.get(project, one.awaited.get(project)) for one in sources.values())
        return ", ".join(filter(None, missing))
    source = sources.get(on.source)
    if source is None:
        return ""
    return source.stale.get(project, on.key if on.id in source.unread else "")
