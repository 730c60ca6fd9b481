"""Small checks of our own, so that the rules file is tested without the shipped ones."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

from forewarn.checks import Check, CheckOptions
from forewarn.checks.check import TEAM, TEAM_AND_CLIENT, Subject
from forewarn.model import Severity
from forewarn.rulebook import Rulebook, load_rulebook


class DateOptions(CheckOptions):
    grace_days: int = Field(0, ge=0, description="Business days after the date.")
    limit: timedelta = Field(timedelta(days=3), description="Longest stay.")
    ignore_types: frozenset[str] = Field(frozenset({"chore"}), description="Types left out.")
    steps: tuple[int, ...] = Field((1, 2), description="Days at which it becomes graver.")
    mode: Literal["strict", "lenient"] = Field("strict", description="How dates are read.")


def _check(slug: str, **members: object) -> type[Check]:
    family, name = slug.split("/")
    body = {
        "__module__": f"sample.{family}.{name.replace('-', '_')}",
        "__doc__": f"{name} was found.",
        "team": "{{ title }} is late.",
        "advice": "Say when.",
        **members,
    }
    return type(name.title().replace("-", ""), (Check,), body)


@pytest.fixture(scope="session")
def checks() -> Mapping[str, type[Check]]:
    found = [
        _check("process/date-missed", Options=DateOptions, audiences=TEAM_AND_CLIENT, client="It comes later."),
        _check("process/unexplained-change", subject=Subject.PROJECT),
        _check("results/on-time-arrival", audiences=TEAM_AND_CLIENT, client="On time.", severity=Severity.INFO),
        _check("relationship/silence", audiences=TEAM),
        _check("results/silence", audiences=TEAM),
        _check("results/dead-links", subject=Subject.PAGE),
    ]
    return {check.slug: check for check in found}


@pytest.fixture
def load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checks: Mapping[str, type[Check]]
) -> Iterator[Callable[..., Rulebook]]:
    """Writes files into an empty folder and loads the first one from there."""
    monkeypatch.chdir(tmp_path)

    def write_and_load(text: str, projects: Mapping[str, str] | None = None, **others: str) -> Rulebook:
        for name, content in {"rules": text, **others}.items():
            (tmp_path / f"{name}.yaml").write_text(content, encoding="utf-8")
        return load_rulebook(Path("rules.yaml"), projects=projects, sources=("acme-jira",), checks=checks)

    yield write_and_load
