"""The comments themselves, in each tracker's markup and each state of their life, as people find them.

FOREWARN_GOLDEN=write writes the files anew; read them before you keep them.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.core.say.test_plan import NOW, OFFICE

from forewarn.model import Audience, Evidence, Fact, Finding, TicketRef
from forewarn.rulebook import Rule, load_rulebook
from forewarn.say.acts import Act, ActKind
from forewarn.say.lifecycle import Present, by_subject, next_act
from forewarn.say.merge import shadows
from forewarn.say.plan import Policy
from forewarn.say.render import Voice, Words, compose, folded_body, superseded_body, voice
from forewarn.store import Said, State
from forewarn_github.marker import sealed
from forewarn_trello.footer import sign

GOLDEN = Path(__file__).parent / "golden"
RULES = {rule.id: replace(rule, approval=False) for rule in load_rulebook("web-agency@1").all_rules()}
POLICY = Policy(lambda project: OFFICE, lambda project, rule: False, OFFICE)
TEAM, CLIENT = Audience.TEAM, Audience.CLIENT
MARKER = "5f2b8c1e9d3a4e00"

TRACKERS: dict[str, tuple[str, str, Callable[[str], str]]] = {
    "jira": ("jira", "https://northlight.example/browse/HRB-7", lambda body: body),  # the marker is a hidden property
    "github": ("markdown", "https://github.example/northlight/harbour/issues/7", lambda body: sealed(body, MARKER)),
    "trello": ("markdown", "https://trello.example/c/Qx7hRb7s", lambda body: sign(body, MARKER)),
}
"""Markup, address of the ticket, and how the connector sends the words."""


@dataclass(frozen=True)
class Scene:
    """One ticket, spoken of in one voice."""

    url: str
    how: Voice
    audience: Audience

    @property
    def on(self) -> TicketRef:
        return TicketRef("tracker", "HRB", "7", "HRB-7", self.url, "Booking form")

    def found(self, rule: str, anchor: str, facts: dict[str, Fact], *evidence: Evidence) -> Finding:
        known = RULES[rule]
        return Finding(
            rule, known.check.slug, "harbour-relaunch", "tracker:7", anchor, known.severity, NOW, frozenset(Audience),
            facts, evidence, self.on,
        )  # fmt: skip

    def missed(self) -> Finding:
        due = NOW.date() - timedelta(days=1)
        facts: dict[str, Fact] = {"title": "Booking form", "due": due, "first": due - timedelta(days=12), "moves": 2}
        return self.found("date-missed", f"due:{due}", facts | dict.fromkeys(("looks_done", "waits", "told"), False))

    def waiting(self) -> Finding:
        at = NOW - timedelta(days=2)
        facts: dict[str, Fact] = {"said": at, "author": "Helen Marsh", "words": "Can we *still* add the spa offers?"}
        seen = Evidence(at, "Helen Marsh: Can we still add the spa offers?", f"{self.url}?focused=12")
        return self.found("unanswered-client-message", "c12", facts | {"again": 1}, seen)

    def promised(self, days: int = 1) -> Finding:
        """By default for the same day as in `missed`: one event."""
        said, due = NOW - timedelta(days=4), NOW - timedelta(days=days)
        facts: dict[str, Fact] = {"said": said, "author": "Ivo Santos", "words": "You will have it on Tuesday."}
        facts |= {"deadline": due, "earlier": 0, "promise": ""}
        return self.found("promise-broken", f"c9:{due:%Y-%m-%d}", facts)

    def write(self, old: Said | None, *findings: Finding, days: int = 0) -> tuple[ActKind, Words]:
        """What is said of `findings` where `old` stands, so many days later."""
        at = NOW + timedelta(days=days)
        present = Present(by_subject(f.identity for f in findings), {}, (), (), (), (), {}, POLICY, at)
        act = next_act(("tracker", "7", self.audience), findings, shadows(findings), old, present)
        assert act is not None
        return act.kind, compose(act, self.rules(act), self.how, at)

    def rules(self, act: Act) -> dict[tuple[str, str], Rule]:
        return {(f.rule, f.subject): RULES[f.rule] for f in act.findings}

    def said(self, words: Words) -> Said:
        return Said(
            MARKER, "harbour-relaunch", self.on, self.audience, State.SAID, words.parts, words.body, NOW, NOW, "41",
            said_at=NOW,
        )  # fmt: skip


def new(scene: Scene) -> str:
    return scene.write(None, scene.missed())[1].body


def several(scene: Scene) -> str:
    return scene.write(None, scene.missed(), scene.waiting())[1].body


def one_event_told_once(scene: Scene) -> str:
    return scene.write(None, scene.missed(), scene.promised())[1].body


def more(scene: Scene) -> str:
    old = scene.said(scene.write(None, scene.waiting())[1])
    kind, words = scene.write(old, scene.missed(), scene.waiting(), days=1)
    assert kind is ActKind.EDIT
    return words.body


def fewer(scene: Scene) -> str:
    old = scene.said(scene.write(None, scene.missed(), scene.waiting())[1])
    kind, words = scene.write(old, scene.missed(), days=1)
    assert kind is ActKind.EDIT
    return words.body


def the_other_side(scene: Scene) -> str:
    """What stayed silent beside the graver finding speaks once that is settled."""
    old = scene.said(scene.write(None, scene.missed(), scene.promised())[1])
    kind, words = scene.write(old, scene.promised(), days=20)
    assert kind is ActKind.EDIT
    return words.body


def resolved(scene: Scene) -> str:
    old = scene.said(scene.write(None, scene.missed(), scene.waiting())[1])
    kind, words = scene.write(old, days=1)
    assert kind is ActKind.RESOLVE
    return words.body


def superseded(scene: Scene) -> str:
    old = scene.said(scene.write(None, scene.waiting())[1])
    assert scene.write(old, scene.missed(), scene.waiting(), days=14)[0] is ActKind.REPOST
    return superseded_body(f"{scene.url}?focused=58", scene.how)


def two_apologies(scene: Scene) -> str:
    return scene.write(None, scene.missed(), scene.promised(days=2))[1].body


def two_apologies_settled(scene: Scene) -> str:
    old = scene.said(scene.write(None, scene.missed(), scene.promised(days=2))[1])
    return scene.write(old, days=1)[1].body


def folded(scene: Scene) -> str:
    return folded_body(f"{scene.url}?focused=41", scene.how)


STATES = (new, several, one_event_told_once, more, fewer, the_other_side, resolved, superseded, folded)
FOR_CLIENTS = (new, resolved, two_apologies, two_apologies_settled)
CASES = [
    *((tracker, "en", TEAM, state) for tracker in TRACKERS for state in STATES),
    *((tracker, "en", CLIENT, state) for tracker in TRACKERS for state in FOR_CLIENTS),
    *(("jira", "ru", TEAM, state) for state in (several, fewer, resolved, superseded, folded)),
    *(("jira", "ru", CLIENT, state) for state in FOR_CLIENTS),
]


def only_for_clients(scene: Scene, state: Callable[[Scene], str]) -> str:
    """A client is never told what only the team is to know."""
    return state(type("ClientScene", (Scene,), {"waiting": Scene.promised})(scene.url, scene.how, CLIENT))


@pytest.mark.parametrize(
    ("tracker", "language", "audience", "state"), CASES, ids=[f"{t}-{lang}-{a}-{s.__name__}" for t, lang, a, s in CASES]
)
def test_the_comment_reads_as_it_should(
    tracker: str, language: str, audience: Audience, state: Callable[[Scene], str]
) -> None:
    markup, url, sent = TRACKERS[tracker]
    scene = Scene(url, voice(markup, 16_000, OFFICE, language), audience)
    text = sent(only_for_clients(scene, state) if audience is CLIENT else state(scene)) + "\n"
    path = GOLDEN / f"{tracker}-{language}-{audience}-{state.__name__.replace('_', '-')}.md"
    if os.environ.get("FOREWARN_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_golden_file_is_one_that_is_compared() -> None:
    wanted = {f"{t}-{language}-{a}-{s.__name__.replace('_', '-')}.md" for t, language, a, s in CASES}
    assert {path.name for path in GOLDEN.iterdir()} == wanted


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*-client-*.md")), ids=lambda path: path.stem)
def test_a_client_reads_no_advice_no_rule_and_no_command(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace(MARKER, "").replace("forewarn:", "", 1).replace("forewarn #", "", 1)
    for word in (
        "Next:",
        "Что сделать",
        "team",
        "команды",
        "date-missed",
        "promise-broken",
        "snooze",
        "forewarn",
        "SLA",
    ):
        assert word not in text


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*-team-*.md")), ids=lambda path: path.stem)
def test_a_note_for_the_team_that_wants_something_says_how_to_put_it_off_in_one_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    is_open = "Next:" in text or "Что сделать:" in text
    assert text.count("because …") + text.count("потому что …") == int(is_open)
