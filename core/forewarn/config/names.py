"""Names that one part of the config gives and another one uses."""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo

from forewarn.rulebook.mistakes import unknown


def _known(what: str, section: str) -> Callable[[str, ValidationInfo], str]:
    """Refuses a name that does not stand in its section of the config (names come with the context)."""

    def check(value: str, info: ValidationInfo) -> str:
        names = info.context[section] if info.context else ()
        if value not in names:
            raise unknown(what, value, names, f"Every {what} stands in {section}, at the top of the config.")
        return value

    return check


CalendarName = Annotated[str, AfterValidator(_known("calendar", "calendars"))]
ClientName = Annotated[str, AfterValidator(_known("client", "clients"))]
SourceName = Annotated[str, AfterValidator(_known("source", "sources"))]
