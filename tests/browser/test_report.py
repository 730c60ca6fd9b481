"""The report in a real browser: quick, usable, printable, and hostile words are words."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.crowd import NOW, agency_of, fill, hostile, page_of, portraits, stamped, work
from tests.core.conftest import Command

from forewarn.demo.theatre import Theatre
from forewarn.show.report import report_page

GRAVE = ("serious", "critical")
EVIL = [
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    '"><svg onload=alert(1)>',
    "</style><style>body{display:none}</style>",
    "{{ 7 * 7 }}{% raw %}",
    "evil\u202etxt.exe\u202c\u2066",
    "مرحبا بالعالم (1)",
    "A" * 10_000,
    "word " * 2_000,
    "]]></text></svg>",
]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window that goes nowhere but to files."""
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    context.route(re.compile("^(?!file:)(?!data:)"), lambda route: route.abort())
    yield context.new_page()
    context.close()


@pytest.fixture
def demo(theatre: Theatre, forewarn: Command, written: Path) -> Path:
    """The report of the demo's agency, by the command."""
    assert forewarn("sync", "-c", theatre.config, environ=theatre.environ()).code == 0
    result = forewarn("report", "-c", theatre.config, "--now", "2026-11-12T09:30", "--out", written)
    assert result.code == 0
    assert result.out.startswith(f"{written} is written:")
    return written


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200 projects with 100 tickets each; eight of them are lived through, the others are like them."""
    folder = tmp_path_factory.mktemp("crowd")
    names = [f"project-{number:03}" for number in range(200)]
    with agency_of(folder, names) as agency:
        for number, name in enumerate(names[:8]):
            fill(agency, name, work(name, 100, number))
        patterns = [one for one in portraits(agency) if one.tickets]
        html = report_page(agency, stamped(patterns, names), NOW).html
    (folder / "report.html").write_text(html, encoding="utf-8")
    return folder / "report.html"


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report whose tickets are called and say whatever harms."""
    folder = tmp_path_factory.mktemp("evil")
    with agency_of(folder, ["evil", "<b>evil</b>"]) as agency:
        fill(agency, "evil", hostile(EVIL))
        html = page_of(agency).html
    (folder / "report.html").write_text(html, encoding="utf-8")
    return folder / "report.html"


def visit(page: Page, path: Path) -> list[str]:
    """Open a report; everything that the browser complained of."""
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
    page.goto(path.as_uri())
    return troubles


def seconds_to_open(page: Page, path: Path) -> float:
    """The browser's own work until all of it is there and the filter can be used.

    Its main thread's time alone is counted: what else the machine is doing says nothing about the page.
    """
    inspector = page.context.new_cdp_session(page)
    inspector.send("Performance.enable", {"timeDomain": "threadTicks"})
    assert visit(page, path) == []
    expect(page.locator("#filter")).to_be_visible()
    told = {one["name"]: one["value"] for one in inspector.send("Performance.getMetrics")["metrics"]}
    return float(told["TaskDuration"])


def faults(page: Page) -> list[str]:
    """The serious faults of accessibility, each with the first place where it is."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in GRAVE]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault_in_light_and_dark(page: Page, demo: Path, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    assert visit(page, demo) == []
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert faults(page) == []


def test_headings_follow_in_order_and_the_skip_link_comes_first(page: Page, demo: Path) -> None:
    visit(page, demo)
    levels = page.eval_on_selector_all("h1,h2,h3,h4", "all => all.map((one) => +one.tagName[1])")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#projects"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "projects"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_on_a_phone_nothing_is_cut_and_charts_scroll_at_the_size_they_were_drawn(
    page: Page, tmp_path: Path, language: str
) -> None:
    with agency_of(tmp_path, ["harbour"], language) as agency:
        fill(agency, "harbour", work("harbour", 30, 1))
        (tmp_path / "report.html").write_text(page_of(agency).html, encoding="utf-8")
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, tmp_path / "report.html")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    charts = page.locator(".chart img")
    assert charts.count()
    for number in range(charts.count()):
        # Drawn with letters of 11 pixels and more, which so they keep.
        assert charts.nth(number).evaluate("one => one.clientWidth >= one.naturalWidth")
        assert charts.nth(number).evaluate("one => getComputedStyle(one.parentElement).overflowX") == "auto"


def test_every_chart_has_words_and_its_numbers_in_a_table(page: Page, demo: Path) -> None:
    visit(page, demo)
    charts = page.locator(".chart img")
    assert charts.count() >= 2
    for number in range(charts.count()):
        chart = charts.nth(number)
        assert chart.evaluate("one => one.complete && one.naturalWidth > 0")
        assert len(chart.get_attribute("alt") or "") > 30
        assert chart.evaluate("one => one.closest('.inside').querySelectorAll('table tbody tr').length > 0")


def test_nothing_sticks_out_on_a_phone(page: Page, demo: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    visit(page, demo)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_everything_essential_is_there_without_scripts(browser: Browser, demo: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(demo.as_uri())
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.locator("section.project")).to_have_count(2)
    page.locator("nav a", has_text="orchard-shop").click()
    assert page.url.endswith("#p-orchard-shop")
    expect(page.get_by_text("There is no sign on the ticket").first).to_be_visible()
    page.locator("details.evidence summary").first.click()
    expect(page.locator("details.evidence li").first).to_be_visible()
    context.close()


def test_paper_shows_what_is_folded_and_leaves_out_the_filter(page: Page, demo: Path) -> None:
    visit(page, demo)
    pdf = page.pdf(format="A4")
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 3
    expect(page.locator("details.evidence li").first).to_be_hidden()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.locator("details.evidence li").first).to_be_visible()
    said, beside = (
        page.locator(name).first.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")
        for name in (".ledger p:not(.soft)", ".ledger .soft")
    )
    assert said > beside  # as on the screen
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("details.evidence li").first).to_be_hidden()


def test_two_hundred_projects_open_in_under_two_seconds_and_weigh_a_few_megabytes(page: Page, crowded: Path) -> None:
    assert crowded.stat().st_size < 5_000_000
    assert seconds_to_open(page, crowded) < 2
    expect(page.locator("section.project")).to_have_count(200)


def test_the_filter_finds_projects_and_links_lead_to_them(page: Page, crowded: Path) -> None:
    visit(page, crowded)
    page.locator("#find").fill("PROJECT-117")
    expect(page.locator("nav li:not([hidden])")).to_have_count(1)
    expect(page.locator("#shown")).to_have_text("1 of 200 shown")
    assert page.locator("section.project:not([hidden])").count() == 1
    page.locator("nav li:not([hidden]) a").click()
    expect(page.locator("#p-project-117-title")).to_be_in_viewport()
    page.locator("#find").fill("no such thing")
    expect(page.locator("#shown")).to_have_text("0 of 200 shown")
    page.locator("#find").fill("")
    expect(page.locator("nav li:not([hidden])")).to_have_count(200)


def test_hostile_words_are_shown_as_words(page: Page, evil: Path) -> None:
    assert visit(page, evil) == []
    assert page.title() == "Northlight Studio: where our promises stand"
    text = page.locator("body").inner_text()
    for words in (
        "<script>document.title='owned'</script>",
        "<img src=x onerror=",
        "{{ 7 * 7 }}{% raw %}",
        "<b>evil</b>",
    ):
        assert words in text, words
    assert page.locator("section.project img:not([src^='data:image/svg+xml;base64,'])").count() == 0
    assert page.locator("section.project :is(script, style, svg, iframe, object)").count() == 0
    assert page.locator("a[href^='javascript:' i]").count() == 0
    assert page.evaluate("getComputedStyle(document.body).display") != "none"


def test_long_words_are_cut_and_break_nothing(page: Page, evil: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    visit(page, evil)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not re.search(r"A{800}", page.content())


def test_the_direction_of_other_peoples_words_turns_nothing_around(page: Page, evil: Path) -> None:
    visit(page, evil)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.content())
    arabic = page.locator("bdi", has_text="مرحبا").first
    assert arabic.evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"


def test_hostile_words_leave_no_serious_fault(page: Page, evil: Path) -> None:
    visit(page, evil)
    assert faults(page) == []
