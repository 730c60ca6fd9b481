"""A config brought to life: how it speaks to whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.core.say.test_render import silence_rule

from forewarn.agency import Agency, open_agency
from forewarn.config import load_config
from forewarn.model import Audience, Fact
from forewarn.say.words import sentence

CONFIG = """\
agency: {name: Northlight Studio, calendar: berlin}
rules: rules.yaml
store: forewarn.db
calendars:
  berlin: {time_zone: Europe/Berlin}
  new-york: {time_zone: America/New_York}
clients:
  harbour-bank: {calendar: new-york}
  lumen-coffee:
roles: {team: ["@northlight.example"]}
sources:
  exports: {connector: files, path: exports, client_visible: true}
projects:
  harbour-relaunch: {client: harbour-bank, sources: {exports: [HRB]}}
  lumen-shop: {client: lumen-coffee, sources: {exports: [LUM]}}
"""
EVENING = datetime(2026, 11, 14, 0, 30, tzinfo=UTC)  # the 14th in Berlin, still the 13th in New York


@contextmanager
def northlight(folder: Path) -> Iterator[Agency]:
    (folder / "rules.yaml").write_text("extends: [web-agency@1]\nversion: 1\n", encoding="utf-8")
    (folder / "forewarn.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "exports").mkdir()
    with open_agency(load_config(folder / "forewarn.yaml"), {}, lambda: EVENING) as agency:
        yield agency


@pytest.mark.parametrize(
    ("project", "audience", "moment"),
    [
        ("harbour-relaunch", Audience.TEAM, "Sat 14 Nov 2026, 01:30"),
        ("harbour-relaunch", Audience.CLIENT, "Fri 13 Nov 2026, 19:30"),
        ("lumen-shop", Audience.CLIENT, "Sat 14 Nov 2026, 01:30"),
        ("gone", Audience.CLIENT, "Sat 14 Nov 2026, 01:30"),
    ],
)
def test_a_client_reads_moments_by_their_own_clock(
    project: str, audience: Audience, moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with northlight(tmp_path) as agency:
        how = agency.voice(project, "exports", audience)
        facts: dict[str, Fact] = {"said": EVENING, "due": date(2026, 11, 13)}
        words = "{{ said | moment }}; due {{ due | moment }}"
        said = sentence(silence_rule(), words, facts, how.markup, how.calendar, how.tongue).replace("\\", "")
        assert said == f"{moment}; due Fri 13 Nov 2026"  # a date without an hour is the same day everywhere
