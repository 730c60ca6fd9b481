"""Lines of a report on the terminal that are set in from the left, below what they belong to."""

from rich.padding import Padding
from rich.text import Text


def inset(text: str | Text, depth: int = 1, style: str = "") -> Padding:
    """A paragraph whose every line is set in by `depth` steps."""
    return Padding(text if isinstance(text, Text) else Text(text, style=style), (0, 0, 0, 2 * depth), expand=False)
