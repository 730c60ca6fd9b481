"""Which findings are kept quiet now: the pure heart of waivers and baselines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forewarn.engine import ProjectResult
from forewarn.model import Finding
from forewarn.store import Adopted, Evaluation, Outcome
from forewarn.waivers.waiver import Kind, Waiver
from forewarn.worktime import Clock


@dataclass(frozen=True, slots=True)
class Silenced:
    """A finding that is kept quiet: by a waiver, or because it was there before we began."""

    finding: Finding
    by: Waiver | Adopted

    @property
    def outcome(self) -> Outcome:
        """As it is counted."""
        return Outcome.WAIVED if isinstance(self.by, Waiver) else Outcome.BASELINED

    @property
    def waiver(self) -> Waiver | None:
        """The waiver; None where it is of the baseline."""
        return self.by if isinstance(self.by, Waiver) else None


@dataclass(frozen=True, slots=True)
class Quiet:
    """What is kept quiet in all projects, and what may be said of the waivers themselves."""

    results: tuple[ProjectResult, ...]
    """With the findings that may be spoken of, and the others counted as waived or baselined."""
    silenced: tuple[Silenced, ...]
    expired: tuple[Waiver, ...]
    unused: tuple[Waiver, ...]
    """Of files and the command line, not ended yet, and nothing they are for was found."""

    @property
    def waivers(self) -> Mapping[str, Waiver | None]:
        """By the identity of each finding that is kept quiet, its waiver."""
        return {one.finding.identity: one.waiver for one in self.silenced}


def keep_quiet(
    results: Sequence[ProjectResult], waivers: Sequence[Waiver], adopted: Sequence[Adopted], clock: Clock
) -> Quiet:
    """Take out of `results` what is kept quiet. The clock's wake is then the first end of a waiver that matters."""
    running = [waiver for waiver in waivers if not clock.reached(waiver.until)]
    known = {one.identity: one for one in adopted if not clock.reached(one.until)}
    silenced: list[Silenced] = []
    used: set[str] = set()
    left: list[ProjectResult] = []
    for result in results:
        evaluations = []
        for evaluation in result.evaluations:
            found = _silenced(evaluation, result.project.client, running, known, used) if evaluation.findings else ()
            silenced += found
            evaluations.append(_without(evaluation, found) if found else evaluation)
        left.append(replace(result, evaluations=tuple(evaluations)))
    lasting = [waiver for waiver in waivers if waiver.kind in (Kind.FILE, Kind.KEPT)]
    return Quiet(
        tuple(left),
        tuple(silenced),
        tuple(waiver for waiver in lasting if waiver not in running),
        tuple(waiver for waiver in lasting if waiver in running and waiver.key not in used),
    )


def _silenced(
    evaluation: Evaluation,
    client: str,
    waivers: Sequence[Waiver],
    adopted: Mapping[str, Adopted],
    used: set[str],
) -> tuple[Silenced, ...]:
    found: list[Silenced] = []
    for finding in evaluation.findings:
        # Of several waivers the one that lasts longest is the one to tell people of.
        fitting = [waiver for waiver in waivers if waiver.covers(finding, client)]
        used.update(waiver.key for waiver in fitting)
        before = adopted.get(finding.identity)
        if fitting:
            found.append(Silenced(finding, max(fitting, key=lambda waiver: (waiver.until, waiver.key))))
        elif before is not None and _is_as_before(finding, before):
            found.append(Silenced(finding, before))
    return tuple(found)


def _is_as_before(finding: Finding, before: Adopted) -> bool:
    """Whether a finding is no graver than it was, and rests on nothing that happened since."""
    newer = any(evidence.url and evidence.at > before.adopted_at for evidence in finding.evidence)
    return finding.severity <= before.severity and not newer


def _without(evaluation: Evaluation, silenced: Sequence[Silenced]) -> Evaluation:
    quiet = {one.finding.identity for one in silenced}
    left = tuple(finding for finding in evaluation.findings if finding.identity not in quiet)
    return replace(evaluation, findings=left, outcome=evaluation.outcome if left else silenced[0].outcome)
