"""What is told of a rule that found nothing and gives no reason of its own."""

from io import StringIO
from typing import cast

from rich.console import Console

from forewarn.agency import Agency
from forewarn.checks import Check, all_checks
from forewarn.engine import Answer
from forewarn.explain import Explained
from forewarn.show.explanation import explanation_text
from forewarn.store import Outcome
from forewarn.testing.cases import rule_for

NOWHERE = cast(Agency, None)
"""Nothing of the agency is named where nothing was found and nothing will be."""


def told(check: type[Check], reason: str) -> str:
    one = Explained(rule_for(check), "acme", "ticket A-1", Answer(Outcome.OK, reason), ())
    page = Console(file=StringIO(), width=100)
    page.print(explanation_text(NOWHERE, one))
    return cast(StringIO, page.file).getvalue()


def test_a_rule_without_a_reason_tells_when_it_stays_quiet() -> None:
    missed = all_checks()["process/date-missed"]
    assert "Nothing found.\n  When it stays quiet: a date on the ticket" in told(missed, "")
    assert "When it stays quiet" not in told(missed, "its date has not passed")
