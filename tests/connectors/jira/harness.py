"""A connector on a sandbox, with a clock and a sleep of its own."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from forewarn.connect import Batch, Patience
from forewarn.model import Event, Field, Kind, Person, Role, Ticket
from forewarn_jira.connector import JiraConnector
from forewarn_jira.sandbox import JiraSandbox

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday; stories begin here."""
NOW = START + timedelta(days=60)

UNA = Person("acc-una", "Una Client", Role.CLIENT)
BOB = Person("acc-bob", "Bob Builder")
PIA = Person("acc-pia", "Pia Planner")

Deployment = Literal["cloud", "server"]
DEPLOYMENTS: tuple[Deployment, ...] = ("cloud", "server")


@dataclass
class Waiting:
    """A clock that only sleeping moves."""

    now: datetime = NOW
    slept: list[float] = field(default_factory=list)
    passes: Callable[[timedelta], None] = lambda time: None

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        self.passes(timedelta(seconds=seconds))

    def patience(self, **changes: Any) -> Patience:
        return Patience(now=lambda: self.now, sleep=self.sleep, **({"read_timeout": 5} | changes))


@dataclass
class Site:
    """A sandbox and the connector on it."""

    sandbox: JiraSandbox
    connector: JiraConnector
    waiting: Waiting

    def asked(self, path: str = "", method: str = "") -> list[str]:
        """The requests so far whose path ends so, as `METHOD path`."""
        return [
            f"{r.method} {r.path}" for r in self.sandbox.requests if r.path.endswith(path) and method in ("", r.method)
        ]

    def passes(self, time: timedelta) -> None:
        """The site's clock goes on with ours."""
        self.sandbox.now += time

    def open(self, number: int = 1, **changes: Any) -> str:
        return self.sandbox.open(an_issue(number, **changes))

    def read(self, cursor: str | None = None, container: str = "ACME") -> list[Batch]:
        return list(self.connector.reader().read(container, cursor))

    def tickets(self) -> dict[str, Ticket]:
        return by_id(self.read())


@contextmanager
def a_site(
    deployment: Deployment = "cloud",
    *,
    service_management: bool = False,
    client_visible: bool = True,
    patience: dict[str, Any] | None = None,
    environ: dict[str, str] | None = None,
    of: type[JiraSandbox] = JiraSandbox,
    **options: Any,
) -> Iterator[Site]:
    """A running sandbox with a connector; `options` replace those of the sandbox, None removes one."""
    waiting = Waiting()
    with of(NOW, deployment, service_management=service_management) as sandbox:
        keys = {key: value for key, value in (sandbox.options() | options).items() if value is not None}
        connector = JiraConnector(
            "jira",
            JiraConnector.Options.model_validate(keys),
            client_visible=client_visible,
            environ=environ or sandbox.environ(),
            patience=waiting.patience(**(patience or {})),
        )
        site = Site(sandbox, connector, waiting)
        waiting.passes = site.passes
        yield site


def an_issue(number: int = 1, **changes: Any) -> Ticket:
    """A ticket of a story."""
    told: dict[str, Any] = {
        "source": "jira",
        "container": "ACME",
        "id": f"story-{number}",
        "key": f"ACME-{number}",
        "title": f"Page {number}",
        "created": START + timedelta(minutes=number),
        "reporter": UNA,
        "type": "Task",
        "status": "To Do",
    }
    return Ticket(**(told | changes))


def a_field(number: int, name: str, *, project: str | None = None) -> dict[str, Any]:
    """A custom field as a site lists it; `project` is the id of the only one that has it."""
    scope = {"scope": {"type": "PROJECT", "project": {"id": project}}} if project else {}
    kind = {"type": "string", "custom": "com.atlassian.jira.plugin.system.customfieldtypes:textarea"}
    return {"id": f"customfield_{number}", "name": name, "custom": True, "schema": kind, **scope}


def changed(field: Field, new: str | None, at: datetime, actor: Person | None = BOB, **more: Any) -> Event:
    return Event("", at, Kind.CHANGED, actor, field, new=new, **more)


def said(text: str, at: datetime, actor: Person | None = BOB, *, public: bool = True) -> Event:
    return Event("", at, Kind.COMMENTED, actor, text=text, public=public)


def by_id(batches: Sequence[Batch]) -> dict[str, Ticket]:
    """Every ticket of the batches, the last one read where it came twice."""
    return {ticket.id: ticket for batch in batches for ticket in batch.tickets}
