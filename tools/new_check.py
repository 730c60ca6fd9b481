"""Writes the skeleton of a new check and of its cases: tools/new_check.py process/late-start"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

CHECK = '''from collections.abc import Iterator

from pydantic import Field

from forewarn.checks import Check, CheckOptions, Context, NotApplicable
from forewarn.model import Found, Ticket


class {cls}(Check):
    """One sentence that says what is flagged.

    Why it matters: what the client feels.
    What to do: the next step.
    Example: one case.
    Guards: when it stays quiet.
    """

    team = "{{{{ title | quote }}}} ..."
    advice = "..."

    class Options(CheckOptions):
        days: int = Field(1, ge=0, description="Business days before anything is said.")

    options: Options

    def check(self, subject: Ticket, ctx: Context) -> Iterator[Found]:
        raise NotApplicable("say why")
        yield
'''

CASES = """# At least four that flag and six near misses, one for each guard. What may stand here: see casefile and
# script of forewarn.testing.

- name: what makes it flag, as a sentence that is true
  now: Wed 2026-11-11 09:00
  tickets:
    A-1:
      title: Start page
      due: 2026-11-13
      script: |
        Mon 2026-11-02 09:00 Tom opens
  expect: flags
"""


def main() -> int:
    """Write both files, never over an existing one."""
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if not re.fullmatch(r"[a-z]+/[a-z]+(-[a-z]+)*", name):
        print("name it family/what-it-flags, as in: make new-check NAME=process/late-start")
        return 2
    family, _, slug = name.partition("/")
    check = ROOT / "rules" / "forewarn_rules" / family / f"{slug.replace('-', '_')}.py"
    cases = ROOT / "tests" / "rules" / family / f"{slug}.yaml"
    if not check.parent.is_dir():
        print(f"there is no family {family!r}")
        return 2
    if check.exists() or cases.exists():
        print(f"{name} is there already")
        return 2
    check.write_text(CHECK.format(cls=slug.title().replace("-", "")), encoding="utf-8")
    cases.parent.mkdir(parents=True, exist_ok=True)
    cases.write_text(CASES, encoding="utf-8")
    print(f"{check.relative_to(ROOT)}\n{cases.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
