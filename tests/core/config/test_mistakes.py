"""Every kind of mistake in a config is told at once, with its place and what to do, and no secret is repeated."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from forewarn.config import Config, load_config
from forewarn.errors import ConfigError

Load = Callable[..., Config]

HERE = Path(__file__).parent
AGENCY = (HERE / "agency.yaml").read_text(encoding="utf-8")
CASES = YAML(typ="safe").load(HERE / "mistakes.yaml")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_mistake_is_told_as_people_need_it(case: dict[str, Any], load: Load) -> None:
    text = AGENCY
    for old, new in case["change"].items():
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(ConfigError) as caught:
        load(text, **{key: case[key] for key in ("rules",) if key in case})
    assert [str(problem) for problem in caught.value.problems] == case["says"]


def test_the_agency_that_the_cases_change_holds_no_mistake(load: Load) -> None:
    assert load(AGENCY).agency == "Northlight Studio"


def test_no_message_repeats_a_secret() -> None:
    said = " ".join(line for case in CASES for line in case["says"])
    assert "s3cr3t" not in said
    assert "773311" not in said


def test_a_parser_s_warning_repeats_no_secret_either(load: Load, recwarn: pytest.WarningsRecorder) -> None:
    """Two anchors of one name make the YAML parser warn, and quote both lines."""
    with pytest.raises(ConfigError):
        load(AGENCY.replace("{env: ACME_TOKEN}", "&t s3cr3t-t0ken") + "    language: &t s3cr3t-t0ken\n")
    assert not recwarn.list


def test_a_config_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "agency.yml").touch()
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / "forewarn.yaml")
    assert caught.value.place == str(tmp_path / "forewarn.yaml")
    told = f"there is no such file. In {tmp_path} there is: agency.yml. forewarn init writes one."
    assert str(caught.value).endswith(told)


def test_a_config_in_a_folder_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no such file\. Check the path\. forewarn init writes one\."):
        load_config(tmp_path / "nowhere" / "forewarn.yaml")


def test_a_connector_that_no_source_uses_is_never_loaded(load: Load) -> None:
    """`slate` cannot be imported, and the agency does not care."""
    assert load(AGENCY).sources.keys() == {"acme-board"}


@pytest.mark.parametrize("length", range(0, len(AGENCY), 7))
def test_a_config_cut_anywhere_is_a_mistake_and_no_crash(length: int, load: Load) -> None:
    try:
        load(AGENCY[:length])
    except ConfigError as error:
        assert all(problem.place.startswith("forewarn.yaml") for problem in error.problems)
