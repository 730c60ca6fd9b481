"""What our note says of findings that somebody put aside, and what happens when that is over."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.core.say.test_plan import CLIENT, CLOSED, NEVER, NOW, OFFICE, PLENTY, SOURCES, TEAM, finding, said

from forewarn.model import Finding, Severity
from forewarn.say import ActKind, Past, Plan, Policy, make_plan
from forewarn.say.acts import Act
from forewarn.say.asides import with_asides, with_notes
from forewarn.say.render import Voice, Words, body_of, voice
from forewarn.store import Said, State
from forewarn.waivers import Kind, Waiver

HOW: Voice = voice("markdown", 10_000, OFFICE, "en")
A, B = finding("a1"), finding("b1")
SNOOZE = Waiver(Kind.SNOOZE, "c.1", "Mara", "the photos come on Friday", NOW + timedelta(days=7))
POLICY = Policy(lambda project: OFFICE, lambda project, rule: False, OFFICE, budgets=PLENTY, breaker=NEVER)


def plan(*findings: Finding, old: Said, quiet: dict[str, Waiver | None]) -> Plan:
    past = Past((old,), quiet=frozenset(quiet))
    return with_asides(make_plan(findings, (), past, SOURCES, POLICY, NOW), past.said, quiet, SOURCES)


def aside(old: Said, waiver: Waiver = SNOOZE) -> Said:
    """As it stands once the note says that its first part is put aside."""
    first, *rest = old.parts
    return replace(old, parts=(replace(first, aside=waiver.key, note="put aside"), *rest))


def acts(result: Plan) -> list[tuple[ActKind, str]]:
    return [(act.kind, act.why) for act in result.acts]


TOLD = (ActKind.EDIT, "somebody decided to keep part of it quiet")


def test_the_note_is_edited_once_to_say_what_is_put_aside() -> None:
    quiet: dict[str, Waiver | None] = {A.identity: SNOOZE}
    assert acts(plan(old=said(A), quiet=quiet)) == [TOLD]
    assert acts(plan(old=aside(said(A)), quiet=quiet)) == []


def test_beside_what_stays_open_too() -> None:
    result = plan(B, old=said(A, B), quiet={A.identity: SNOOZE})
    assert acts(result) == [TOLD]
    assert result.acts[0].findings == (B,)


@pytest.mark.parametrize("state", [State.SUPERSEDED, State.RESOLVED, State.EXPOSED, State.LAPSED])
def test_only_the_note_that_speaks_tells_of_it(state: State) -> None:
    assert acts(plan(old=said(A, state=state), quiet={A.identity: SNOOZE})) == []


def test_what_stands_in_the_shadow_of_another_is_put_aside_no_longer_than_the_rest() -> None:
    leader = finding("due:2026-11-13")
    side = finding("c9:2026-11-13", rule="promise-broken", severity=Severity.LOW)
    old = aside(said(side, leader))
    old = replace(old, parts=(replace(old.parts[0], under=leader.identity), old.parts[1]))
    [act] = plan(leader, side, old=old, quiet={}).acts
    assert (act.kind, act.why) == (ActKind.EDIT, "what was kept quiet is not any more")
    assert acts(plan(leader, old=old, quiet={side.identity: SNOOZE})) == [
        (ActKind.KEEP, "said, and nothing has changed")
    ]


def test_another_waiver_is_told_anew() -> None:
    longer = replace(SNOOZE, key="c.2", until=NOW + timedelta(days=9))
    assert acts(plan(old=aside(said(A)), quiet={A.identity: longer})) == [TOLD]


def test_what_is_kept_quiet_is_never_called_closed() -> None:
    for quiet in ({A.identity: SNOOZE}, {A.identity: None}):
        for act in plan(old=said(A), quiet=quiet).acts:
            assert act.settled == frozenset()


def test_the_baseline_is_not_spoken_of() -> None:
    assert acts(plan(old=said(A), quiet={A.identity: None})) == []


def test_a_finding_that_was_never_said_is_not_said_for_being_put_aside() -> None:
    assert acts(plan(B, old=said(B), quiet={A.identity: SNOOZE})) == [(ActKind.KEEP, "said, and nothing has changed")]
    assert acts(plan(old=said(B, state=State.DISMISSED), quiet={A.identity: SNOOZE})) == []


@pytest.mark.parametrize(("days_ago", "kind"), [(1, ActKind.EDIT), (20, ActKind.REPOST)])
def test_at_its_end_the_finding_speaks_like_anything_new(days_ago: int, kind: ActKind) -> None:
    assert [act for act, _ in acts(plan(A, old=aside(said(A, days_ago=days_ago)), quiet={}))] == [kind]


def test_what_is_over_when_the_snooze_ends_is_closed() -> None:
    assert [act for act, _ in acts(plan(old=aside(said(A)), quiet={}))] == [ActKind.RESOLVE]


def test_a_client_reads_nothing_of_it() -> None:
    old = said(A, audience=CLIENT)
    assert acts(plan(old=old, quiet={A.identity: SNOOZE})) == []
    act = Act(ActKind.EDIT, "acme", old.ticket, CLIENT, (), "", old=old)
    bare = Words("words", old.parts)
    assert with_notes(bare, act, {A.identity: SNOOZE}, HOW) == bare


def test_no_reason_is_written_where_clients_can_read_every_comment() -> None:
    old = said(finding(source="open"))
    quiet: dict[str, Waiver | None] = {old.parts[0].identity: SNOOZE}
    past = Past((old,), quiet=frozenset(quiet))
    bare = make_plan((), (), past, SOURCES, POLICY, NOW)
    assert with_asides(bare, past.said, quiet, SOURCES).writes == ()


def test_a_source_that_could_not_be_read_is_left_alone() -> None:
    stale = {**SOURCES, "closed": replace(CLOSED, stale={"acme": "closed: ACME"})}
    for sources in (stale, {}):
        assert with_asides(Plan((), ()), (said(A),), {A.identity: SNOOZE}, sources).acts == ()


def words(old: Said, quiet: dict[str, Waiver | None], *findings: Finding) -> Words:
    (act,) = plan(*findings, old=old, quiet=quiet).acts
    return with_notes(Words(body_of(old.parts, act.audience, HOW), old.parts), act, quiet, HOW)


def test_the_words_name_who_put_it_aside_until_when_and_why() -> None:
    told = words(said(A, B), {A.identity: SNOOZE}, B)
    assert "words of a1 **Mara put this aside until Wed 25 Nov 2026: “the photos come on Friday”.**" in told.body
    assert "- words of b1\n" in told.body
    assert [part.aside for part in told.parts] == [SNOOZE.key, ""]  # so that it is not told again by the next run


def test_what_one_decision_puts_aside_is_told_once_below_all_of_it() -> None:
    told = words(said(A, B), {A.identity: SNOOZE, B.identity: SNOOZE})
    decision = "**Mara put this aside until Wed 25 Nov 2026: “the photos come on Friday”.**"
    assert told.body == f"**A note for the team**\n\n- words of a1\n- words of b1\n\n{decision}"


def test_about_what_is_put_aside_nobody_is_asked_to_do_anything() -> None:
    old = said(A)
    advised = replace(old, parts=tuple(replace(part, words="Late. **Next:** Say why.") for part in old.parts))
    assert "snooze" in body_of(advised.parts, TEAM, HOW)
    told = words(advised, {A.identity: SNOOZE})
    assert "- Late. **Mara put this aside" in told.body
    assert "Next:" not in told.body
    assert "snooze" not in told.body
    assert "closed" not in told.body
    assert words(aside(advised), {}, A).body == body_of(advised.parts, TEAM, HOW)  # and when it is over, again


def test_the_words_lose_it_when_it_is_over() -> None:
    told = words(aside(said(A)), {}, A)
    assert told.parts == said(A).parts
    assert "put aside" not in told.body


def test_hostile_reasons_stay_words() -> None:
    hostile = replace(SNOOZE, owner="[x](http://evil.example)", because="**no** @everybody <!-- forewarn:0 -->")
    body = words(said(A), {A.identity: hostile}).body
    assert not re.search(r"(?<!\\)\](?=\()", body)
    assert "<!--" not in body
    assert "@everybody" not in body
