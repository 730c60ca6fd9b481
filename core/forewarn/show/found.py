"""What a pass found, in words: what is news, and what a project's first run meets and keeps quiet."""

from collections.abc import Iterator
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from forewarn.agency import Agency
from forewarn.model import Finding, Severity
from forewarn.run import Pass
from forewarn.show.inset import inset
from forewarn.show.wording import FAMILIES, count, family_of, place_of, what_to_do, what_was_found
from forewarn.sync import nothing_collected

FIRST_FOUND = "Found, and kept quiet because it was there before"
"""The heading over what a project's first run meets."""
_MOST = 20
"""Findings of a first run that are shown in words."""

STYLES = {
    Severity.INFO: "green",
    Severity.LOW: "cyan",
    Severity.MEDIUM: "yellow",
    Severity.HIGH: "red",
    Severity.CRITICAL: "bold red",
}


def found(agency: Agency, done: Pass) -> Iterator[RenderableType]:
    """What may be spoken of, by project and family; where there is nothing, why."""
    order = list(FAMILIES.values())
    for result in done.results:
        if not result.findings:
            continue
        yield inset(f"{result.project.name} (client: {result.project.client})", 1, "bold")
        by_family = sorted(
            result.findings, key=lambda f: order.index(family_of(f)) if family_of(f) in order else len(order)
        )
        for family, group in groupby(by_family, key=family_of):
            yield inset(family, 2, "bold")
            for finding in group:
                yield from _one_found(agency, finding, 3)
    if not any(result.findings for result in done.results):
        yield _nothing_found(done)


def first_found(agency: Agency, done: Pass) -> Iterator[RenderableType]:
    """What the projects that are being adopted hold already, the gravest first."""
    known = done.considered.first_found
    for finding in known[:_MOST]:
        yield from _one_found(agency, finding, 1)
    if len(known) > _MOST:
        yield inset(f"And {len(known) - _MOST} more; forewarn run --json lists them all.", 1)


def _nothing_found(done: Pass) -> RenderableType:
    """Why nothing stands there; green only where all was read, something was asked, and nothing is kept quiet."""
    if nothing_collected(done.synced):
        return inset("Nothing can be said: no source was read.", 1, "red")
    quiet = len(done.considered.quiet.silenced)
    unread = any(one.error or one.lacking for one in done.synced)
    if unasked := [result.project.name for result in done.results if not result.outcomes]:
        why = "no rule is on there, or there is no ticket but archived ones; forewarn validate counts the rules"
        return inset(f"Nothing was looked for in {', '.join(unasked)}: {why}.", 1, "yellow")
    if not quiet and not unread:
        return inset("Nothing that a client would have to ask about, as far as the tickets show.", 1, "green")
    words = "Nothing new" if quiet else "Nothing"
    if unread:
        words += ", as far as could be read"
    if quiet:
        words += f"; {count(quiet, 'finding is', 'findings are')} kept quiet (below)"
    return inset(f"{words}.", 1, "yellow" if unread else "")


def _one_found(agency: Agency, finding: Finding, depth: int) -> Iterator[RenderableType]:
    word = "good news" if finding.positive else finding.severity.word
    style = "green" if finding.positive else STYLES[finding.severity]
    head = Text.assemble((f"{place_of(finding)}  {word}", style), (f"  {finding.rule}", "dim"))
    yield inset(head, depth)
    yield inset(what_was_found(agency, finding), depth + 1)
    if not finding.positive:
        yield inset(Text.assemble(("Next: ", "bold"), what_to_do(agency, finding)), depth + 1)
