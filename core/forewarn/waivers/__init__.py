"""What is kept quiet on purpose: waivers, snoozes and the baseline, each with an owner, a reason and an end."""

from forewarn.waivers.consider import Considered, consider, have_begun, take_baselines
from forewarn.waivers.replies import Heard, Verdict
from forewarn.waivers.silence import Quiet, Silenced, keep_quiet
from forewarn.waivers.waiver import Kind, Waiver

__all__ = [
    "Considered",
    "Heard",
    "Kind",
    "Quiet",
    "Silenced",
    "Verdict",
    "Waiver",
    "consider",
    "have_begun",
    "keep_quiet",
    "take_baselines",
]
