"""A plan in a file: read by a person today, applied word for word, and never when somebody changed it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from forewarn.errors import UnfitError
from forewarn.model import Audience, TicketRef
from forewarn.say.acts import Act, ActKind, Held, Plan
from forewarn.say.render import Words
from forewarn.store import Part, Said

_LARGEST = 20_000_000
"""Characters of a plan file that are read."""

Worded = tuple[Act, Words]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CommentEntry(_Entry):
    """Our comment as it stood when the plan was made."""

    marker: str
    changed_at: AwareDatetime


class ActEntry(_Entry):
    """One comment to write."""

    act: ActKind
    project: str
    ticket: TicketRef
    audience: Audience
    why: str
    revision: int
    """Of the ticket, in the store it was read from."""
    comment: CommentEntry | None
    body: str
    parts: tuple[Part, ...]


class PlanFile(_Entry):
    """The file."""

    forewarn_plan: Literal[1]
    """Version of this schema."""
    agency: str
    made_at: AwareDatetime
    acts: tuple[ActEntry, ...]
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A comment of a plan file that is not written, and why."""

    ticket: TicketRef
    audience: Audience
    why: str


def to_file(
    agency: str, made_at: datetime, worded: Sequence[Worded], revisions: Mapping[tuple[str, str], int]
) -> PlanFile:
    """What `worded` would write. `revisions` are by source and ticket id."""
    acts = tuple(_entry(act, words, revisions.get(act.ticket.place, 0)) for act, words in worded)
    plan = PlanFile(forewarn_plan=1, agency=agency, made_at=made_at, acts=acts)
    return plan.model_copy(update={"digest": _digest(plan)})


def to_text(plan: PlanFile) -> str:
    """The file's text."""
    return json.dumps(plan.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def from_text(text: str, place: str) -> PlanFile:
    """The plan in a file's text. Raises UnfitError where it is none, or was changed since it was written."""
    again = "Make a new one with forewarn plan --out."
    if len(text) > _LARGEST:
        raise UnfitError("the file is too large for a plan.", place=place, next_step=again)
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnfitError("this is no plan: it cannot be read as JSON.", place=place, next_step=again) from error
    version = data.get("forewarn_plan") if isinstance(data, dict) else None
    if version is None:
        raise UnfitError("this is no plan of forewarn.", place=place, next_step=again)
    if version != 1:
        raise UnfitError(f"the plan has version {version!r}, and this forewarn reads 1.", place=place, next_step=again)
    try:
        plan = PlanFile.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise UnfitError(f"{where}: {first['msg']}.", place=place, next_step=again) from error
    if plan.digest != _digest(plan):
        raise UnfitError(
            "the plan was changed after it was written, and only what was planned is applied.",
            place=place,
            next_step=again,
        )
    return plan


def matched(
    plan: PlanFile, current: Plan, revisions: Mapping[tuple[str, str], int]
) -> tuple[list[Worded], list[Refused]]:
    """The acts of the present plan that do what the file says, in the file's words; and what moved since.

    The present plan decides whether anything may be said: audience, approval, budgets and breaker hold as ever.
    """
    older = {act.old.marker: act for act in current.writes if act.old}
    acts = {(*act.ticket.place, act.audience): act for act in reversed(current.writes)}
    held = {(*h.finding.on.place, h.audience): h for h in current.held if h.finding.on}
    worded: list[Worded] = []
    refused: list[Refused] = []
    for entry in plan.acts:
        place = (*entry.ticket.place, entry.audience)
        act = (older.get(entry.comment.marker) if entry.comment else None) or acts.get(place)
        why = _why_not(entry, act, held.get(place), revisions.get(entry.ticket.place))
        if why or act is None:
            refused.append(Refused(entry.ticket, entry.audience, why))
        else:
            worded.append((act, Words(entry.body, entry.parts)))
    return worded, refused


def _why_not(entry: ActEntry, act: Act | None, held: Held | None, revision: int | None) -> str:
    if revision != entry.revision:
        return "the ticket changed since the plan was made"
    if act is None:
        return f"it would not be said any more{f', because {held.why}' if held else ''}"
    if _comment(act.old) != entry.comment:
        return "our comment there changed since the plan was made"
    same = act.kind is entry.act and act.project == entry.project
    return "" if same and _says_what_is_left(entry, act) else "something else would be said by now"


def _says_what_is_left(entry: ActEntry, act: Act) -> bool:
    """Whether the file says what the act does, no more and no less, in the words people approved or can read."""
    words = {part.identity: part.words for part in entry.parts if part.resolved_on is None}
    standing = {identity: part.words for identity, part in act.standing.items()}
    found = {finding.identity for finding in act.findings}
    if words.keys() != found | standing.keys():
        return False
    if act.audience is Audience.CLIENT:
        fixed = {**act.approved, **standing}
        return act.gated <= fixed.keys() and fixed.items() <= words.items()
    # What the team reads is worded anew where it weighs more by now.
    return all(words[identity] == text for identity, text in standing.items() if identity not in found)


def _entry(act: Act, words: Words, revision: int) -> ActEntry:
    return ActEntry(
        act=act.kind,
        project=act.project,
        ticket=act.ticket,
        audience=act.audience,
        why=act.why,
        revision=revision,
        comment=_comment(act.old),
        body=words.body,
        parts=words.parts,
    )


def _comment(old: Said | None) -> CommentEntry | None:
    return CommentEntry(marker=old.marker, changed_at=old.changed_at) if old else None


def _digest(plan: PlanFile) -> str:
    """Over everything in it but the digest itself."""
    content = plan.model_dump(mode="json", exclude={"digest"})
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
