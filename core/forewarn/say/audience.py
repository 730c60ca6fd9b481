"""Who may be told what, and where. Fails closed: without a guarantee a finding stays off the ticket."""

from collections.abc import Collection, Mapping

from forewarn.connect import Guarantee
from forewarn.model import Audience, Finding
from forewarn.say.acts import Policy, SourceFacts


def why_not(
    finding: Finding,
    audience: Audience,
    sources: Mapping[str, SourceFacts],
    policy: Policy,
    red_projects: Collection[str],
) -> str | None:
    """Why `finding` may not be spoken of on its ticket to `audience`; None when it may.

    `red_projects` are those with a grave open finding, in which good news would sound like mockery.
    """
    if finding.on is None:
        return "it belongs to no single ticket"
    source = sources.get(finding.on.source)
    if source is None:
        return "its source is no longer in the config"
    if source.stale is not None:
        return f"{finding.on.source} could not be read, so this may be out of date"
    if finding.positive and finding.project in red_projects:
        return "good news waits while something in the project is seriously wrong"
    if audience is Audience.TEAM:
        if source.team_only is Guarantee.NONE:
            return "it is for the team, and clients can read every comment there"
        return None
    if not source.client_visible:
        return "it is for the client, who cannot see that ticket"
    if policy.needs_approval(finding.project, finding.rule):
        return "it is for the client, and waits for a person's approval"
    return None
