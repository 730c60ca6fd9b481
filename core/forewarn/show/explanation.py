"""One rule's answer about one subject, in words and as data."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from forewarn.agency import Agency
from forewarn.checks.check import Subject
from forewarn.explain import Explained, unread
from forewarn.facts.mentions import Mention, Where
from forewarn.model import Evidence, Ticket
from forewarn.say.markup import clean
from forewarn.show.catalogue import guards_of
from forewarn.show.data import finding_data
from forewarn.show.inset import inset
from forewarn.show.wording import moment, what_to_do, what_was_found
from forewarn.store import Outcome

_VERDICTS = {
    Outcome.OK: "Nothing found",
    Outcome.FINDING: "Found",
    Outcome.WAIVED: "Found, and kept quiet on purpose",
    Outcome.BASELINED: "Found, and kept quiet by the baseline",
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
    lines += [_evidence(agency, one) for one in one.answer.evidence]
    for finding, fate in zip(one.answer.findings, one.fates, strict=True):
        lines.append(_indented(what_was_found(agency, finding)))
        lines.append(_indented(f"Since {moment(agency, finding.since)}, {finding.severity.word}."))
        lines += [_evidence(agency, one) for one in finding.evidence]
        lines.append(_indented(f"Next: {what_to_do(agency, finding)}"))
        lines.append(_indented(f"Spoken of: {fate}."))
    plain = one.answer.outcome is Outcome.OK and not one.answer.reason and one.ahead is None
    if plain and (guards := guards_of(one.rule)):
        lines.append(_indented(f"When it stays quiet: {guards}"))
    lines += [_indented(f"Mentioned in {_mention(m.by, m)}.") for m in one.named_by]
    lines += [_indented(f"Mentions {_mention(m.of, m)}.") for m in one.names]
    if one.ahead is not None:
        at, finding = one.ahead
        lines.append(_indented(f"If nothing changes, this is found on {moment(agency, at)}:"))
        lines.append(_indented(what_was_found(agency, finding), 2))
    elif one.answer.wake is not None:
        lines.append(_indented(f"The answer may change by itself on {moment(agency, one.answer.wake)}."))
    else:
        what = "a ticket of the project" if one.rule.check.subject is Subject.PROJECT else "the ticket"
        lines.append(_indented(f"The answer changes only when {what} does."))
    return Group(*lines)


def quieting_text(one: Explained, name: str) -> RenderableType:
    """How to keep quiet what was found on the ticket or project of that name; empty where nothing is spoken of."""
    if one.answer.outcome is not Outcome.FINDING:
        return Group()
    place = one.project if one.rule.check.subject is Subject.PROJECT else name
    return Text(f'To keep it quiet: forewarn waive {one.rule.id} {place} --for "5 days" --because ... --by NAME')


def overview_text(agency: Agency, answers: Sequence[Explained]) -> RenderableType:
    """What every rule says of one ticket or project: what was found in full, of the others why not."""
    lines: list[RenderableType] = [explanation_text(agency, one) for one in answers if one.answer.findings]
    missing = unread(agency, answers[0].project) if answers else ()
    if not lines and answers:
        lines.append(
            Text(clean(f"Nothing is found on {answers[0].subject}{' so far' if missing else ''}."), style="bold")
        )
    lines += [_indented(f"{one}, so there may be more.") for one in missing]
    for outcome in (Outcome.OK, Outcome.NOT_APPLICABLE, Outcome.CANNOT_EVALUATE, Outcome.BROKEN):
        alike = [one for one in answers if one.answer.outcome is outcome and not one.answer.findings]
        if alike:
            lines.append(Text(_VERDICTS[outcome], style="bold"))
        for one in alike:
            lines.append(_indented(f"{one.rule.id}: {one.answer.reason}".removesuffix(": ")))
            if one.ahead is not None:
                lines.append(_indented(f"From {moment(agency, one.ahead[0])} on, if nothing changes: "
                                       f"{what_was_found(agency, one.ahead[1])}", 2))  # fmt: skip
    more = "forewarn explain RULE with the same name tells more of one of them"
    if answers and answers[0].rule.check.subject is not Subject.PROJECT:
        more += f"; forewarn explain {answers[0].project} tells of its project"
    if any(one.answer.outcome is Outcome.FINDING for one in answers):
        more += "; forewarn waive RULE with it keeps one quiet"
    return Group(*lines, Text(f"{more}."))


def explanation_data(agency: Agency, one: Explained) -> dict[str, Any]:
    """For programs."""
    return {
        "rule": one.rule.id,
        "project": one.project,
        "subject": one.subject,
        "outcome": one.answer.outcome,
        "reason": one.answer.reason,
        "wake": one.answer.wake.isoformat() if one.answer.wake else None,
        "evidence": [{"at": e.at.isoformat(), "text": e.text, "url": e.url} for e in one.answer.evidence],
        "ahead": {"at": one.ahead[0].isoformat(), **finding_data(agency, one.ahead[1])} if one.ahead else None,
        "findings": [
            {**finding_data(agency, finding), "spoken_of": fate}
            for finding, fate in zip(one.answer.findings, one.fates, strict=True)
        ],
        "mentioned_in": [{"ticket": m.by.key, "url": m.by.url, "where": m.where} for m in one.named_by],
        "mentions": [{"ticket": m.of.key, "url": m.of.url, "where": m.where} for m in one.names],
    }


def _evidence(agency: Agency, one: Evidence) -> Padding:
    return _indented(f"{moment(agency, one.at)}  {one.text}  {one.url}".rstrip(), 2)


def _mention(other: Ticket, mention: Mention) -> str:
    return f"{other.key} ({other.title}), in {_PLACES[mention.where]}"


def _indented(text: str, depth: int = 1) -> Padding:
    return inset(clean(text), depth)
