"""The wheel holds what it should, and nothing is imported under two names."""

import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("core", "connectors", "rules")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def packages() -> set[str]:
    return {path.parent.name for folder in FOLDERS for path in (ROOT / folder).glob("*/__init__.py")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a freshly built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return set(zipfile.ZipFile(next(folder.glob("*.whl"))).namelist())


def test_the_wheel_installs_exactly_the_packages_of_the_three_folders(wheel: set[str]) -> None:
    top = {name.split("/")[0] for name in wheel if ".dist-info" not in name}
    assert top == packages()
    assert not top & set(FOLDERS)


def test_the_wheel_holds_every_module_and_every_data_file(wheel: set[str]) -> None:
    wanted = {
        path.relative_to(ROOT / folder).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    assert wanted <= wheel
    assert any(name.endswith("packs/web-agency@1.yaml") for name in wheel)
    assert "forewarn/demo/story.yaml" in wheel
    assert "forewarn/py.typed" in wheel


def test_every_entry_point_leads_to_a_package_in_the_wheel(wheel: set[str]) -> None:
    groups = PROJECT["project"]["entry-points"]
    for group, entries in groups.items():
        for name, target in entries.items():
            assert f"{target.partition(':')[0].partition('.')[0]}/__init__.py" in wheel
            (installed,) = entry_points(group=group, name=name)
            assert installed.load() is not None


def test_every_package_is_typed_and_held_by_the_import_contracts() -> None:
    linter = PROJECT["tool"]["importlinter"]
    named = {"mypy": PROJECT["tool"]["mypy"]["packages"], "root_packages": linter["root_packages"]}
    plugins = packages() - {"forewarn"}
    for contract in linter["contracts"]:
        for key in ("modules", "source_modules", "forbidden_modules"):
            if plugins & set(contract.get(key, ())) >= {"forewarn_jira", "forewarn_rules"}:
                named[f"{contract['name']}, {key}"] = contract[key]
    for where, names in named.items():
        assert plugins <= set(names), f"pyproject.toml, {where}: add {sorted(plugins - set(names))}"


def test_the_three_folders_are_no_packages_themselves() -> None:
    for folder in FOLDERS:
        stray = [path.name for path in (ROOT / folder).iterdir() if path.is_file()]
        assert stray == [], f"{folder}/ holds {stray}; the build would put it into the wheel's root"


def test_no_module_is_imported_by_the_folder_it_lies_in() -> None:
    """`core.forewarn` would be a second copy of everything, with enums that are not equal."""
    words = [f"{verb} {folder}." for folder in FOLDERS for verb in ("import", "from")]
    for path in ROOT.rglob("*.py"):
        if ".venv" not in path.parts and path != Path(__file__):
            text = path.read_text(encoding="utf-8")
            assert not any(line.startswith(word) for line in text.splitlines() for word in words), path


def test_each_connector_needs_only_its_own_extra() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    assert {"jira", "github", "trello", "all"} <= extras.keys()
    base = " ".join(PROJECT["project"]["dependencies"]).lower()
    assert not any(name in base for name in ("jira", "pygithub", "py-trello", "werkzeug"))


def test_help_loads_neither_a_tracker_library_nor_the_database() -> None:
    code = (
        "import sys; from forewarn.cli.main import run_arguments; run_arguments(['--help']);"
        "print(sorted({'jira', 'github', 'trello', 'requests', 'sqlalchemy', 'alembic', 'jinja2', 'holidays',"
        " 'werkzeug', 'ruamel'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")
