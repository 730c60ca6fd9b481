"""Reading when things go wrong: patience within a budget, typed errors, and never a secret in sight."""

import json
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

import pytest

from forewarn.connect import Connector
from forewarn.connect.stage import Fault
from forewarn.errors import AuthError, GoneError, MalformedAnswer, RateLimited, TrackerError, UnavailableError
from forewarn.model import Audience
from forewarn.testing.contract.chronicle import Chronicle
from forewarn.testing.contract.readback import gather, same
from forewarn.testing.contract.terms import Terms
from forewarn.testing.contract.trial import BUDGET, Trial

_PASSING = {
    "cut": Fault("cut"),
    "cut-after": Fault("cut-after"),
    "a-500": Fault("status", status=500),
    "a-502": Fault("status", status=502),
    "a-503": Fault("status", status=503),
    "a-429": Fault("status", status=429, headers=(("Retry-After", "1"),)),
    "a-page-instead-of-an-answer": Fault("garbage"),
}
"""Failures that pass when the same is asked again."""

_LASTING: dict[str, tuple[Fault, type[TrackerError]]] = {
    "cut": (Fault("cut", times=99), UnavailableError),
    "a-500": (Fault("status", status=500, times=99), UnavailableError),
    "a-page-instead-of-an-answer": (Fault("garbage", times=99), MalformedAnswer),
    "slow-down": (Fault("status", status=429, headers=(("Retry-After", "25"),), times=99), RateLimited),
}

_CALLS: dict[str, Callable[[Connector, Chronicle], object]] = {
    "account": lambda connector, story: connector.reader().account(),
    "read": lambda connector, story: list(connector.reader().read(story.container, None)),
    "present": lambda connector, story: connector.reader().present(story.container),
    "examine": lambda connector, story: connector.reader().examine((story.container,)),
}


class FailingContract(Terms):
    """What a Reader promises when the tracker or the network fails it."""

    @pytest.mark.parametrize("what", _PASSING)
    def test_a_failure_that_passes_costs_nothing_whichever_request_it_hits(self, trial: Trial, what: str) -> None:
        story = self._story(trial)
        with trial.log() as sent:
            whole = trial.tickets(story.container)
        for method, path in dict.fromkeys((request.method, request.path) for request in sent):
            fault = _PASSING[what]
            trial.sandbox.misbehave(Fault(fault.kind, method, path, fault.status, fault.headers))
            trial.slept.clear()
            with trial.reader() as reader:
                read = gather(reader.read(story.container, None))
            assert trial.slept, f"{method} {path} was asked again without a pause, or not at all"
            same([str(t) for t in whole.values()], [str(t) for t in read.values()], f"tickets after {method} {path}")

    @pytest.mark.parametrize("what", _LASTING)
    @pytest.mark.parametrize("call", _CALLS)
    def test_a_failure_that_lasts_is_a_typed_error_within_the_budget(self, trial: Trial, call: str, what: str) -> None:
        story = self._story(trial)
        fault, error = _LASTING[what]
        trial.sandbox.misbehave(fault)
        with trial.fails(error):
            _CALLS[call](trial.connect(attempts=9), story)
        assert sum(trial.slept) <= BUDGET.total_seconds(), f"waited {sum(trial.slept)} s of {BUDGET.total_seconds()}"

    @pytest.mark.parametrize("form", ["seconds", "date"])
    def test_a_tracker_that_names_a_time_is_asked_again_after_it(self, trial: Trial, form: str) -> None:
        story = self._story(trial)
        until = trial.now + timedelta(seconds=40)
        words = "40" if form == "seconds" else format_datetime(until, usegmt=True)
        trial.sandbox.misbehave(Fault("status", status=429, headers=(("Retry-After", words),)))
        assert trial.tickets(story.container)
        assert trial.now >= until, f"it was to wait until {until} and asked again at {trial.now}"
        assert trial.now < until + timedelta(seconds=30), f"it waited far longer than asked, until {trial.now}"

    def test_a_wait_that_the_budget_cannot_pay_is_not_begun(self, trial: Trial) -> None:
        story = self._story(trial)
        until = trial.now + timedelta(hours=2)
        trial.sandbox.misbehave(Fault("status", status=429, headers=(("Retry-After", "7200"),), times=99))
        with trial.reader() as reader, trial.fails(RateLimited) as caught:
            list(reader.read(story.container, None))
        assert not trial.slept, f"it slept {trial.slept} although the answer was clear"
        assert isinstance(caught.error, RateLimited)
        assert caught.error.until is not None
        assert abs(caught.error.until - until) < timedelta(seconds=30), f"it names {caught.error.until}, not {until}"

    @pytest.mark.parametrize("call", _CALLS)
    def test_a_wrong_token_is_an_auth_error(self, trial: Trial, call: str) -> None:
        story = self._story(trial)
        wrong = dict.fromkeys(trial.sandbox.environ(), "nonsense-9d2e1")
        with trial.fails(AuthError, "nonsense-9d2e1"):
            _CALLS[call](trial.connect(environ=wrong), story)
        assert not trial.slept, "a token does not get better by waiting"

    def test_nothing_is_written_with_a_wrong_token(self, trial: Trial) -> None:
        self.must_speak()
        self.must_have_a_network()
        ref = self.a_ticket(trial)
        wrong = dict.fromkeys(trial.sandbox.environ(), "nonsense-9d2e1")
        with trial.speaker(environ=wrong) as speaker, trial.fails(AuthError, "nonsense-9d2e1"):
            speaker.post(ref, "Hello", marker="v1.x", audience=Audience.CLIENT)

    def test_a_container_that_is_not_there_is_named(self, trial: Trial) -> None:
        self.chronicle(trial).begin(1)
        with trial.reader() as reader, trial.fails(GoneError) as caught:
            list(reader.read(self.nowhere, None))
        assert self.nowhere in str(caught.error), f"the error does not name it: {caught.error}"
        assert caught.error and caught.error.next_step, f"the error says no next step: {caught.error}"

    def test_a_tracker_that_repeats_our_secrets_does_not_make_us_repeat_them(self, trial: Trial) -> None:
        story = self._story(trial)
        echo = json.dumps({"message": f"bad token {' '.join(trial.sandbox.environ().values())}"})
        for status in (400, 401, 403, 404, 500):
            trial.sandbox.misbehave(Fault("status", status=status, body=echo, times=9))
            with trial.fails(TrackerError), trial.reader(attempts=9) as reader:
                list(reader.read(story.container, None))

    def test_no_secret_stands_in_an_address(self, trial: Trial) -> None:
        story = self._story(trial)
        with trial.reader() as reader:
            reader.account()
            reader.examine((story.container,))
            reader.present(story.container)
            ticket = trial.tickets(story.container)[next(iter(story.books))]
            assert not reader.is_gone(ticket.ref)
        if not self.read_only:
            with trial.speaker() as speaker:
                speaker.post(ticket.ref, "Hello", marker="v1.x", audience=Audience.CLIENT)
        addresses = [f"{request.path}?{request.query} {request.agent}" for request in trial.sandbox.requests]
        assert addresses, "the sandbox logs no request"
        for secret in trial.sandbox.environ().values():
            shown = [address.replace(secret, "<HERE>") for address in addresses if secret in address]
            assert not shown, f"a secret stands in an address: {shown}"

    def _story(self, trial: Trial) -> Chronicle:
        self.must_have_a_network()
        return self.story(trial, 3, acts=20)
