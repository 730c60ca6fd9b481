"""One rule's answer about one subject, in words and as data."""

from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from forewarn.agency import Agency
from forewarn.checks.check import Subject
from forewarn.explain import Explained
from forewarn.facts.mentions import Mention, Where
from forewarn.model import Ticket
from forewarn.say.markup import clean
from forewarn.show.catalogue import guards_of
from forewarn.show.data import finding_data
from forewarn.show.wording import moment, what_to_do, what_was_found
from forewarn.store import Outcome

_VERDICTS = {
    Outcome.OK: "Nothing found",
    Outcome.FINDING: "Found",
    Outcome.WAIVED: "Found, and kept quiet on purpose",
    Outcome.BASELINED: "Found, and there before we began to speak",
    Outcome.NOT_APPLICABLE: "Does not apply",
    Outcome.CANNOT_EVALUATE: "Cannot be evaluated",
    Outcome.BROKEN: "The check is broken",
}

_PLACES = {
    Where.TITLE: "its title",
    Where.BRANCH: "its branch",
    Where.DESCRIPTION: "its description",
    Where.ATTACHMENT: "an attachment",
    Where.COMMENT: "a comment",
}


def explanation_text(agency: Agency, one: Explained) -> RenderableType:
    """For the terminal."""
    verdict = _VERDICTS[one.answer.outcome] + (f": {one.answer.reason}" if one.answer.reason else ".")
    lines: list[RenderableType] = [Text(clean(f"{one.rule.id} on {one.subject}"), style="bold"), _indented(verdict)]
    for finding, fate in zip(one.answer.findings, one.fates, strict=True):
        lines.append(_indented(what_was_found(agency, finding)))
        lines.append(_indented(f"Since {moment(agency, finding.since)}, {finding.severity.word}."))
        lines += [_indented(f"{moment(agency, e.at)}  {e.text}  {e.url}".rstrip(), 2) for e in finding.evidence]
        lines.append(_indented(f"Next: {what_to_do(agency, finding)}"))
        lines.append(_indented(f"Spoken of: {fate}."))
    if one.answer.outcome is Outcome.OK and (guards := guards_of(one.rule)):
        lines.append(_indented(f"When it stays quiet: {guards}"))
    lines += [_indented(f"Mentioned in {_mention(m.by, m)}.") for m in one.named_by]
    lines += [_indented(f"Mentions {_mention(m.of, m)}.") for m in one.names]
    if one.answer.wake is not None:
        lines.append(_indented(f"The answer may change by itself on {moment(agency, one.answer.wake)}."))
    else:
        what = "a ticket of the project" if one.rule.check.subject is Subject.PROJECT else "the ticket"
        lines.append(_indented(f"The answer changes only when {what} does."))
    return Group(*lines)


def explanation_data(agency: Agency, one: Explained) -> dict[str, Any]:
    """For programs."""
    return {
        "rule": one.rule.id,
        "project": one.project,
        "subject": one.subject,
        "outcome": one.answer.outcome,
        "reason": one.answer.reason,
        "wake": one.answer.wake.isoformat() if one.answer.wake else None,
        "findings": [
            {**finding_data(agency, finding), "spoken_of": fate}
            for finding, fate in zip(one.answer.findings, one.fates, strict=True)
        ],
        "mentioned_in": [{"ticket": m.by.key, "url": m.by.url, "where": m.where} for m in one.named_by],
        "mentions": [{"ticket": m.of.key, "url": m.of.url, "where": m.where} for m in one.names],
    }


def _mention(other: Ticket, mention: Mention) -> str:
    return f"{other.key} ({other.title}), in {_PLACES[mention.where]}"


def _indented(text: str, depth: int = 1) -> Padding:
    return Padding(Text(clean(text)), (0, 0, 0, 2 * depth), expand=False)
