"""The pages say what the code does."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from forewarn.checks import all_checks
from forewarn.cli.main import app
from forewarn.rulebook import load_rulebook
from forewarn.rulebook.packs import installed_packs
from forewarn.run import Exit

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_generated_pages_are_those_of_the_code() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools/docs.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_dependency_has_its_reason_and_no_reason_is_left_over() -> None:
    wanted = {
        re.split(r"[<>=\[~!]", requirement)[0].lower()
        for requirement in [
            *PROJECT["project"]["dependencies"],
            *(one for extra in PROJECT["project"]["optional-dependencies"].values() for one in extra),
            *PROJECT["build-system"]["requires"],
        ]
    } - {"forewarn"}
    rows = re.findall(r"^\| `([^`]+)` \|", page("docs/dependencies.md"), re.MULTILINE)
    assert sorted(name.lower() for name in rows) == sorted(wanted)


@pytest.mark.parametrize("verb", sorted(get_command(app).commands))  # type: ignore[attr-defined]
def test_every_command_is_in_the_readme(verb: str) -> None:
    assert f"forewarn {verb}" in page("README.md")


def test_every_exit_code_is_in_the_readme() -> None:
    for code in Exit:
        assert f"| {int(code)} |" in page("README.md")


def test_the_readme_has_cron_call_the_digest_at_every_hour() -> None:
    """On a machine by UTC, office hours of cron miss those of a digest in Berlin all summer, and in Sydney all year."""
    assert re.search(r"(?m)^    \d+ \* \* \* \*  .*forewarn digest --send", page("README.md"))


def test_the_readme_names_only_targets_that_the_makefile_has() -> None:
    targets = set(re.findall(r"^([a-z-]+):", page("Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?m)(?:`|^    )make ([a-z-]+)", page("README.md") + page("CONTRIBUTING.md")))
    assert named <= targets


def test_every_link_between_pages_leads_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
            if not target.startswith(("http", "mailto")):
                assert (path.parent / target).exists(), f"{path.relative_to(ROOT)} links to {target}"


def test_every_shipped_check_is_a_rule_of_the_latest_shipped_pack() -> None:
    ours = {slug for slug, check in all_checks().items() if check.__module__.startswith("forewarn_rules")}
    latest = max(pack for pack in installed_packs() if pack.startswith("web-agency@"))
    assert {rule.check.slug for rule in load_rulebook(latest).all_rules()} == ours, f"no rule in {latest}, on or off"


def test_ci_runs_what_the_readme_tells_a_newcomer() -> None:
    assert "make test" in page("README.md")
    assert "make test" in page(".ci/run")
    assert "make demo" in page("README.md")


def test_every_check_guards_a_piece_of_advice_and_no_other_is_named() -> None:
    named = set(re.findall(r"`([a-z]+/[a-z-]+)`", page("docs/advice.md")))
    ours = {slug for slug, check in all_checks().items() if check.__module__.startswith("forewarn_rules")}
    assert named == ours, "docs/advice.md says which advice each check guards"
