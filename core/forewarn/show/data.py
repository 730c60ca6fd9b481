"""The report of a pass as plain values, for `--json` and for whoever builds on it."""

from collections.abc import Sequence
from typing import Any

from forewarn.agency import Agency
from forewarn.engine import ProjectResult
from forewarn.model import Finding
from forewarn.run import Pass
from forewarn.say.acts import Act, Held
from forewarn.say.spoken import Spoken
from forewarn.show.silence import quiet_data
from forewarn.show.wording import place_of, what_to_do, what_was_found
from forewarn.sync import Synced


def report_data(agency: Agency, done: Pass, *, applied: bool) -> dict[str, Any]:
    """Everything the text report says, and the words of each comment. Instants are ISO in UTC."""
    return {
        "agency": agency.config.agency,
        "now": done.now.isoformat(),
        "applied": applied,
        "exit_code": int(done.exit_code),
        "read": read_data(done.synced),
        "findings": [finding_data(agency, f) for result in done.results for f in result.findings],
        "plan": [_act_data(act, done) for act in done.plan.acts],
        "held": [_held_data(held) for held in (*done.plan.held, *done.plan.climbing)],
        "kept_quiet": [
            {**quiet_data(one), **finding_data(agency, one.finding)} for one in done.considered.quiet.silenced
        ],
        "replies": [{"ticket": answer.ticket.key, "words": words} for answer, words in done.replies],
        "breaker": done.plan.breaker or None,
        "refused": [
            {"ticket": one.ticket.key, "source": one.ticket.source, "audience": one.audience, "why": one.why}
            for one in done.refused
        ],
        "said": [_spoken_data(spoken) for spoken in done.spoken],
        "coverage": [_coverage_data(result, done.unmapped[result.project.name]) for result in done.results],
    }


def _act_data(act: Act, done: Pass) -> dict[str, Any]:
    return {
        "act": act.kind,
        "ticket": act.ticket.key,
        "source": act.ticket.source,
        "audience": act.audience,
        "why": act.why,
        "findings": [f.identity for f in act.findings],
        "words": next((words.body for one, words in done.worded if one is act), None),
    }


def _held_data(held: Held) -> dict[str, Any]:
    return {
        "finding": held.finding.identity,
        "audience": held.audience,
        "why": held.why,
        "reason": held.reason,
        "rung": held.rung,
        "addressee": held.addressee,
    }


def _spoken_data(spoken: Spoken) -> dict[str, Any]:
    return {
        "deed": spoken.deed,
        "ticket": spoken.comment.ticket.key,
        "comment": spoken.comment.comment,
        "url": spoken.comment.url,
        "error": str(spoken.error) if spoken.error else None,
    }


def _coverage_data(result: ProjectResult, unmapped: Sequence[str]) -> dict[str, Any]:
    return {
        "project": result.project.name,
        "outcomes": {str(outcome): number for outcome, number in sorted(result.outcomes.items())},
        "asked": result.asked,
        "not_evaluated": [
            {"rule": e.rule, "subject": e.subject, "outcome": e.outcome, "reason": e.reason}
            for e in result.evaluations
            if e.reason and e.outcome in ("cannot evaluate", "broken")
        ],
        "unmapped_people": list(unmapped),
    }


def read_data(synced: tuple[Synced, ...]) -> list[dict[str, Any]]:
    """What a sync brought."""
    return [
        {
            "source": one.source,
            "container": one.container or None,
            "group": one.group or None,
            "people": one.people if one.group and one.error is None else None,
            "tickets": one.tickets,
            "events": one.events,
            "gone": one.gone,
            "error": str(one.error) if one.error else None,
            "ended": one.ended or None,
            "lacking": str(one.lacking) if one.lacking else None,
            "synced_at": one.synced_at.isoformat() if one.synced_at else None,
        }
        for one in synced
    ]


def finding_data(agency: Agency, finding: Finding) -> dict[str, Any]:
    """One finding."""
    return {
        "identity": finding.identity,
        "rule": finding.rule,
        "check": finding.check,
        "project": finding.project,
        "on": place_of(finding),
        "severity": finding.severity.word,
        "since": finding.since.isoformat(),
        "good_news": finding.positive,
        "words": what_was_found(agency, finding),
        "next": what_to_do(agency, finding),
        "evidence": [{"at": e.at.isoformat(), "text": e.text, "url": e.url} for e in finding.evidence],
    }
