"""The portraits of an agency's projects, from what a pass found."""

from collections.abc import Iterator

from forewarn.agency import Agency
from forewarn.engine import views_of
from forewarn.portrait import Held, KeptQuiet, Portrait, portray
from forewarn.run import Pass
from forewarn.waivers.silence import Silenced


def portraits_of(agency: Agency, done: Pass, only: str | None = None) -> Iterator[Portrait]:
    """One portrait a project, in the order of the config, each as of the pass; `only` names the one that is wanted."""
    held = tuple(Held(one.finding, one.audience, one.why, one.reason) for one in done.plan.held)
    quiet = tuple(_kept_quiet(one) for one in done.considered.quiet.silenced)
    wanted = {r.project.name: r for r in done.results if only in (None, r.project.name)}
    views = views_of(agency.config, agency.store, done.now, wanted)
    for name, result in wanted.items():
        view, pairs, people = views.pop(name), agency.config.containers[name], done.unmapped[name]
        yield portray(view, result, agency.store, pairs, done.now, held=held, kept_quiet=quiet, unmapped=people)


def _kept_quiet(one: Silenced) -> KeptQuiet:
    if one.waiver is None:
        return KeptQuiet(one.finding, one.by.until, was_before=True)
    return KeptQuiet(one.finding, one.by.until, one.waiver.owner, one.waiver.because)
