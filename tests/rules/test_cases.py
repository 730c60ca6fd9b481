"""Every shipped check does what its cases say; and the runner of the cases lets nothing pass that is not so."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forewarn.checks import Check, Context, all_checks
from forewarn.errors import ConfigError
from forewarn.model import Found, Ticket
from forewarn.testing.casefile import Case, read_cases
from forewarn.testing.cases import verify
from forewarn.testing.script import instant, play

HERE = Path(__file__).parent
NOON = instant("Tue 2026-11-10 12:00")


def _cases() -> Iterator[Any]:
    for slug in all_checks():
        path = HERE / f"{slug}.yaml"
        for case in read_cases(path) if path.exists() else ():
            yield pytest.param(slug, case, id=f"{slug}: {case.name}")


@pytest.mark.parametrize(("slug", "case"), list(_cases()))
def test_the_check_does_what_the_case_says(slug: str, case: Case) -> None:
    verify(all_checks()[slug], case)


class AfterNoon(Check):
    """It is after noon on the tenth of November."""

    team = "Noon was at {{ noon | moment }}."
    advice = "Have lunch."

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        if ctx.clock.reached(NOON):
            yield Found("noon", NOON, {"noon": NOON})


class Peeking(AfterNoon):
    """Looks at the time without asking the clock."""

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        if ctx.clock._now >= NOON:
            yield Found("noon", NOON, {"noon": NOON})


class Forgetful(AfterNoon):
    """Its text names a fact that it does not give."""

    team = "Noon was at {{ midday }}."


def _case(**what: Any) -> Case:
    usual = {
        "name": "noon",
        "now": "Tue 2026-11-10 13:00",
        "tickets": {"A-1": {"script": "Mon 2026-11-09 09:00 Tom opens"}},
        "expect": "flags",
    }
    return Case.model_validate(usual | what)


def test_a_case_that_is_so_passes() -> None:
    found = [
        {"anchor": "noon", "since": "Tue 2026-11-10 12:00", "facts": {"noon": "Tue 2026-11-10 12:00"}, "on": "A-1"}
    ]
    verify(AfterNoon, _case(found=found, wake="never"))
    verify(AfterNoon, _case(now="Tue 2026-11-10 11:59", expect="passes", wake="Tue 2026-11-10 12:00"))


WRONG = [
    ("another outcome", {"expect": "passes"}, "expected passes, but the answer is finding"),
    ("another reason", {"reason": "because"}, "expected the reason 'because'"),
    ("another anchor", {"found": [{"anchor": "midnight"}]}, "expected anchor midnight, got noon"),
    ("another instant", {"found": [{"since": "Tue 2026-11-10 13:00"}]}, "expected since"),
    ("another severity", {"found": [{"severity": "high"}]}, "expected severity"),
    ("another place", {"found": [{"on": "A-2"}]}, "expected on A-2, got A-1"),
    ("another audience", {"found": [{"team_only": False}]}, "expected team_only False, got True"),
    ("other evidence", {"found": [{"evidence": ["a clock"]}]}, "expected evidence"),
    ("another fact", {"found": [{"facts": {"noon": 12}}]}, "expected fact noon 12"),
    ("another text", {"found": [{"team": "Good night."}]}, "expected the team text"),
    ("more findings", {"found": [{}, {}]}, "expected 2 findings"),
    ("another wake", {"wake": "Tue 2026-11-10 14:00"}, "expected the wake"),
]


@pytest.mark.parametrize(("what", "complaint"), [c[1:] for c in WRONG], ids=[c[0] for c in WRONG])
def test_a_case_that_is_not_so_fails_and_says_what_differs(what: dict[str, Any], complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        verify(AfterNoon, _case(**what))


def test_a_check_that_looks_at_the_time_behind_the_clocks_back_is_caught() -> None:
    with pytest.raises(AssertionError, match="the wake is None, but at"):
        verify(Peeking, _case(now="Tue 2026-11-10 11:00", expect="passes"))


def test_a_text_that_names_a_missing_fact_is_caught() -> None:
    with pytest.raises(ConfigError, match="midday"):
        verify(Forgetful, _case())


def test_a_story_whose_past_cannot_be_told_from_its_history_is_caught() -> None:
    script = "Mon 2026-11-09 09:00 Tom opens\nTue 2026-11-10 14:00 Tom removes label never added"
    with pytest.raises(AssertionError, match="as_of differs"):
        verify(AfterNoon, _case(tickets={"A-1": {"script": script}}))


LINES = [
    ("Tom opens", "it is no event"),
    ("Tue 2026-11-09 09:00 Tom opens", "2026-11-09 is a Mon, not a Tue"),
    ("2026-11-32 09:00 Tom opens", "day"),
    ("2026-11-09 09:00 Bob opens", "nobody is called Bob"),
    ("2026-11-09 09:00 Tom sings: la", "unknown word 'sings'"),
    ("2026-11-09 09:00 Tom adds flag red", "unknown word 'flag'"),
    ("2026-11-09 09:00 Tom sets mood good", "mood"),
    ("2026-11-09 09:00 Nobody says: boo", "nobody cannot write"),
]


@pytest.mark.parametrize(("line", "complaint"), LINES, ids=[line for line, _ in LINES])
def test_a_line_of_a_script_that_cannot_be_read_is_named(line: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as caught:
        play("A-1", line)
    assert line in str(caught.value)
    assert caught.value.next_step


def test_a_misspelt_key_of_a_case_is_named(tmp_path: Path) -> None:
    file = tmp_path / "noon.yaml"
    file.write_text(
        "- {name: noon, now: Tue 2026-11-10 13:00, tickets: {}, expect: flags, fonud: []}", encoding="utf-8"
    )
    with pytest.raises(ConfigError, match=r"noon\.yaml: noon: fonud"):
        read_cases(file)
