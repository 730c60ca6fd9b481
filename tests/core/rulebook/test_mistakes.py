"""Every kind of mistake in a rules file gets the place, the reason and the next step, and all of them at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from forewarn.errors import ConfigError
from forewarn.rulebook import Rulebook, load_rulebook
from forewarn.rulebook.mistakes import nearest_key

CASES = YAML(typ="safe").load(Path(__file__).with_name("mistakes.yaml"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_mistake_is_told_as_people_need_it(case: dict[str, Any], load: Callable[..., Rulebook]) -> None:
    with pytest.raises(ConfigError) as caught:
        load(case["in"], {"acme-relaunch": "acme"}, **case.get("others", {}))
    assert [str(problem) for problem in caught.value.problems] == case["says"]


def test_the_error_itself_counts_the_mistakes_and_names_the_files(load: Callable[..., Rulebook]) -> None:
    with pytest.raises(ConfigError) as caught:
        load("version: 1\nrules: {date-missed: {severty: high, audiance: team}}\n")
    assert str(caught.value) == "2 mistakes in rules.yaml; nothing was done"


def test_a_file_that_is_not_there_is_told_with_those_that_are(load: Callable[..., Rulebook]) -> None:
    load("version: 1\nrules: {date-missed: {}}\n")
    with pytest.raises(
        ConfigError, match=r"ruls\.yaml: there is no such file\. In this folder there is: rules\.yaml\."
    ):
        load_rulebook("ruls.yaml")


def test_a_folder_is_told_with_the_files_in_it(load: Callable[..., Rulebook]) -> None:
    load("version: 1\nrules: {date-missed: {}}\n")
    with pytest.raises(ConfigError, match=r"\.: this is a folder, not a file\. Name a file in it: rules\.yaml\."):
        load_rulebook(Path())


def test_a_file_of_another_encoding_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes("# Büro\nversion: 1\n".encode("latin-1"))
    with pytest.raises(
        ConfigError, match=r"rules\.yaml: byte 4 is not UTF-8\. Save the file with the encoding UTF-8\."
    ):
        load_rulebook(path)


def test_a_byte_order_mark_is_no_mistake(load: Callable[..., Rulebook]) -> None:
    assert load("\ufeffversion: 1\nrules: {date-missed: {}}\n").all_rules()


@pytest.mark.parametrize(
    ("key", "meant"),
    [("HRBB-5", "HRB-5"), ("HRB-99", None), ("hrb-6", None), ("harbor-website", "harbour-website")],
)
def test_another_number_is_no_typing_mistake(key: str, meant: str | None) -> None:
    assert nearest_key(key, ["HRB-5", "harbour-website"]) == meant
