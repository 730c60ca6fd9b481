"""Writes the pages that are generated from the code, or says which of them are out of date (--check)."""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

from forewarn.checks import Check, all_checks, unloaded
from forewarn.show.wording import FAMILIES

CHECKS = Path(__file__).parent.parent / "docs" / "checks"
HEAD = "<!-- Generated from the code by `make docs`; do not edit. -->\n\n"
PARAGRAPHS = ("Why it matters:", "What to do:", "Example:", "Guards:")


def page(check: type[Check]) -> str:
    """The manual page of one check."""
    summary, *paragraphs = inspect.cleandoc(check.__doc__ or "").split("\n\n")
    body = " ".join(" ".join(paragraphs).split())
    for word in PARAGRAPHS:
        body = body.replace(word, f"\n\n**{word}**")
    body = "\n".join(line.strip() for line in body.strip().splitlines())
    lines = [f"# {check.slug}", " ".join(summary.split()), body, "## Options", ""]
    text = "\n\n".join(lines[:-1]) + "\n\n"
    text += "| option | default | meaning |\n|---|---|---|\n"
    for name, field in check.Options.model_fields.items():
        text += f"| `{name}` | {default(field.default)} | {field.description} |\n"
    tells = " and ".join(sorted(check.audiences))
    text += f"\nSeverity unless a rules file says otherwise: {check.severity.word}. Speaks to: {tells}.\n"
    text += f"\n## What the team reads\n\n```\n{check.team}\n\nNext: {check.advice}\n```\n"
    if check.client:
        text += f"\n## What a client may read\n\n```\n{check.client}\n```\n"
    return HEAD + text


def default(value: object) -> str:
    """A default, in the same order each time."""
    if isinstance(value, frozenset | tuple):
        return ", ".join(f"`{item}`" for item in sorted(value)) or "none"
    return f"`{value}`"


def index(checks: dict[str, type[Check]]) -> str:
    """All checks by family."""
    text = HEAD + "# The checks\n"
    for family, title in FAMILIES.items():
        text += f"\n## {title}\n\n"
        for slug, check in checks.items():
            if slug.startswith(f"{family}/"):
                first = " ".join(inspect.cleandoc(check.__doc__ or "").split("\n\n")[0].split())
                text += f"- [{slug.partition('/')[2]}]({slug}.md): {first}\n"
    return text


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated page with its text. Raises ConfigError for a check that cannot be loaded."""
    for error in unloaded().values():
        raise error
    checks = {slug: check for slug, check in all_checks().items() if check.__module__.startswith("forewarn_rules")}
    yield CHECKS / "README.md", index(checks)
    for slug, check in checks.items():
        yield CHECKS / f"{slug}.md", page(check)


def main() -> int:
    """Write, or compare."""
    wanted = dict(pages())
    stale = [path for path in CHECKS.rglob("*.md") if path not in wanted]
    stale += [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(CHECKS.parent.parent)} is not what the code says; run make docs")
        return 1 if stale else 0
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in set(CHECKS.rglob("*.md")) - set(wanted):
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
