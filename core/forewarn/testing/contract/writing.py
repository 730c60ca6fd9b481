"""Writing when things go wrong: one request, never a second, and `find` says whether it happened."""

from collections.abc import Callable
from dataclasses import replace
from time import sleep

import pytest

from forewarn.connect import Speaker
from forewarn.connect.stage import Fault
from forewarn.errors import MalformedAnswer, PermissionDenied, RateLimited, TrackerError, UnavailableError
from forewarn.model import Audience, TicketRef
from forewarn.testing.contract.terms import Terms
from forewarn.testing.contract.trial import Trial

_UNSURE = {
    "cut": (Fault("cut"), UnavailableError, False),
    "cut-after": (Fault("cut-after"), UnavailableError, True),
    "a-502-after-it-was-done": (Fault("status-after", status=502), UnavailableError, True),
    "a-503": (Fault("status", status=503), UnavailableError, False),
    "a-page-instead-of-an-answer": (Fault("garbage"), MalformedAnswer, False),
}
"""By name: what goes wrong, the error that says that nobody knows, and whether it happened all the same."""

_REFUSED = {
    "slow-down": (Fault("status", status=429, headers=(("Retry-After", "30"),)), RateLimited),
    "may-not": (Fault("status", status=403, body='{"message": "no"}'), PermissionDenied),
}
"""By name: what goes wrong, and the error that says that it surely did not happen."""

_METHODS = ("POST", "PUT", "PATCH")

_Write = Callable[[Speaker, TicketRef], object]


def _post(speaker: Speaker, ref: TicketRef) -> object:
    return speaker.post(ref, "After", marker="v1.new", audience=Audience.CLIENT)


class WritingContract(Terms):
    """What a Speaker promises about a write that fails: it is never repeated."""

    @pytest.mark.parametrize("what", _UNSURE)
    def test_a_post_that_fails_is_sent_once_and_find_knows_whether_it_happened(self, trial: Trial, what: str) -> None:
        fault, error, happened = _UNSURE[what]
        ref = self._spoken_on(trial)
        self._fails(trial, ref, fault, error, _post)
        with trial.speaker() as speaker:
            found = speaker.find(ref, "v1.new")
        assert len(found) == int(happened), f"it did{'' if happened else ' not'} happen, and find says {found}"

    @pytest.mark.parametrize("what", _UNSURE)
    def test_an_edit_that_fails_is_sent_once_and_find_knows_whether_it_happened(self, trial: Trial, what: str) -> None:
        fault, error, happened = _UNSURE[what]
        ref = self._spoken_on(trial)
        with trial.speaker() as speaker:
            [old] = speaker.find(ref, "v1.old")

        def edit(speaker: Speaker, ref: TicketRef) -> object:
            return speaker.edit(ref, old.id, "After", marker="v1.old", audience=Audience.CLIENT)

        self._fails(trial, ref, fault, error, edit)
        with trial.speaker() as speaker:
            [found] = speaker.find(ref, "v1.old")
        assert (found.id, found.body) == (old.id, "After" if happened else "Before")

    @pytest.mark.parametrize("what", _REFUSED)
    def test_a_post_that_is_refused_is_sent_once_and_did_not_happen(self, trial: Trial, what: str) -> None:
        fault, error = _REFUSED[what]
        ref = self._spoken_on(trial)
        self._fails(trial, ref, fault, error, _post)
        with trial.speaker() as speaker:
            assert speaker.find(ref, "v1.new") == ()

    def test_a_post_without_an_answer_in_time_is_sent_once(self, trial: Trial) -> None:
        ref = self._spoken_on(trial)
        self._fails(trial, ref, Fault("slow", seconds=0.8), UnavailableError, _post, read_timeout=0.3)

    def _spoken_on(self, trial: Trial) -> TicketRef:
        self.must_speak()
        self.must_have_a_network()
        ref = self.a_ticket(trial)
        with trial.speaker() as speaker:
            speaker.post(ref, "Before", marker="v1.old", audience=Audience.CLIENT)
        return ref

    def _fails(
        self, trial: Trial, ref: TicketRef, fault: Fault, error: type[TrackerError], write: _Write, **patience: float
    ) -> None:
        """`write` meets `fault`: one request that may write leaves us, and the error is of that kind."""
        before = len(trial.sandbox.requests)
        for method in _METHODS:  # once each, so that a second try would succeed, and be seen
            trial.sandbox.misbehave(replace(fault, method=method))
        with trial.speaker(**patience) as speaker, trial.fails(error):
            write(speaker, ref)
        sleep(fault.seconds)  # a sandbox logs a request when it answers
        writes = [request for request in trial.sandbox.requests[before:] if self.is_write(request)]
        assert len(writes) == 1, f"a write must be sent once, and was sent {len(writes)} times: {writes}"
