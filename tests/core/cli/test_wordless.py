"""A text that cannot be filled keeps back what it speaks of, and nothing else."""

from pathlib import Path

import pytest
from tests.core.conftest import Command

from forewarn.demo.theatre import Theatre

FINE = "HRB-5 Newsletter sign-up (for the team): posted a comment"
LATE = "HRB-1 Start page with the harbour panorama (for the team): posted a comment"
APPROVAL = "HRB-1 Start page with the harbour panorama  date-missed (for the client)"
SHIPPED, WRONG = "{}", "{texts: {%s: '%s'}}"


@pytest.fixture
def rules(theatre: Theatre) -> Path:
    return theatre.folder / "rules.yaml"


def worded(rules: Path, said: str) -> None:
    rules.write_text(f"version: 1\nextends: [web-agency@1]\nrules:\n  date-missed: {said}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("audience", "text", "why"),
    [
        ("team", "{{ titel | quote }} is late.", "'titel' is undefined"),
        ("advice", "{{ nobody }}, tell the client.", "'nobody' is undefined"),
        ("team", "{{ title | day }} is late.", "cannot be filled: AssertionError"),
        ("team", "{{ 1 / 0 }} is late.", "division by zero"),
        ("team", "{{ moves[7] }} is late.", "has no element 7"),
        ("team", "{% if moves %}{{ titel }}{% endif %} is late.", "'titel' is undefined"),
    ],
)
def test_a_text_for_the_team_that_cannot_be_filled_is_named_and_the_rest_is_said(
    theatre: Theatre, forewarn: Command, rules: Path, audience: str, text: str, why: str
) -> None:
    worded(rules, WRONG % (audience, text))
    done = forewarn("run", "--apply", "-c", theatre.config, environ=theatre.environ())
    assert done.code == 1
    assert FINE in done.out
    told = " ".join(done.out.split())
    assert "broken: its text for the team cannot be filled: " in told and why in told
    assert "orchard-shop (client: orchard-foods)" in done.out, "the other project as well"
    assert (LATE in done.out) == ("{% if" in text), "it has not moved, and then the text can be filled"
    assert "is late" not in forewarn("drafts", "-c", theatre.config).out
    assert forewarn("plan", "-c", theatre.config).code == 1
    worded(rules, SHIPPED)
    mended = forewarn("run", "--apply", "-c", theatre.config)
    assert mended.code == 0 and (LATE in mended.out or LATE in done.out)


def test_a_text_for_clients_that_cannot_be_filled_keeps_nothing_from_the_team(
    theatre: Theatre, forewarn: Command, rules: Path
) -> None:
    worded(rules, WRONG % ("client", "We are sorry about {{ titel }}."))
    done = forewarn("run", "--apply", "-c", theatre.config, environ=theatre.environ())
    assert done.code == 1
    assert LATE in done.out and APPROVAL not in done.out
    told = " ".join(done.out.split())
    assert "broken: its text for the client cannot be filled: 'titel' is undefined (it may name due, " in told
    drafts = forewarn("drafts", "-c", theatre.config).out
    assert "promise-broken" in drafts and "date-missed" not in drafts
    explained = " ".join(forewarn("explain", "date-missed", "HRB-1", "-c", theatre.config).out.split())
    assert "Spoken of: its text for the client cannot be filled: 'titel' is undefined" in explained
    worded(rules, SHIPPED)
    assert APPROVAL in forewarn("run", "--apply", "-c", theatre.config).out


@pytest.mark.parametrize(
    ("letters", "said", "broken"), [(3, "HRB-2", "harbour-site#1"), (10, "harbour-site#1", "HRB-2")]
)
def test_a_text_that_fails_on_the_value_of_a_fact_keeps_back_what_has_that_value(
    theatre: Theatre, forewarn: Command, rules: Path, letters: int, said: str, broken: str
) -> None:
    text = f"{{texts: {{team: '{{{{ author }}}} promised {{{{ 10 / (author | length - {letters}) }}}}.'}}}}"
    rules.write_text(f"version: 1\nextends: [web-agency@1]\nrules:\n  promise-broken: {text}\n", encoding="utf-8")
    done = forewarn("run", "--apply", "-c", theatre.config, environ=theatre.environ())
    told = " ".join(done.out.split())
    assert done.code == 1, done.err
    assert "its text for the team cannot be filled: division by zero" in told
    posted = told.partition(" Said ")[2].partition(" Coverage ")[0]
    assert f"{said} " in posted and f"{broken} " not in posted


def test_what_was_said_and_drafted_before_a_text_went_wrong_stays(
    theatre: Theatre, forewarn: Command, rules: Path
) -> None:
    worded(rules, SHIPPED)
    assert forewarn("run", "--apply", "-c", theatre.config, environ=theatre.environ()).code == 0
    drafts = forewarn("drafts", "-c", theatre.config).out
    worded(rules, WRONG % ("team", "{{ titel }} is late."))
    later = forewarn("run", "--apply", "-c", theatre.config)
    assert later.code == 1
    assert "edited our comment" not in later.out
    assert forewarn("drafts", "-c", theatre.config).out == drafts
    digest = forewarn("digest", "-c", theatre.config)
    assert digest.code == 0
    assert "(date-missed: its text cannot be filled: 'titel' is undefined)" in digest.out
    assert "will write again" in " ".join(digest.out.split()), "and the other items in full"


@pytest.mark.parametrize("command", ["report", "plan", "digest", "drafts", "promises"])
def test_every_other_command_goes_on(theatre: Theatre, forewarn: Command, rules: Path, command: str) -> None:
    worded(rules, WRONG % ("team", "{{ titel }} is late."))
    forewarn("run", "--apply", "-c", theatre.config, environ=theatre.environ())
    done = forewarn(command, "-c", theatre.config)
    assert done.code in (0, 1) and "nothing was done" not in done.err


def test_explain_says_why_nothing_is_said(theatre: Theatre, forewarn: Command, rules: Path) -> None:
    worded(rules, WRONG % ("team", "{{ titel }} is late."))
    forewarn("run", "-c", theatre.config, environ=theatre.environ())
    told = " ".join(forewarn("explain", "date-missed", "HRB-1", "-c", theatre.config).out.split())
    assert "Spoken of: not at all; its text for the team cannot be filled: 'titel' is undefined" in told
