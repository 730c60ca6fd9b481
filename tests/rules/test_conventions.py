"""Every check has a manual page, cases, described options and a text of its own; failures name the file."""

import inspect
import re
from collections import Counter
from pathlib import Path

import pytest

from forewarn.checks import Check, all_checks, unloaded
from forewarn.model import Audience
from forewarn.testing.casefile import read_cases

HERE = Path(__file__).parent
SECTIONS = ("Why it matters: ", "What to do: ", "Example: ", "Guards: ")
NOT_FOR_CLIENTS = re.compile(
    r"(?i)\b(sla|breach\w*|violat\w*|overdue|rules?|checks?|tickets?|milestones?|baselines?|backlog|severity|scope|blame"
    r"|faults?|you (should|failed|forgot|never|did not|didn't))\b"
)
every_check = pytest.mark.parametrize("check", list(all_checks().values()), ids=list(all_checks()))


def test_there_are_checks_and_all_of_them_can_be_loaded() -> None:
    assert all_checks()
    assert not [str(error) for error in unloaded().values()]


@every_check
def test_the_docstring_is_a_manual_page(check: type[Check]) -> None:
    manual = inspect.getdoc(check) or ""
    first = manual.split("\n\n")[0]
    assert first.endswith(".") and "\n" not in first, f"{_file(check)}: the manual begins with one sentence on one line"
    places = [manual.find(f"\n{section}") for section in SECTIONS]
    assert -1 not in places, f"{_file(check)}: the manual lacks {SECTIONS[places.index(-1)]!r}"
    assert places == sorted(places), f"{_file(check)}: the sections of the manual stand in the order {SECTIONS}"


@every_check
def test_a_check_file_can_be_read_at_a_glance(check: type[Check]) -> None:
    lines = len(_file(check).read_text(encoding="utf-8").splitlines())
    assert lines <= 60, f"{_file(check)}: {lines} lines; what it computes belongs to forewarn.facts"


@every_check
def test_every_option_has_a_description_and_a_default(check: type[Check]) -> None:
    for name, option in check.Options.model_fields.items():
        assert option.description and option.description.endswith("."), f"{_file(check)}: describe the option {name}"
        assert not option.is_required(), f"{_file(check)}: the option {name} needs a default"


@every_check
def test_cases_show_what_it_finds_and_what_it_leaves_alone(check: type[Check]) -> None:
    path = HERE / f"{check.slug}.yaml"
    assert path.exists(), f"{_file(check)}: its cases are missing, write {path}"
    cases = read_cases(path)
    expected = Counter(case.expect for case in cases)
    assert expected["flags"] >= 4, f"{path}: {expected['flags']} cases that it flags; at least 4"
    near = expected["passes"] + expected["not-applicable"]
    assert near >= 6, f"{path}: {near} near misses; at least 6"
    twice = [name for name, times in Counter(case.name for case in cases).items() if times > 1]
    assert not twice, f"{path}: two cases are called {twice[0]!r}"


@every_check
def test_clients_read_no_jargon_and_no_blame(check: type[Check]) -> None:
    words = re.sub(r"{[{%].*?[%}]}", " ", check.client or "")
    found = NOT_FOR_CLIENTS.search(words)
    assert found is None, f"{_file(check)}: the client text says {found[0] if found else ''!r}"
    assert (check.client is None) == (Audience.CLIENT not in check.audiences), (
        f"{_file(check)}: text and audience differ"
    )


def test_no_two_checks_tell_the_team_the_same() -> None:
    texts = Counter(check.team for check in all_checks().values())
    for check in all_checks().values():
        assert texts[check.team] == 1, f"{_file(check)}: another check has the same team text"


def test_every_case_file_belongs_to_a_check() -> None:
    known = {HERE / f"{slug}.yaml" for slug in all_checks()}
    stray = set(HERE.glob("*/*.yaml")) - known
    assert not stray, f"{min(stray)}: no check has this name"


def test_every_family_says_what_it_is_about() -> None:
    for check in all_checks().values():
        family = _file(check).with_name("__init__.py")
        assert family.read_text(encoding="utf-8").startswith('"""'), f"{family}: one line on what the family is about"


def _file(check: type[Check]) -> Path:
    return Path(inspect.getfile(check))
