"""Checks of somebody's own package: a file with a mistake is named, and the others go on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forewarn.checks import all_checks, discovery, unloaded
from forewarn.cli.main import run_arguments
from forewarn.errors import ConfigError, NotFoundError
from forewarn.rulebook import load_rulebook
from forewarn.rulebook.translations import translations
from forewarn.rulebook.usage import Place, usage_notes

SOUND = '''\
from forewarn.checks import Check


class Tone(Check):
    """Something is said in the wrong tone."""

    team = "It was said in the wrong tone."
    advice = "Say it again."
'''
Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a package of checks with these files; the folder of its family `tone`."""
    name = f"own_checks_{abs(hash(tmp_path))}"  # what was imported once stays imported
    meta, family = tmp_path / "own-1.0.dist-info", tmp_path / name / "tone"
    meta.mkdir()
    family.mkdir(parents=True)
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: own\nVersion: 1.0\n", encoding="utf-8")
    (meta / "entry_points.txt").write_text(f"[forewarn.checks]\nown = {name}\n", encoding="utf-8")

    def put(**files: str) -> Path:
        for folder in (family.parent, family):
            (folder / "__init__.py").touch()
        for file, text in files.items():
            (family / f"{file}.py").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        discovery._installed.cache_clear()
        return family

    yield put
    discovery._installed.cache_clear()
    translations.cache_clear()


def mistake(folder: Path, rule: str) -> ConfigError:
    rules = folder.parent.parent / "rules.yaml"
    rules.write_text(f"version: 1\nextends: [web-agency@1]\nrules:\n  {rule}: {{}}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_rulebook(rules)
    return error.value


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("x = 1\ndef check(:\n", 2, "SyntaxError: invalid syntax"),
        ("import os\n\nimport no_such_library\n", 3, "ModuleNotFoundError: No module named 'no_such_library'"),
        ("def tell() -> None:\n    raise ValueError('not today')\n\n\ntell()\n", 2, "ValueError: not today"),
        (SOUND.replace("    advice", "    hint"), 4, "a check needs advice"),
        (SOUND + '    severity = "high"\n', 4, "severity must be a Severity"),
        (SOUND + '    needs = {"due"}\n', 4, "needs must hold Need alone"),
        (SOUND + "\n    class Options:\n        days = 3\n", 4, "Options must be a subclass of CheckOptions"),
    ],
)
def test_a_check_that_cannot_be_loaded_is_named_with_file_and_line(
    install: Install, text: str, line: int, reason: str
) -> None:
    folder = install(late_reply=text)
    error = mistake(folder, "late-reply")
    assert error.place == f"{folder / 'late_reply.py'}:{line}"
    assert reason in error.reason
    assert "'tone/late-reply' cannot be loaded" in error.reason
    assert error.next_step


def test_a_mistake_in_what_a_check_imports_is_named_there(install: Install) -> None:
    folder = install(late_reply="from .words import WORDS\n", words="WORDS = 1 / 0\n")
    assert mistake(folder, "late-reply").place == f"{folder / 'words.py'}:1"


def test_the_other_checks_go_on(install: Install) -> None:
    install(late_reply="def check(:\n", tone=SOUND)
    assert "tone/tone" in all_checks()
    assert load_rulebook("web-agency@1").trying(["tone"]).rule("tone").check.slug == "tone/tone"


def test_what_was_never_there_is_unknown_all_the_same(install: Install) -> None:
    folder = install(late_reply="def check(:\n")
    assert "unknown check 'early-reply'" in mistake(folder, "early-reply").reason


def test_a_check_without_a_rule_is_named_when_it_is_tried(install: Install) -> None:
    folder = install(late_reply="def check(:\n")
    with pytest.raises(ConfigError) as error:
        load_rulebook("web-agency@1").trying(["late-reply"])
    assert error.value.place == f"{folder / 'late_reply.py'}:1"
    with pytest.raises(NotFoundError):
        load_rulebook("web-agency@1").trying(["early-reply"])


def test_a_package_that_cannot_be_loaded_is_named_where_a_check_is_missing(install: Install) -> None:
    folder = install(tone=SOUND)
    (folder / "__init__.py").write_text("import no_such_library\n", encoding="utf-8")
    assert mistake(folder, "tone").place == f"{folder / '__init__.py'}:1"
    assert load_rulebook("web-agency@1").all_rules()


def test_a_whole_package_that_cannot_be_loaded_leaves_the_shipped_checks_alone(install: Install) -> None:
    folder = install(tone=SOUND)
    (folder.parent / "__init__.py").write_text("import no_such_library\n", encoding="utf-8")
    translations.cache_clear()
    assert load_rulebook("web-agency@1").all_rules()
    with pytest.raises(ConfigError, match="no_such_library"):
        load_rulebook("own@1")
    assert mistake(folder, "tone").place == f"{folder.parent / '__init__.py'}:1"


def test_a_broken_check_that_no_rule_names_is_told_by_validate(
    install: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, config = install(tone="import no_such_library\n"), tmp_path / "forewarn.yaml"
    config.write_text(
        "agency: {name: A, calendar: office}\nrules: web-agency@1\ncalendars: {office: {time_zone: Europe/Berlin}}\n"
        "sources: {export: {connector: files, client_visible: true, path: .}}\n"
        "clients: {acme: {}}\nprojects: {site: {client: acme, sources: {export: [SITE]}}}\n",
        encoding="utf-8",
    )
    assert run_arguments(["validate", "-c", str(config)]) == 0
    told = "".join(capsys.readouterr().out.split())  # a long path is broken somewhere
    assert f"{folder / 'tone.py'}:1:thecheck'tone/tone'cannotbeloaded" in told
    assert "Menditbeforearulenamesit." in told


def test_two_checks_of_one_name_are_both_named(install: Install) -> None:
    folder = install()
    process = folder.with_name("process")
    process.mkdir()
    (process / "__init__.py").touch()
    (process / "date_missed.py").write_text(SOUND, encoding="utf-8")
    error = mistake(folder, "process/date-missed")
    assert "two checks are called process/date-missed" in error.reason
    assert "forewarn_rules" in error.reason + error.place


def test_nothing_is_wrong_where_nothing_is_wrong(install: Install) -> None:
    install(tone=SOUND)
    assert not unloaded()


def test_a_sentence_that_is_no_template_is_no_bug_of_a_look_at_the_rules_file(install: Install, tmp_path: Path) -> None:
    """The first finding names it, and the rest is said."""
    install(tone=SOUND.replace('in the wrong tone."\n    advice', 'in {{ tone."\n    advice'))
    rules = tmp_path / "rules.yaml"
    rules.write_text("version: 1\nrules:\n  tone: {texts: {team: 'It was {{ said }}.'}}\n", encoding="utf-8")
    (note,) = usage_notes(load_rulebook(rules), [Place("acme-relaunch", "acme", None)])
    assert note.words == "rules.tone.texts.team: no sentence of the check names 'said'"
