"""One event is told once: of several findings about it on one ticket, the gravest speaks and the others stay silent."""

from collections.abc import Collection, Sequence

from forewarn.model import Finding, is_one_event


def shadows(findings: Sequence[Finding], spared: Collection[str] = ()) -> dict[str, str]:
    """By identity, whose words make a finding's own needless: the first in order that is about the same event.

    `findings` are those of one comment, the gravest first. The identities in `spared` are said in any case.
    """
    speaking: list[Finding] = []
    under: dict[str, str] = {}
    for finding in findings:
        leader = next((one for one in speaking if _is_same_event(one, finding)), None)
        if leader is None or finding.identity in spared:
            speaking.append(finding)
        else:
            under[finding.identity] = leader.identity
    return under


def _is_same_event(leader: Finding, finding: Finding) -> bool:
    """The same event of the same subject; the same entry of the date ledger; or no evidence beyond the leader's."""
    if leader.positive is not finding.positive:
        return False
    seen = _evidence(finding)
    return is_one_event(finding.identity, leader.identity) or (bool(seen) and seen <= _evidence(leader))


def _evidence(finding: Finding) -> set[tuple[object, str]]:
    """What happened, as far as it can be pointed at."""
    return {(evidence.at, evidence.url) for evidence in finding.evidence if evidence.url}
