"""Where and when people work."""

from collections.abc import Mapping
from datetime import time
from typing import Final

from forewarn.testing.builders import calendar
from forewarn.worktime import Calendar

AGENCY: Final = calendar("agency", country="DE")
"""Berlin, with the holidays of all of Germany."""
CLIENTS: Final[Mapping[str, Calendar]] = {
    "en": calendar("client", "Europe/London", country="GB"),
    "ru": calendar("client", "Europe/Moscow", time(9), time(18)),
}
"""The client's calendar by the language they write."""
