"""Makes the pictures of the README: the demo's report, light and dark. Needs Chromium.

python tools/screenshots.py
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from forewarn.agency import open_agency
from forewarn.config import load_config
from forewarn.demo.story import load_story
from forewarn.demo.theatre import open_theatre
from forewarn.run import run_pass
from forewarn.show.portraits import portraits_of
from forewarn.show.report import report_page

IMAGES = Path(__file__).parent.parent / "docs" / "images"
VISITS = 2
"""How often the cron job has come by in the story when the picture is taken."""
SIZE = (1000, 1080)


def write_report(folder: Path) -> Path:
    """Play the demo up to its second visit and write the report of that moment."""
    with open_theatre(load_story(), folder) as theatre:
        config = load_config(theatre.config)
        for _, visit in zip(range(VISITS), theatre.acts(), strict=False):
            now = visit.at
            with open_agency(config, theatre.environ(), lambda now=now: now) as agency:
                done = run_pass(agency, now, lambda now=now: now, lambda what, count: None, fetch=True, apply=True)
                html = report_page(agency, portraits_of(agency, done), now).html
    page = folder / "report.html"
    page.write_text(html, encoding="utf-8")
    return page


def shoot(page: Path, chromium: str) -> None:
    """Write one picture a colour scheme."""
    arguments = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for scheme in ("light", "dark"):
            width, height = SIZE
            window = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            window.goto(page.as_uri())
            window.screenshot(path=IMAGES / f"report-{scheme}.png")
        browser.close()


def main() -> int:
    """The exit code."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("chromium is not installed; on Debian and Ubuntu: apt-get install chromium")
        return 2
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        shoot(write_report(Path(folder)), chromium)
    for image in sorted(IMAGES.glob("*.png")):
        print(f"{image.name}: {image.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
