"""Drafts for whoever approves them, in words and as data."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from forewarn.agency import Agency
from forewarn.model import about
from forewarn.show.inset import inset
from forewarn.show.wording import called, moment
from forewarn.store import Draft, DraftState


def drafts_report(agency: Agency, drafts: Sequence[Draft]) -> RenderableType:
    """Each draft with its words, as the client would read them."""
    if not drafts:
        return Text(
            "No draft waits. forewarn run --apply makes them, where a client should be told something; forewarn plan "
            "shows their words before."
        )
    lines: list[RenderableType] = []
    for draft in drafts:
        rule = about(draft.identity)[0]
        head = Text.assemble((f"{draft.id}  {called(draft.ticket)}", "bold"), (f"  {rule}, {draft.project}", "dim"))
        lines += [head, inset(_state(agency, draft), 2), inset(Text(draft.text, style="italic"), 2), Text()]
    waiting = [draft for draft in drafts if draft.state is DraftState.WAITING]
    if waiting:
        first = waiting[0].id
        lines.append(
            Text(
                f"forewarn drafts approve {first} --by NAME lets the next run say it, edit {first} puts your words in "
                f"its place, reject {first} --because ... --by NAME keeps it unsaid."
            )
        )
    return Group(*lines)


def draft_data(draft: Draft) -> dict[str, Any]:
    """One draft as plain values."""
    return {
        "id": draft.id,
        "state": draft.state,
        "project": draft.project,
        "ticket": draft.ticket.key,
        "url": draft.ticket.url,
        "finding": draft.identity,
        "text": draft.text,
        "edited": draft.edited,
        "made_at": draft.made_at.isoformat(),
        "decided_by": draft.decided_by,
        "because": draft.because,
    }


def _state(agency: Agency, draft: Draft) -> str:
    written = "in a person's own words" if draft.edited else "in our words"
    match draft.state:
        case DraftState.WAITING:
            return f"waits since {moment(agency, draft.made_at)}, {written}"
        case DraftState.APPROVED:
            by = f" by {draft.decided_by}" if draft.decided_by else ""
            return f"approved{by}, {written}; the next forewarn run --apply says it"
        case DraftState.REJECTED:
            by = f" by {draft.decided_by}" if draft.decided_by else ""
            return f"rejected{by}, because {draft.because}"
        case DraftState.LAPSED:
            return "lapsed"
