"""The comment itself, as a person reads it: short, kind, specific, and the same each time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.core.say.test_plan import NOW, OFFICE

from forewarn.errors import ConfigError
from forewarn.model import Audience, Evidence, Finding, Severity, TicketRef
from forewarn.rulebook import Rule, Texts, load_rulebook
from forewarn.say.acts import Act, ActKind
from forewarn.say.render import Voice, compose, superseded_body, voice
from forewarn.store import Part, Said, State

ON = TicketRef("jira", "HRB", "1", "HRB-1", "https://jira.example/browse/HRB-1", "Start page")
RULES = {rule.id: rule for rule in load_rulebook("web-agency@1").all_rules()}
MARKDOWN, WIKI = voice("markdown", 65_000, OFFICE), voice("jira", 32_000, OFFICE)

SILENCE = Finding(
    "silence", "relationship/silence", "harbour", "project:harbour", "a", Severity.MEDIUM, NOW,
    frozenset({Audience.TEAM}), {"last": NOW - timedelta(days=8)},
    (Evidence(NOW - timedelta(days=8), "Ben: see you", "https://jira.example/browse/HRB-2?c=1"),), ON,
)  # fmt: skip
TITLE = "Start *page* [x](http://evil.example) @ben"
MISSED = Finding(
    "date-missed", "process/date-missed", "harbour", "jira:1", "b", Severity.HIGH, NOW,
    frozenset({Audience.TEAM, Audience.CLIENT}),
    {"title": TITLE, "due": NOW.date(), "looks_done": False, "moves": 2, "first": NOW.date() - timedelta(days=9)},
    (), ON,
)  # fmt: skip


def silence_rule() -> Rule:
    texts = Texts("The client last heard from us on {{ last | day }}.", None, "Write to them today.")
    return replace(RULES["silence"], texts=texts)


def rules(*findings: Finding) -> Mapping[tuple[str, str], Rule]:
    by_id = {**RULES, "silence": silence_rule()}
    return {(f.rule, f.subject): by_id[f.rule] for f in findings}


def act(kind: ActKind, *findings: Finding, old: Said | None = None, settled: tuple[Finding, ...] = ()) -> Act:
    audience = Audience.TEAM
    return Act(kind, "harbour", ON, audience, findings, "", frozenset(f.identity for f in settled), old)


def said(words: object, state: State = State.SAID) -> Said:
    parts: tuple[Part, ...] = words.parts  # type: ignore[attr-defined]
    return Said("m", "harbour", ON, Audience.TEAM, state, parts, "", NOW, NOW, "c1", said_at=NOW)


POSTED = compose(act(ActKind.POST, MISSED, SILENCE), rules(MISSED, SILENCE), MARKDOWN, NOW)

GOLDEN = {
    "posted, in Markdown": (
        POSTED.body,
        """**A note for the team**

- “Start \\*page\\* \\[x\\]\\(http\u2060://evil\\.example\\) @\u2060ben” was promised for Wed 18 Nov 2026 and is not done. It was first promised for Mon 9 Nov 2026 and has moved 2 times. **Next:** Tell the client why, with a new date.
- The client last heard from us on Tue 10 Nov 2026. ([Tue 10 Nov 2026](https://jira.example/browse/HRB-2?c=1)) **Next:** Write to them today.

A reply here is enough: once somebody has answered, we leave it at that on this ticket.""",  # noqa: E501
    ),
    "posted, in Jira's wiki text": (
        compose(act(ActKind.POST, SILENCE), rules(SILENCE), WIKI, NOW).body,
        """*A note for the team*

* The client last heard from us on Tue 10 Nov 2026. ([Tue 10 Nov 2026|https://jira.example/browse/HRB-2?c=1]) *Next:* Write to them today.

A reply here is enough: once somebody has answered, we leave it at that on this ticket.""",  # noqa: E501
    ),
    "one part closed": (
        compose(act(ActKind.EDIT, SILENCE, old=said(POSTED), settled=(MISSED,)), rules(SILENCE), MARKDOWN, NOW).body,
        """**A note for the team**

- The client last heard from us on Tue 10 Nov 2026. ([Tue 10 Nov 2026](https://jira.example/browse/HRB-2?c=1)) **Next:** Write to them today.
- ~~“Start \\*page\\* \\[x\\]\\(http\u2060://evil\\.example\\) @\u2060ben” was promised for Wed 18 Nov 2026 and is not done. It was first promised for Mon 9 Nov 2026 and has moved 2 times.~~ (closed Wed 18 Nov 2026)

A reply here is enough: once somebody has answered, we leave it at that on this ticket.""",  # noqa: E501
    ),
    "all closed": (
        compose(
            act(
                ActKind.RESOLVE,
                old=said(compose(act(ActKind.POST, SILENCE), rules(SILENCE), WIKI, NOW)),
                settled=(SILENCE,),
            ),
            {},
            WIKI,
            NOW,
        ).body,
        """*A note for the team*

* -The client last heard from us on Tue 10 Nov 2026. ([Tue 10 Nov 2026|https://jira.example/browse/HRB-2?c=1])- (closed Wed 18 Nov 2026)

All of it is closed. Thank you.""",  # noqa: E501
    ),
    "superseded": (
        superseded_body("https://jira.example/browse/HRB-1?c=9", MARKDOWN),
        "Replaced by [a newer note below](https://jira.example/browse/HRB-1?c=9).",
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_comment_reads_as_it_should(name: str) -> None:
    ours, golden = GOLDEN[name]
    assert ours == golden


def test_a_client_reads_no_advice_no_rule_no_note_for_the_team() -> None:
    one = replace(act(ActKind.POST, MISSED), audience=Audience.CLIENT)
    body = compose(one, rules(MISSED), MARKDOWN, NOW).body
    assert "Start" in body
    for word in ("Next:", "team", "date-missed", "SLA", "breach", "forewarn"):
        assert word not in body


def test_standing_words_are_kept_even_when_the_facts_are_worded_differently_today() -> None:
    later = replace(SILENCE, facts={"last": NOW})
    edited = compose(act(ActKind.EDIT, later, MISSED, old=said(POSTED)), rules(later, MISSED), MARKDOWN, NOW)
    assert "Tue 10 Nov 2026" in edited.body


def test_a_graver_finding_is_worded_anew() -> None:
    graver = replace(SILENCE, severity=Severity.CRITICAL, facts={"last": NOW})
    edited = compose(act(ActKind.EDIT, graver, old=said(POSTED)), rules(graver), MARKDOWN, NOW)
    assert "heard from us on Wed 18 Nov 2026" in edited.body


def test_a_new_comment_begins_without_what_is_over() -> None:
    again = compose(act(ActKind.REPOST, SILENCE, old=said(POSTED), settled=(MISSED,)), rules(SILENCE), MARKDOWN, NOW)
    assert "~~" not in again.body


@pytest.mark.parametrize("longest", [320, 500, 900])
def test_a_comment_that_would_be_too_long_loses_whole_parts_and_says_how_many(longest: int) -> None:
    many = [replace(SILENCE, anchor=str(n)) for n in range(30)]
    how = Voice(MARKDOWN.markup, longest, OFFICE)
    words = compose(act(ActKind.POST, *many), rules(*many), how, NOW)
    assert len(words.body) <= longest
    assert "more, left out because" in words.body
    assert len(words.parts) == 30
    assert words.body.endswith("on this ticket.")


def test_a_template_that_names_an_unknown_fact_is_an_error_that_lists_the_known_ones() -> None:
    broken = replace(silence_rule(), texts=Texts("{{ nothing_like_it }}", None, "x"))
    with pytest.raises(ConfigError, match=r"nothing_like_it.*last") as error:
        compose(act(ActKind.POST, SILENCE), {("silence", SILENCE.subject): broken}, MARKDOWN, NOW)
    assert error.value.place == "rule silence"


def test_a_template_cannot_reach_out_of_its_sandbox() -> None:
    escape = replace(silence_rule(), texts=Texts("{{ ''.__class__.__mro__ }}", None, "x"))
    with pytest.raises(ConfigError):
        compose(act(ActKind.POST, SILENCE), {("silence", SILENCE.subject): escape}, MARKDOWN, NOW)
