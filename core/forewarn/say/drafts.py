"""Drafts: words for a client wait for a person, who approves, edits or rejects them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from forewarn.errors import NotFoundError, UnfitError
from forewarn.model import Finding, about
from forewarn.say.audience import approvals
from forewarn.say.markup import clean
from forewarn.say.render import Voice
from forewarn.store import Draft, DraftState, Entry, Store

OPEN = (DraftState.WAITING, DraftState.APPROVED)


@dataclass(frozen=True, slots=True)
class Wording:
    """What we would tell a client of one finding."""

    finding: Finding
    text: str
    """As a person reads it."""
    words: str
    """In the markup of its place."""


def renewed(
    drafts: Collection[Draft],
    wanted: Iterable[Wording],
    found: Collection[str],
    undecided: Collection[str],
    now: datetime,
    told: Collection[str] = (),
) -> list[Draft]:
    """The drafts to store so that one waits for each finding in `wanted`, and none for what is over.

    `found` are the identities of everything found, `undecided` of what nobody knows. A draft whose words would be
    others today lapses, and a new one takes its place: what a person approves is what they read. Of `told` other words
    tell the client already, or wait to. What a person wrote or approved is left alone.
    """
    latest = {draft.identity: draft for draft in drafts if draft.state is not DraftState.LAPSED}
    changed: list[Draft] = []
    for identity, old in latest.items():
        is_over = old.state in OPEN and identity not in found and identity not in undecided
        if is_over or (identity in told and old.state is DraftState.WAITING and not old.edited):
            changed.append(_lapsed(old, now))
    for wording in wanted:
        finding = wording.finding
        assert finding.on is not None  # what belongs to no ticket is held for that reason and has no draft
        known = latest.get(finding.identity)
        if known is not None and _stands(known, wording):
            if known.project != finding.project:  # it is called otherwise now, or its ticket has moved
                changed.append(replace(known, project=finding.project))
            continue
        if known is not None:
            changed.append(_lapsed(known, now))
        changed.append(
            Draft(
                finding.project, finding.identity, finding.on, wording.text, wording.words, made_at=now, changed_at=now
            )
        )
    return changed


def _stands(draft: Draft, wording: Wording) -> bool:
    on = wording.finding.on
    same = on is not None and draft.ticket.place == on.place
    return same and (draft.edited or draft.state is DraftState.APPROVED or draft.words == wording.words)


def _lapsed(draft: Draft, now: datetime) -> Draft:
    return replace(draft, state=DraftState.LAPSED, changed_at=now)


def open_drafts(store: Store) -> tuple[Draft, ...]:
    """Those that wait, and those approved that nobody has read on the ticket yet."""
    read = _read_by_clients(store)
    return tuple(draft for draft in store.drafts.all(*OPEN) if draft.identity not in read)


def approve(store: Store, ident: int, by: str, now: datetime) -> Draft:
    """Let the next run say it. Raises NotFoundError and UnfitError."""
    draft = open_draft(store, ident)
    if draft.state is DraftState.APPROVED:
        return draft  # the log keeps who let it through, which was somebody before
    approved = replace(draft, state=DraftState.APPROVED, decided_by=by, changed_at=now)
    return _decided(store, approved, f"{by} approved the words for the client")


def reject(store: Store, ident: int, by: str, because: str, now: datetime) -> Draft:
    """Never say it. Raises NotFoundError and UnfitError."""
    draft = open_draft(store, ident)
    rejected = replace(draft, state=DraftState.REJECTED, decided_by=by, because=because, changed_at=now)
    return _decided(store, rejected, f"{by} rejected the words for the client, because {because}")


def edit(store: Store, ident: int, text: str, how: Voice, now: datetime) -> Draft:
    """Put a person's own words in its place; they still wait for approval. Raises NotFoundError and UnfitError."""
    draft = open_draft(store, ident)
    lines = [clean(line) for line in text.strip().splitlines()]
    words = "\n".join(how.markup.escape(line) for line in lines)
    if not words.strip():
        raise UnfitError(
            "there are no words in it.",
            next_step=f"Give them in a file (--file), or as standard input; forewarn drafts reject {ident} "
            "--because ... --by NAME keeps it unsaid.",
        )
    if len(words) > how.longest:
        raise UnfitError(
            f"it has {len(words)} characters, and the tracker takes {how.longest}.", next_step="Shorten it."
        )
    edited = replace(
        draft, text="\n".join(lines), words=words, edited=True, state=DraftState.WAITING, decided_by="", changed_at=now
    )
    return _decided(store, edited, "other words for the client were put in, and wait for approval")


def open_draft(store: Store, ident: int) -> Draft:
    """The draft a person may still decide about. Raises NotFoundError and UnfitError."""
    draft = store.drafts.get(ident)
    listed = "forewarn drafts lists those that wait."
    if draft is None:
        raise NotFoundError(f"there is no draft {ident}.", next_step=listed)
    if draft.state is DraftState.LAPSED:
        raise UnfitError(
            f"draft {ident} has lapsed: what it spoke of is over, or other words tell it now.", next_step=listed
        )
    if draft.state is DraftState.REJECTED:
        raise UnfitError(f"draft {ident} was rejected already.", next_step=listed)
    if draft.identity in _read_by_clients(store):
        raise UnfitError(
            f"draft {ident} stands on {draft.ticket.key} already.", next_step="Write there what is to be added."
        )
    return draft


def _decided(store: Store, draft: Draft, what: str) -> Draft:
    """Keep it, and say so in the log. `draft` has changed by now."""
    store.drafts.put([draft])
    on, rule = draft.ticket, about(draft.identity)[0]
    text = f"{what} (draft {draft.id}, {rule})"
    store.journal.add([Entry(draft.changed_at, "draft", text, draft.project, on.source, on.id, on.key)])
    return draft


def _read_by_clients(store: Store) -> Collection[str]:
    """Identities of what clients read, or have in a comment that was replaced; what was struck can be said again."""
    known = approvals((), store.said.all())
    return known.standing.keys() | known.heard
