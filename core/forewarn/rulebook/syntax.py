"""What a YAML parser complains about, in words for the person who wrote the file.

The parser's own message quotes the line, and a line may hold a token, so nothing of it is repeated.
"""

import re

from ruamel.yaml.error import MarkedYAMLError

_WORDS: tuple[tuple[str, str, str], ...] = (
    (r"character '\\t'", "a tab stands where only spaces may indent", "Replace the tab by spaces."),
    (r"found character '(.)'", "a value must not begin with '{0}'", "Put the value in quotes."),
    (r"undefined alias", "a value must not begin with '*'", "Put the value in quotes."),
    (r"mapping values are not allowed", "a second colon, or a line indented too far", "Put a value with a colon in "
     "quotes, or line the key up with the others."),
    (r"could not find expected ':'", "a key without its colon", "Write it as `key: value`."),
    (r"found unexpected end of stream", "a quote is opened and never closed", "Close the quote."),
    (r"but found another document", "a second document begins here (---)", "Put it in a file of its own."),
    (r"expected '?,'? or", "a bracket is opened and not closed, or a comma is missing", "Close the bracket."),
    (r"unknown escape character", "a backslash in double quotes", "Use single quotes, or double the backslash."),
    (r"expected <block end>", "this line does not fit the lines above it", "Line it up with the other keys of its "
     "group, and put a value that goes on after a quote in quotes as a whole."),
)  # fmt: skip


def in_plain_words(error: MarkedYAMLError) -> tuple[int, str, str]:
    """Line, reason and next step."""
    mark = error.problem_mark
    # A quote or bracket that is never closed is noticed at the end of the file; what helps is where it was opened.
    if error.context_mark is not None and re.search(r"end of stream|expected '?,'? or", error.problem or ""):
        mark = error.context_mark
    line = mark.line + 1 if mark is not None else 1
    for pattern, reason, next_step in _WORDS:
        if match := re.search(pattern, error.problem or ""):
            return line, reason.format(*match.groups()), next_step
    return line, "this is not YAML", "Compare the line with the shipped example."
