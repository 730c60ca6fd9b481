"""What a person sees of the rules file and the config: values with their lines, notes, rules of their own."""

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from tests.core.conftest import Command

from forewarn.demo.theatre import Theatre
from forewarn.rulebook import rules_schema
from forewarn.rulebook.fields import TICKET_FIELDS

NOW = "2026-11-12T09:30"
OWN = """\
version: 1
extends: [web-agency@1]
rules:
  on-time-arrival: {approval: false}
  unowned:
    about: Open work of the harbour's that nobody owns.
    when: ticket.open && reached(business_days_after(ticket.created, 1))
    where: ticket.key.startsWith('HRB-')
    severity: high
    texts: {team: "{{ title | quote }} waits, says a rule of our own.", advice: Give it to somebody.}
overrides:
  - project: harbour-website
    rules:
      silence: {severity: critical}
"""


@pytest.fixture
def config(theatre: Theatre) -> Path:
    (theatre.folder / "rules.yaml").write_text(OWN, encoding="utf-8")
    return theatre.config


def values(forewarn: Command, config: Path) -> dict[str, tuple[object, str]]:
    result = forewarn("config", "show", "--json", "-c", config)
    assert result.code == 0
    return {one["path"]: (one["value"], one["origin"]) for one in json.loads(result.out)}


def test_every_value_is_shown_with_the_line_that_set_it(forewarn: Command, config: Path) -> None:
    shown = values(forewarn, config)
    rules = config.parent / "rules.yaml"
    assert shown["agency.language"] == ("en", "default")
    assert shown["speaking.quiet_days"] == (5, "default")
    name, origin = shown["agency.name"]
    line = int(origin.rpartition(":")[2])
    assert f"name: {name}" in config.read_text(encoding="utf-8").splitlines()[line - 1]
    assert shown["rules.on-time-arrival.approval"] == (False, f"{rules}:4")
    assert shown["rules.unowned.where"] == ("ticket.key.startsWith('HRB-')", f"{rules}:8")
    assert shown["rules.unowned.audience"] == ("team", "check")
    value, origin = shown["rules.date-missed.severity"]
    assert (value, origin.startswith("web-agency@1:")) == ("high", True)
    assert shown["projects.harbour-website.rules.silence.severity"] == ("critical", f"{rules}:14")
    assert "projects.orchard-shop.rules.silence.severity" not in shown


def test_secrets_are_shown_as_their_reference_alone(theatre: Theatre, forewarn: Command, config: Path) -> None:
    for name, value in theatre.environ().items():
        result = forewarn("config", "show", "--origin", "-c", config, environ={name: value})
        assert value not in result.out
    assert '"env": "' in result.out


def test_a_password_in_an_address_is_not_shown(forewarn: Command, config: Path) -> None:
    data = YAML(typ="safe").load(config)
    data["projects"]["harbour-website"]["pages"] = ["https://mara:hunter2@stage.example/"]
    with config.open("w", encoding="utf-8") as file:
        YAML().dump(data, file)
    result = forewarn("config", "show", "-c", config)
    assert "hunter2" not in result.out + result.err
    assert "https://...@stage.example/" in result.out


def test_each_value_has_a_line_and_its_origin_only_when_asked_for(forewarn: Command, config: Path) -> None:
    plain = forewarn("config", "show", "-c", config).out.splitlines()
    told = forewarn("config", "show", "--origin", "-c", config).out.splitlines()
    assert len(plain) == len(told) == len(values(forewarn, config))
    assert "agency.language: en" in plain
    assert "agency.language: en  (default)" in told


def test_a_config_that_cannot_be_used_is_not_shown(forewarn: Command, config: Path) -> None:
    config.write_text("agency: 3\n", encoding="utf-8")
    assert forewarn("config", "show", "-c", config).code == 2


def test_validate_tells_what_should_be_changed_and_calls_the_files_fine(forewarn: Command, config: Path) -> None:
    rules = config.parent / "rules.yaml"
    rules.write_text(OWN.replace("severity: critical", "severity: medium"), encoding="utf-8")
    result = forewarn("validate", "-c", config)
    assert result.code == 0
    assert "overrides.0.rules.silence: it is so already, so this changes nothing." in " ".join(result.out.split())
    [note] = json.loads(forewarn("validate", "--json", "-c", config).out)["notes"]
    assert (note["place"], note["next_step"]) == (f"{rules}:14", "Delete it.")


def test_files_with_nothing_to_change_get_no_note(forewarn: Command, config: Path) -> None:
    assert json.loads(forewarn("validate", "--json", "-c", config).out)["notes"] == []


def test_validate_says_what_a_language_that_nobody_reads_leaves_unchecked(forewarn: Command, config: Path) -> None:
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("agency:\n", "agency:\n  language: de\n", 1), encoding="utf-8")
    [note] = json.loads(forewarn("validate", "--json", "-c", config).out)["notes"]
    assert "'de' has no language pack" in note["words"]
    assert "harbour-website" in note["words"]
    assert "en and ru" in note["next_step"]


def test_a_rule_of_ones_own_is_listed_explained_and_spoken_of(
    theatre: Theatre, forewarn: Command, config: Path
) -> None:
    assert "Open work of the harbour's" in forewarn("rules", "-c", config).out
    manual = " ".join(forewarn("explain", "unowned", "-c", config).out.split())
    assert "unowned (custom/unowned)" in manual
    assert "when: ticket.open && reached(business_days_after(ticket.created, 1))" in manual
    assert "where: ticket.key.startsWith('HRB-')" in manual
    data = json.loads(forewarn("run", "-c", config, "--now", NOW, "--json", environ=theatre.environ()).out)
    found = [one for one in data["findings"] if one["rule"] == "unowned"]
    assert found
    assert all("HRB-" in json.dumps(one) for one in found)
    assert "says a rule of our own" in json.dumps(data["plan"]) + json.dumps(data["held"])
    why = " ".join(forewarn("explain", "unowned", "HRB-1", "-c", config, "--now", NOW).out.split())
    assert "Found." in why
    assert "says a rule of our own" in why
    left_out = forewarn("explain", "unowned", "northlight/harbour-site#1", "-c", config, "--now", NOW)
    assert "Does not apply: the rules file asks for it only where" in " ".join(left_out.out.split())


def test_the_words_of_expressions_are_listed_without_any_config(forewarn: Command) -> None:
    listed = {one["name"] for one in json.loads(forewarn("rules", "--fields", "--json").out)}
    assert TICKET_FIELDS.keys() <= listed
    assert "reached(instant)" in listed
    assert "ticket.labels" in forewarn("rules", "--fields").out


def test_the_schema_is_printed_for_editors(forewarn: Command) -> None:
    from forewarn.checks import all_checks

    assert json.loads(forewarn("rules", "--schema").out) == rules_schema(all_checks())
