"""A connector on its sandbox, with a clock that only sleeping moves, and with an eye on its secrets."""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from forewarn.connect import Connector, Patience, Reader, Speaker
from forewarn.connect.stage import Request, Sandbox
from forewarn.errors import TrackerError
from forewarn.model import Ticket
from forewarn.testing.contract.readback import gather

BUDGET = timedelta(minutes=2)
"""Waiting allowed for one source."""


@dataclass(slots=True)
class Caught:
    """The error a `with` block ended in, known after it."""

    error: TrackerError | None = None


@dataclass(slots=True)
class Trial:
    """Everything a contract test works with."""

    kind: type[Connector]
    sandbox: Sandbox
    now: datetime
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Time passes for the connector, and for nobody else."""
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def at(self, instant: datetime) -> None:
        """It is this time, for the connector and for the tracker."""
        self.now = self.sandbox.now = instant

    def connect(
        self,
        *,
        source: str = "contract",
        client_visible: bool = True,
        options: Mapping[str, Any] | None = None,
        environ: Mapping[str, str] | None = None,
        **patience: Any,
    ) -> Connector:
        """The connector, as the config would make it. `options` replace those of the sandbox, None removes one."""
        keys = {k: v for k, v in {**self.sandbox.options(), **(options or {})}.items() if v is not None}
        given = {"budget": BUDGET, "read_timeout": 5.0, **patience}
        return self.kind(
            source,
            self.kind.Options.model_validate(keys),
            client_visible=client_visible,
            environ=self.sandbox.environ() if environ is None else environ,
            patience=Patience(now=lambda: self.now, sleep=self.sleep, **given),
        )

    @contextmanager
    def reader(self, **how: Any) -> Iterator[Reader]:
        """A new reader, closed in the end; `how` as for `connect`."""
        with closing(self.connect(**how).reader()) as reader:
            yield reader

    @contextmanager
    def speaker(self, **how: Any) -> Iterator[Speaker]:
        """A new speaker, closed in the end; `how` as for `connect`."""
        with closing(self.connect(**how).speaker()) as speaker:
            yield speaker

    def tickets(self, container: str, **how: Any) -> dict[str, Ticket]:
        """Everything of a container by id, milestones too, read from the beginning by a new reader."""
        with self.reader(**how) as reader:
            reader.expect({container: None})
            return gather(reader.read(container, None))

    @contextmanager
    def fails(self, kind: type[TrackerError], *secrets: str) -> Iterator[Caught]:
        """The block ends in an error of this kind that shows no secret, the sandbox's own or one of `secrets`."""
        caught = Caught()
        try:
            yield caught
        except TrackerError as error:
            caught.error = error
            assert isinstance(error, kind), f"{type(error).__name__} instead of {kind.__name__}: {error}"
            shown = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
            for secret in (*self.sandbox.environ().values(), *secrets):
                assert secret not in shown, f"a secret stands in the error: {shown.replace(secret, '<HERE>')}"
        else:
            raise AssertionError(f"no {kind.__name__} was raised")

    @contextmanager
    def log(self) -> Iterator[list[Request]]:
        """The requests that are sent within the block, known after it."""
        sent: list[Request] = []
        before = len(self.sandbox.requests)
        try:
            yield sent
        finally:
            sent.extend(self.sandbox.requests[before:])
