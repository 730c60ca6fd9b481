"""The issues that the words of a pull request close: GitHub's own keywords before a number or an address."""

import re
from collections.abc import Iterator

_NOT_SAID = re.compile(r"<!--.*?(?:-->|\Z)|^[ ]{0,3}(```|~~~).*?(?:^[ ]{0,3}\1|\Z)|`[^`\n]*`", re.DOTALL | re.MULTILINE)
_CLOSES = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+"
    r"(?:https?://[^\s/]+/(?P<at>[\w-]+/[\w.-]+)/issues/(?P<there>\d+)\b"
    r"|(?P<of>[\w-]+/[\w.-]+)?(?:#|\bGH-)(?P<number>\d+)\b)",
    re.IGNORECASE,
)


def closed_by(body: str) -> Iterator[tuple[str, str]]:
    """(`owner/name`, number) of each, in order; the name is empty for an issue of the same repository. What stands in
    code or in a comment of the template is not said."""
    for found in _CLOSES.finditer(_NOT_SAID.sub(" ", body)):
        yield found["at"] or found["of"] or "", found["there"] or found["number"]
