"""Calendars and moments that the language tests share."""

from datetime import UTC, date, datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from forewarn.language import Language, language_for
from forewarn.worktime import Calendar, Hours

WEEK = dict.fromkeys(range(5), Hours(time(9), time(18)))


@pytest.fixture(scope="session")
def english() -> Language:
    language = language_for("en")
    assert language is not None
    return language


@pytest.fixture(scope="session")
def russian() -> Language:
    language = language_for("ru")
    assert language is not None
    return language


@pytest.fixture(scope="session")
def berlin() -> Calendar:
    """Monday to Friday, 9:00 to 18:00, German holidays, closed on 27 November 2026."""
    closed = MappingProxyType({date(2026, 11, 27): "company outing"})
    return Calendar("Berlin", ZoneInfo("Europe/Berlin"), WEEK, "DE", None, closed)


@pytest.fixture(scope="session")
def wednesday() -> datetime:
    """Wednesday 11 November 2026, 10:00 in Berlin."""
    return datetime(2026, 11, 11, 9, tzinfo=UTC)
