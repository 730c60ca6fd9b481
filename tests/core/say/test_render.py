"""The comment itself, as a person reads it: short, kind, specific, and the same each time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.core.say.test_plan import NOW, OFFICE

from forewarn.errors import ConfigError
from forewarn.model import Audience, Evidence, Finding, Severity, TicketRef
from forewarn.rulebook import Rule, Texts, load_rulebook
from forewarn.say.acts import Act, ActKind, Reply
from forewarn.say.render import Voice, Words, compose, voice
from forewarn.store import Part, Said, State

ON = TicketRef("jira", "HRB", "1", "HRB-1", "https://jira.example/browse/HRB-1", "Start page")
RULES = {rule.id: replace(rule, approval=False) for rule in load_rulebook("web-agency@1").all_rules()}
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
    {"title": TITLE, "due": NOW.date(), "first": NOW.date() - timedelta(days=9), "moves": 2, "looks_done": False,
     "waits": False, "told": False},
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


def test_a_client_reads_no_advice_no_rule_no_note_for_the_team() -> None:
    one = replace(act(ActKind.POST, MISSED), audience=Audience.CLIENT)
    body = compose(one, rules(MISSED), MARKDOWN, NOW).body
    assert "Start" in body
    for word in ("Next:", "team", "date-missed", "SLA", "breach", "forewarn"):
        assert word not in body


@pytest.mark.parametrize(("audience", "days"), [(Audience.TEAM, ["20"]), (Audience.CLIENT, ["18"])])
def test_what_clients_read_keeps_its_words_and_the_team_reads_those_of_today(
    audience: Audience, days: list[str]
) -> None:
    first = replace(act(ActKind.POST, MISSED), audience=audience)
    before = replace(said(compose(first, rules(MISSED), MARKDOWN, NOW)), audience=audience)
    later = replace(MISSED, facts={**MISSED.facts, "due": NOW.date() + timedelta(days=2)})
    edit = replace(act(ActKind.EDIT, later, old=before), audience=audience)
    body = compose(edit, rules(later), MARKDOWN, NOW + timedelta(days=2)).body
    assert [day for day in ("18", "20") if f"{day} Nov 2026" in body] == days


@pytest.mark.parametrize("audience", Audience)
def test_what_was_struck_and_is_found_again_is_told_anew(audience: Audience) -> None:
    later = NOW + timedelta(days=1)
    first = replace(act(ActKind.POST, MISSED), audience=audience)
    before = said(compose(first, rules(MISSED), MARKDOWN, NOW)).struck({MISSED.identity}, NOW)
    again = replace(act(ActKind.EDIT, MISSED, old=before), audience=audience, news=frozenset({MISSED.identity}))
    [part] = compose(again, rules(MISSED), MARKDOWN, later).parts
    assert (part.resolved_on, part.told) == (None, later)


def test_when_it_was_told_is_when_it_came_in_or_grew_graver_or_was_repeated_with_its_answer() -> None:
    later, old = NOW + timedelta(days=1), said(POSTED)
    whole = act(ActKind.EDIT, MISSED, SILENCE, old=old)
    repeated = replace(whole, kind=ActKind.REPOST, answered={SILENCE.identity: Reply(NOW, "Ana")})
    for one, told in (
        (whole, [NOW, NOW]),
        (replace(whole, news=frozenset({MISSED.identity})), [later, NOW]),
        (repeated, [NOW, later]),
    ):
        assert [part.told for part in compose(one, rules(MISSED, SILENCE), MARKDOWN, later).parts] == told


def test_who_answered_is_named_beside_what_is_repeated_unless_it_is_put_aside() -> None:
    for by, name in (("Ana *B*", r"Ana \*B\*"), ("", "somebody")):
        again = replace(act(ActKind.REPOST, SILENCE, old=said(POSTED)), answered={SILENCE.identity: Reply(NOW, by)})
        assert name in compose(again, rules(SILENCE), MARKDOWN, NOW).body
        put_aside = replace(said(POSTED), parts=tuple(replace(part, aside="w", note="Later.") for part in POSTED.parts))
        body = compose(replace(again, old=put_aside), rules(SILENCE), MARKDOWN, NOW).body
        assert (name in body, "Later." in body) == (False, True)


def test_what_is_dropped_stands_neither_open_nor_struck() -> None:
    edit = replace(act(ActKind.EDIT, SILENCE, old=said(POSTED)), dropped=frozenset({MISSED.identity}))
    assert [part.identity for part in compose(edit, rules(SILENCE), MARKDOWN, NOW).parts] == [SILENCE.identity]


def test_a_graver_finding_is_worded_anew() -> None:
    graver = replace(SILENCE, severity=Severity.CRITICAL, facts={"last": NOW})
    edited = compose(act(ActKind.EDIT, graver, old=said(POSTED)), rules(graver), MARKDOWN, NOW)
    assert "heard from us on Wed 18 Nov 2026" in edited.body
    assert edited.parts[0].severity is Severity.CRITICAL  # or it would be news again in the next run


def test_only_good_news_stays_true_for_the_team_and_for_clients_what_its_check_says() -> None:
    moved = replace(MISSED, rule="date-moved", facts=dict.fromkeys(("title", "old", "new", "said"), ""))
    rule = replace(RULES["date-moved"], texts=Texts("T", "C", "A"))
    for finding, audience, lasting in (
        (moved, Audience.CLIENT, True),
        (moved, Audience.TEAM, False),
        (replace(moved, positive=True), Audience.TEAM, True),
        (MISSED, Audience.CLIENT, False),
    ):
        one = replace(act(ActKind.POST, finding), audience=audience)
        known = {**rules(finding), ("date-moved", finding.subject): rule}
        assert [part.lasting for part in compose(one, known, MARKDOWN, NOW).parts] == [lasting]


def test_a_comment_does_not_link_to_the_ticket_on_which_it_stands() -> None:
    itself = Evidence(NOW, "itself", ON.url)
    here = replace(SILENCE, evidence=(itself, *SILENCE.evidence))
    body = compose(act(ActKind.POST, here), rules(here), MARKDOWN, NOW).body
    assert f"]({ON.url})" not in body
    assert "HRB-2" in body


def test_a_new_comment_begins_without_what_is_over() -> None:
    again = compose(act(ActKind.REPOST, SILENCE, old=said(POSTED), settled=(MISSED,)), rules(SILENCE), MARKDOWN, NOW)
    assert "~~" not in again.body


@pytest.mark.parametrize("longest", [340, 500, 900])
def test_a_comment_that_would_be_too_long_loses_whole_parts_and_says_how_many(longest: int) -> None:
    many = [replace(SILENCE, anchor=str(n)) for n in range(30)]
    how = Voice(MARKDOWN.markup, longest, OFFICE)
    words = compose(act(ActKind.POST, *many), rules(*many), how, NOW)
    assert len(words.body) <= longest
    assert "more, left out because" in words.body
    assert len(words.parts) == 30
    assert "write `forewarn: snooze" in words.body.splitlines()[-1]


def test_a_template_that_names_an_unknown_fact_is_an_error_that_lists_the_known_ones() -> None:
    broken = replace(silence_rule(), texts=Texts("{{ nothing_like_it }}", None, "x"))
    with pytest.raises(ConfigError, match=r"nothing_like_it.*last") as error:
        compose(act(ActKind.POST, SILENCE), {("silence", SILENCE.subject): broken}, MARKDOWN, NOW)
    assert error.value.place == "rule silence"


def test_a_template_cannot_reach_out_of_its_sandbox() -> None:
    escape = replace(silence_rule(), texts=Texts("{{ ''.__class__.__mro__ }}", None, "x"))
    with pytest.raises(ConfigError):
        compose(act(ActKind.POST, SILENCE), {("silence", SILENCE.subject): escape}, MARKDOWN, NOW)


def test_words_for_a_client_that_nobody_approved_cannot_even_be_composed() -> None:
    waits = {(MISSED.rule, MISSED.subject): replace(RULES["date-missed"], approval=True)}
    one = replace(act(ActKind.POST, MISSED), audience=Audience.CLIENT)
    with pytest.raises(KeyError):
        compose(one, waits, MARKDOWN, NOW)
    approved = replace(one, approved={MISSED.identity: "We are late\\."})
    assert compose(approved, waits, MARKDOWN, NOW).body == "We are late\\."


def test_a_person_s_words_are_said_also_where_one_source_s_rule_asks_for_no_approval() -> None:
    one = replace(act(ActKind.POST, MISSED), audience=Audience.CLIENT)
    approved = replace(one, approved={MISSED.identity: "We are late\\."})
    assert compose(approved, rules(MISSED), MARKDOWN, NOW).body == "We are late\\."
    with pytest.raises(KeyError):
        compose(replace(one, gated=frozenset({MISSED.identity})), rules(MISSED), MARKDOWN, NOW)


def test_what_weighs_more_by_now_is_not_worded_anew_for_a_client() -> None:
    first = compose(replace(act(ActKind.POST, MISSED), audience=Audience.CLIENT), rules(MISSED), MARKDOWN, NOW)
    graver = replace(MISSED, severity=Severity.CRITICAL, facts={**MISSED.facts, "title": "Another title"})
    old = replace(said(first), audience=Audience.CLIENT)
    again = compose(replace(act(ActKind.EDIT, graver, old=old), audience=Audience.CLIENT), rules(graver), MARKDOWN, NOW)
    assert again.body == first.body


def test_words_of_several_lines_are_struck_line_by_line() -> None:
    parts = (Part(MISSED.identity, Severity.HIGH, "Dear Ruth,\n\nwe are late."),)
    old = replace(said(Words("", parts)), audience=Audience.CLIENT)
    closing = replace(act(ActKind.RESOLVE, old=old, settled=(MISSED,)), audience=Audience.CLIENT)
    assert compose(closing, {}, MARKDOWN, NOW).body.splitlines() == [
        "~~Dear Ruth,~~", "", "~~we are late.~~ (no longer current since Wed 18 Nov 2026)",
    ]  # fmt: skip


def test_what_was_struck_long_ago_makes_room_for_news_of_the_team() -> None:
    closed = replace(Part(MISSED.identity, Severity.HIGH, "We are late."), resolved_on=NOW)
    old = said(Words("", (closed, Part("other|ticket:1|x", Severity.LOW, "Nobody has it."))))
    more = replace(act(ActKind.EDIT, SILENCE, old=old), settled=frozenset({"other|ticket:1|x"}))
    news = replace(more, news=frozenset({SILENCE.identity}))
    assert [part.identity for part in compose(news, rules(SILENCE), MARKDOWN, NOW).parts] == [
        SILENCE.identity, "other|ticket:1|x",
    ]  # fmt: skip
    for act_ in (more, replace(news, audience=Audience.CLIENT)):
        assert MISSED.identity in {part.identity for part in compose(act_, rules(SILENCE), MARKDOWN, NOW).parts}


def test_a_part_in_the_shadow_of_an_open_one_is_kept_and_not_shown() -> None:
    shadowed = replace(act(ActKind.POST, MISSED, SILENCE), under={SILENCE.identity: MISSED.identity})
    words = compose(shadowed, rules(MISSED, SILENCE), MARKDOWN, NOW)
    assert [part.identity for part in words.parts] == [MISSED.identity, SILENCE.identity]
    assert "heard from us" not in words.body
    later = compose(act(ActKind.EDIT, SILENCE, old=said(words), settled=(MISSED,)), rules(SILENCE), MARKDOWN, NOW)
    assert "heard from us" in later.body


@pytest.mark.parametrize(
    ("first", "second", "read"),
    [
        ("One is late. We are very sorry.", "Two! We are very sorry.", ["One is late.", "Two! We are very sorry."]),
        ("One is late. We are sorry.", "Two is late. We are sorry.", None),
        ("We are very sorry indeed.", "Two is late. We are very sorry indeed.", None),
        ("You wrote: “One. We are very sorry.”", "You wrote: “Two. We are very sorry.”", None),
        ("One is late. We are very sorry.", "Two is late.\n\nWe are truly very sorry.", None),
    ],
)  # fmt: skip
def test_a_sentence_with_which_several_paragraphs_for_a_client_close_is_said_once(
    first: str, second: str, read: list[str] | None
) -> None:
    one = replace(act(ActKind.POST, MISSED, SILENCE), audience=Audience.CLIENT)
    both = replace(one, approved={MISSED.identity: first, SILENCE.identity: second})
    words = compose(both, rules(MISSED, SILENCE), MARKDOWN, NOW)
    assert words.body == "\n\n".join(read or [first, second])
    assert [part.words for part in words.parts] == [first, second]


def test_what_is_struck_says_nothing_that_the_rest_of_the_letter_still_says() -> None:
    sorry = "We are sorry for the wait."
    one = replace(act(ActKind.POST, MISSED, SILENCE), audience=Audience.CLIENT)
    texts = {MISSED.identity: f"One is late. {sorry}", SILENCE.identity: f"Two is late. {sorry}"}
    first = compose(replace(one, approved=texts), rules(MISSED, SILENCE), MARKDOWN, NOW)
    part = replace(act(ActKind.EDIT, SILENCE, old=said(first), settled=(MISSED,)), audience=Audience.CLIENT)
    second = compose(part, rules(SILENCE), MARKDOWN, NOW)
    assert [line.partition(" (")[0] for line in second.body.split("\n\n")] == [
        f"Two is late. {sorry}",
        "~~One is late.~~",
    ]
    whole = replace(act(ActKind.RESOLVE, old=said(second), settled=(SILENCE,)), audience=Audience.CLIENT)
    assert compose(whole, {}, MARKDOWN, NOW).body.count(sorry) == 1
