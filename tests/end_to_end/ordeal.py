"""A small agency on one tracker, through days of bad luck: everything is decided by one seed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from ruamel.yaml import YAML
from tests.end_to_end.mortal import Fate, Killed, MortalConnector, mortal_store

from forewarn.agency import Agency
from forewarn.config import Config, load_config
from forewarn.config.connectors import installed_connectors
from forewarn.connect import Patience
from forewarn.connect.stage import Fault, Sandbox
from forewarn.model import Audience, Field, Kind, Role, StatusCategory
from forewarn.rulebook import load_rulebook
from forewarn.run import Pass, run_pass
from forewarn.store import Store
from forewarn.testing.contract.books import CAST, STATUSES
from forewarn.testing.contract.chronicle import BEGIN, Chronicle
from forewarn_jira.sandbox import JiraSandbox

SOURCE, PROJECT = "tracker", "website"
_ALL_COMMENTS = 1_000
_BUDGETS = ("run", "day", "project", "ticket", "person", "client")

_CLIENT, *_TEAM = CAST
_SAYINGS = (
    (_CLIENT, "Could you tell us when this will be live? We need it for the fair."),
    (_CLIENT, "Any news?"),
    (_TEAM[0], "I will send you the draft by tomorrow."),
    (_TEAM[1], "It is live now, please have a look."),
    (_TEAM[1], "Sorry for the delay, the supplier was late. The new date is Friday."),
)

_GITHUB_STATUSES = {
    "open": StatusCategory.TODO,
    "in progress": StatusCategory.DOING,
    "closed": StatusCategory.DONE,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A tracker, and what its stories are like."""

    name: str
    containers: tuple[str, str] = ("ACME", "OTHER")
    statuses: Mapping[str, StatusCategory] = field(default_factory=lambda: STATUSES, hash=False)
    without: frozenset[Field | Kind] = frozenset()
    companions: frozenset[Field] = frozenset()
    deployment: str = ""

    def sandbox(self) -> Sandbox:
        """Empty, on the day on which stories begin."""
        if self.deployment:
            return JiraSandbox(BEGIN, self.deployment)  # type: ignore[arg-type]
        return installed_connectors()[self.name]().sandbox(BEGIN)


SETTINGS = (
    Setting("jira"),
    Setting(
        "github",
        ("acme/site", "acme/shop"),
        _GITHUB_STATUSES,
        frozenset({Field.CHECKLIST, Kind.DELETED}),  # no list tells of a deleted comment
        frozenset({Field.LABELS}),
    ),
    Setting("trello"),
    Setting("jira", deployment="server"),
)
"""The trackers, taken in turn."""


def sandbox_for(seed: int) -> Sandbox:
    """The tracker of this seed, empty."""
    return SETTINGS[seed % len(SETTINGS)].sandbox()


class Ordeal:
    """Days at the agency. `day` is one of them, with a run at its end that may meet faults and may be killed."""

    def __init__(self, seed: int, sandbox: Sandbox, store: Store) -> None:
        self.setting = SETTINGS[seed % len(SETTINGS)]
        self.sandbox = sandbox
        self._random = Random(seed)
        self.stories = [
            Chronicle(sandbox, name, seed, statuses=self.setting.statuses, without=self.setting.without)
            for name in self.setting.containers
        ]
        for story, tickets in zip(self.stories, (3, 1), strict=True):
            self._go_on(story)
            story.begin(tickets)
        self._config = _config(self.setting, self._random.random() < 0.5)
        self._store = store
        self._moments = 60
        """Of the last run that was not killed."""

    def day(self) -> Pass | None:
        """People act, then forewarn comes by. None when it was killed."""
        self._live()
        for _ in range(self._random.choice((0, 0, 1, 1, 2, 3))):
            self.sandbox.misbehave(self._fault())
        return self.run(self._random.randint(1, self._moments) if self._random.random() < 0.4 else None)

    def calm_day(self) -> Pass | None:
        """A day without any bad luck."""
        self._live()
        self.stop_misbehaving()
        return self.run(None)

    def run(self, last_moment: int | None) -> Pass | None:
        """One run of forewarn, as cron would start it; None when it died at that moment."""
        fate = Fate(last_moment)
        agency, now = self.agency(fate), self.sandbox.now
        try:
            done = run_pass(agency, now, self._clock, lambda what, count: None, fetch=True, apply=True)
        except Killed:
            return None
        self._moments = fate.moments
        return done

    def agency(self, fate: Fate | None = None) -> Agency:
        """The agency, with a store and a connector that obey `fate`."""
        fate = fate or Fate()
        patience = Patience(budget=timedelta(minutes=2), now=self._clock, sleep=self._sleep, read_timeout=60)
        source = self._config.sources[SOURCE]
        # The address is this sandbox's, and lists and custom fields may have come up since.
        source = replace(source, options=source.connector.Options.model_validate(self.sandbox.options()))
        connector: Any = MortalConnector(source.connect(self.sandbox.environ(), patience), fate)
        return Agency(self._config, mortal_store(self._store, fate), {SOURCE: connector})

    def stop_misbehaving(self) -> None:
        """No fault is left."""
        self.sandbox._faults.clear()  # type: ignore[attr-defined]

    def wait(self, time: timedelta) -> None:
        """Nothing happens for a while."""
        self.sandbox.now += time

    def _live(self) -> None:
        """People do something, or nothing; then it is some time later."""
        for story in self.stories:
            self._go_on(story)
            story.act(self._random.randint(0, 5))
            for _ in range(self._random.randint(0, 4)):
                who, words = self._random.choice(_SAYINGS)
                story.say(self._random.choice(list(story.books.values())), words, who)
        self.wait(self._random.choice((timedelta(minutes=1), timedelta(hours=2), timedelta(days=2), timedelta(days=4))))

    def _go_on(self, story: Chronicle) -> None:
        story.now = max(story.now, self.sandbox.now)

    def _fault(self) -> Fault:
        """Something that goes wrong at one of the addresses asked so far, once or several times."""
        chance = self._random
        kind = chance.choice(("cut", "cut-after", "status", "status-after", "garbage"))
        status = chance.choice((500, 502, 503, 504))
        headers: tuple[tuple[str, str], ...] = ()
        if kind == "status" and chance.random() < 0.4:
            status, headers = 429, chance.choice(((), (("Retry-After", "3"),), (("Retry-After", "9000"),)))
        asked = [(request.method, request.path) for request in self.sandbox.requests[-60:]] or [("", "")]
        said = [("POST", "comment"), ("PUT", ""), ("PATCH", ""), ("GET", "comment"), ("GET", "action")]
        method, path = chance.choice(chance.choice((asked, said)))
        return Fault(kind, method, path, status, headers, times=chance.choice((1, 1, 2, 3, 5)))

    def _clock(self) -> datetime:
        return self.sandbox.now

    def _sleep(self, seconds: float) -> None:
        self.wait(timedelta(seconds=seconds))


@cache
def _config(setting: Setting, client_visible: bool) -> Config:
    """The files of such an agency, read as the command line reads them."""
    people = {role.value: [p.handle for p in CAST if p.role is role] for role in (Role.TEAM, Role.CLIENT)}
    with setting.sandbox() as sandbox:
        source = {"connector": setting.name, "client_visible": client_visible, **sandbox.options()}
    files: dict[str, Any] = {
        "forewarn.yaml": {
            "agency": {"name": "Northlight Studio", "calendar": "studio"},
            "rules": "rules.yaml",
            "calendars": {"studio": {"time_zone": "Europe/Berlin", "hours": "09:00-17:30"}},
            "clients": {"harbour": {}},
            "roles": people,
            "sources": {SOURCE: source},
            "projects": {PROJECT: {"client": "harbour", "sources": {SOURCE: list(setting.containers)}}},
            "speaking": {f"comments_per_{one}": _ALL_COMMENTS for one in _BUDGETS} | {"baseline_days": 0},
        },
        "rules.yaml": {"version": 1, "extends": ["web-agency@1"], "rules": _approved()},
    }
    with TemporaryDirectory() as folder:
        for name, data in files.items():
            with (Path(folder) / name).open("w", encoding="utf-8") as file:
                YAML().dump(data, file)
        return load_config(Path(folder) / "forewarn.yaml")


def _approved() -> dict[str, Any]:
    """What a client may read goes out without a person's approval, so that there is more to say."""
    rules = load_rulebook("web-agency@1").all_rules()
    return {rule.id: {"approval": False} for rule in rules if Audience.CLIENT in rule.audiences}
