"""What a text cannot be filled for is not said, as if its check were broken; whatever else was found is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from forewarn.agency import Agency
from forewarn.engine import ProjectResult
from forewarn.errors import ConfigError
from forewarn.model import Audience, Finding
from forewarn.rulebook import Rule
from forewarn.say.markup import PLAIN
from forewarn.say.render import Voice, words_of
from forewarn.say.tongue import tongue_for
from forewarn.say.words import facts_of
from forewarn.store import Evaluation, Outcome


@dataclass(frozen=True, slots=True)
class Wordless:
    """Looks for what cannot be worded."""

    agency: Agency

    def sift(self, result: ProjectResult) -> ProjectResult:
        """The answers, with those that nothing can be said of as broken ones."""
        each = (one for evaluation in result.evaluations for one in self._parts(evaluation))
        return replace(result, evaluations=tuple(each))

    def sayable(self, finding: Finding) -> tuple[Finding | None, str]:
        """What can be said of a finding, and why not all: a text for clients that fails keeps nothing from the team."""
        rule = self.agency.rule_of(finding)
        if why := self._why_not(finding, rule, Audience.TEAM):
            return None, why
        if Audience.CLIENT in finding.audiences and (why := self._why_not(finding, rule, Audience.CLIENT)):
            return replace(finding, audiences=finding.audiences - {Audience.CLIENT}), why
        return finding, ""

    def _parts(self, evaluation: Evaluation) -> Iterator[Evaluation]:
        weighed = [self.sayable(finding) for finding in evaluation.findings]
        reasons = dict.fromkeys(why for _, why in weighed if why)
        left = tuple(finding for finding, _ in weighed if finding is not None)
        if left or not reasons:
            yield replace(evaluation, findings=left) if reasons else evaluation
        for why in reasons:
            yield replace(evaluation, outcome=Outcome.BROKEN, reason=why, findings=())

    def _why_not(self, finding: Finding, rule: Rule, audience: Audience) -> str:
        """Why the texts for an audience cannot be filled; empty where they can."""
        project = finding.project
        tongue = tongue_for(self.agency.language(project, audience))
        try:
            words_of(finding, rule, audience, Voice(PLAIN, 0, self.agency.calendar(project), tongue))
        except ConfigError as error:
            why, known = error.reason.removeprefix("its text "), ", ".join(sorted(facts_of(finding)))
            return f"its text for the {audience} {why} (it may name {known})"
        return ""
