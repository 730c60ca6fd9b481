"""A browser, where there is one."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.core.conftest import forewarn, theatre

__all__ = ["browser", "forewarn", "theatre", "written"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window. Skips where the system has none."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed; on Debian and Ubuntu: apt-get install chromium")
    # Chromium's own sandbox refuses to run as root, which is what containers of CI do.
    arguments = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Where a report is written."""
    return tmp_path / "report.html"
