"""What our note says of findings that somebody put aside: once, in place, and no longer than it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from forewarn.model import Audience
from forewarn.say.acts import WRITES, Act, ActKind, Plan, SourceFacts
from forewarn.say.courtesy import why_quiet
from forewarn.say.render import Voice, Words, body_of
from forewarn.store import Part, Said, State
from forewarn.waivers.waiver import Waiver

_TOLD = "somebody decided to keep part of it quiet"
_ENDED = "what was kept quiet is not any more"


def with_asides(
    plan: Plan, said: Sequence[Said], quiet: Mapping[str, Waiver | None], sources: Mapping[str, SourceFacts]
) -> Plan:
    """The plan with an edit of each note for the team that does not say yet, or still says, what is put aside.

    `quiet` are the findings kept quiet, by identity; those of the baseline (None) are not spoken of.
    """
    told = {identity: waiver for identity, waiver in quiet.items() if waiver is not None}
    acts = {act.old.marker: act for act in plan.acts if act.old is not None}
    edits: dict[str, Act] = {}
    for comment in said:
        source = sources.get(comment.ticket.source)
        if comment.state is not State.SAID or comment.audience is not Audience.TEAM:
            continue
        if source is None or comment.project in source.stale or not source.keeps_from_clients(comment.project):
            continue
        act = acts.get(comment.marker)
        findings = frozenset(f.identity for f in act.findings) if act else frozenset()
        why = _change(comment, told, findings)
        if why and (act is None or act.kind not in WRITES):
            bare = Act(ActKind.EDIT, comment.project, comment.ticket, comment.audience, (), why, old=comment)
            edits[comment.marker] = replace(act, kind=ActKind.EDIT, why=why) if act else bare
    kept = [edits.pop(act.old.marker, act) if act.old else act for act in plan.acts]
    return replace(plan, acts=(*kept, *edits.values()))


def _change(comment: Said, told: Mapping[str, Waiver], findings: frozenset[str]) -> str:
    for part in comment.open_parts:
        waiver = told.get(part.identity)
        if waiver is not None and waiver.key != part.aside:
            return _TOLD
        if waiver is None and part.aside and part.identity in findings:
            return _ENDED
    return ""


def with_notes(words: Words, act: Act, quiet: Mapping[str, Waiver | None], how: Voice) -> Words:
    """The words of an act with a sentence beside each part that is put aside, and none beside the others."""
    if act.audience is not Audience.TEAM:
        return words
    parts = tuple(_noted(part, act, quiet, how) for part in words.parts)
    return words if parts == words.parts else Words(body_of(parts, act.audience, how), parts)


def _noted(part: Part, act: Act, quiet: Mapping[str, Waiver | None], how: Voice) -> Part:
    waiver = quiet.get(part.identity)
    if waiver is not None and part.resolved_on is None:
        return part if part.aside == waiver.key else replace(part, aside=waiver.key, note=why_quiet(waiver, how))
    spoken_of = any(finding.identity == part.identity for finding in act.findings)
    return replace(part, aside="", note="") if part.aside and spoken_of else part
