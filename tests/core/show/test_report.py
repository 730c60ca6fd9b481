"""The page as text: its words, what a browser may do with it, and what it leaves out."""

import re
import sys
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from ruamel.yaml import YAML
from tests.browser.crowd import NOW, agency_of, fill, portraits, stamped, work
from tests.core.conftest import Command

from forewarn.agency import Agency
from forewarn.demo.theatre import Theatre
from forewarn.facts.talk.signoff import SignOff
from forewarn.facts.work.track import Record
from forewarn.model import Severity
from forewarn.portrait import Forecasts, Lack, Silence
from forewarn.show.report import report_page
from forewarn.show.report.labels import labels_for
from forewarn.show.report.text import link, one_line
from forewarn.store import Outcome, Scope

AS_OF = "2026-11-12T09:30"
LANGUAGES = {"en": 2, "ru": 3}
"""How many forms a number has."""


def texts(language: str) -> dict[str, dict[str, str | list[str]]]:
    file = files("forewarn.show.report").joinpath("texts", f"{language}.yaml")
    loaded: dict[str, dict[str, str | list[str]]] = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_labels_with_the_same_facts_and_its_own_forms(language: str) -> None:
    english, own = texts("en"), texts(language)
    assert {section: set(labels) for section, labels in own.items()} == {s: set(t) for s, t in english.items()}
    for section, labels in own.items():
        for key, text in labels.items():
            original = english[section][key]
            if isinstance(text, list):
                assert len(text) == LANGUAGES[language], f"{section}.{key}"
            else:
                assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", str(original))), f"{section}.{key}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_and_severity_has_a_word(language: str) -> None:
    labels = labels_for(language)
    assert all(labels.say(f"coverage.{outcome.replace(' ', '_')}") for outcome in Outcome)
    assert all(labels.say(f"severity.{severity.word}") for severity in Severity)


def test_a_language_without_labels_falls_back_to_english() -> None:
    assert labels_for("fr").say("dates.title") == "Dates"


def report(forewarn: Command, theatre: Theatre, *arguments: str, out: Path) -> str:
    assert forewarn("sync", "-c", theatre.config, environ=theatre.environ()).code == 0
    result = forewarn("report", "-c", theatre.config, "--now", AS_OF, "--out", out, *arguments)
    assert (result.code, result.err) == (0, "")
    return out.read_text(encoding="utf-8")


def test_the_report_tells_of_every_project_and_names_what_it_found(
    theatre: Theatre, forewarn: Command, tmp_path: Path
) -> None:
    page = report(forewarn, theatre, out=tmp_path / "page.html")
    for words in (
        "harbour-website", "orchard-shop", "There is no sign on the ticket", "Newsletter sign-up", "Photo gallery",
        "I&#39;ll send you a link to the test form by Tuesday.", "asked for by the client", "No forecast: ",
        "an issue on GitHub has no due date", "its words wait for a person&#39;s approval",
    ):  # fmt: skip
        assert words in page, words
    assert page.count("<section") == 2


def test_the_report_of_one_project_holds_that_one_alone(theatre: Theatre, forewarn: Command, tmp_path: Path) -> None:
    page = report(forewarn, theatre, "--project", "orchard-shop", out=tmp_path / "page.html")
    assert "orchard-shop" in page
    assert "harbour-website" not in page


def test_the_report_speaks_the_language_of_the_agency(theatre: Theatre, forewarn: Command, tmp_path: Path) -> None:
    config = theatre.config.read_text(encoding="utf-8")
    theatre.config.write_text(config.replace("calendar: studio\n", "calendar: studio\n  language: ru\n", 1), "utf-8")
    page = report(forewarn, theatre, out=tmp_path / "page.html")
    assert '<html lang="ru">' in page
    assert "Что нашлось" in page
    assert '<span lang="en">' in page
    for words in ("слова для клиента ждут одобрения", "Прогноза нет: ", "Кто отвечает"):
        assert words in page
    for words in ("waits", "a forecast needs", "no open work", ": joined"):
        assert words not in page


def test_every_reason_of_silence_has_words(tmp_path: Path) -> None:
    with agency_of(tmp_path, ["one"], "ru") as agency:
        fill(agency, "one", work("one", 3, 1))
        [known] = portraits(agency)
        for what in Silence:
            silent = Forecasts((), Record(0, 0), "an English reason", Lack(what, 6, 5))
            page = report_page(agency, [replace(known, forecasts=silent)], NOW).html
            assert "Прогноза нет: " in page
            assert "English reason" not in page
        from_tracker = replace(known, forecasts=Forecasts((), Record(0, 0), "it has no history"))
        assert '<span lang="en"><bdi>it has no history</bdi></span>' in report_page(agency, [from_tracker], NOW).html


def test_a_report_sends_no_request_and_changes_nothing(theatre: Theatre, forewarn: Command, tmp_path: Path) -> None:
    report(forewarn, theatre, out=tmp_path / "page.html")
    sent = sum(len(requests) for requests in theatre.requests().values())
    again = report_only(forewarn, theatre, tmp_path / "again.html")
    assert sum(len(requests) for requests in theatre.requests().values()) == sent
    assert again == (tmp_path / "page.html").read_text(encoding="utf-8")


def report_only(forewarn: Command, theatre: Theatre, out: Path) -> str:
    assert forewarn("report", "-c", theatre.config, "--now", AS_OF, "--out", out).code == 0
    return out.read_text(encoding="utf-8")


def test_programs_learn_how_projects_stand(theatre: Theatre, forewarn: Command, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    result = forewarn("report", "-c", theatre.config, "--now", AS_OF, "-o", out, "--json", environ=theatre.environ())
    assert result.code == 0
    assert YAML(typ="safe").load(result.out)["out"] == str(out)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--project", "harbor-website"], "Did you mean 'harbour-website'?"),
        (["--out", "no/such/folder/report.html"], "the folder no/such/folder does not exist; create it."),
        (["--out", "."], "cannot be written"),
    ],
)
def test_bad_arguments_are_refused_with_the_next_step(
    theatre: Theatre, forewarn: Command, arguments: list[str], words: str
) -> None:
    result = forewarn("report", "-c", theatre.config, *arguments, environ=theatre.environ())
    assert result.code == 2
    assert words in re.sub(r"[│\s]+", " ", result.err)


def test_without_the_libraries_the_page_has_its_numbers_and_says_what_is_missing(
    theatre: Theatre, forewarn: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    out = tmp_path / "page.html"
    assert forewarn("sync", "-c", theatre.config, environ=theatre.environ()).code == 0
    result = forewarn("report", "-c", theatre.config, "--now", AS_OF, "--out", out)
    assert result.code == 0
    assert "pip install 'forewarn[report]'" in " ".join(result.out.split())
    page = out.read_text(encoding="utf-8")
    assert "The charts are left out" in page
    assert "<img" not in page
    assert "Numbers of the burn-up" in page


class Outline(HTMLParser):
    """What a page would load, and what runs in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.policy, self.addresses, self.handlers = "", list[str](), list[str]()
        self.images = list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if known.get("http-equiv") == "Content-Security-Policy":
            self.policy = known["content"]
        if tag == "img":
            self.images.append(known["src"])
        self.addresses += [known[name] for name in ("src", "href", "action", "data") if name in known and tag != "a"]
        self.handlers += [name for name in known if name.startswith("on")]


def test_the_page_loads_nothing_and_runs_one_script_that_the_policy_names(
    theatre: Theatre, forewarn: Command, tmp_path: Path
) -> None:
    page = report(forewarn, theatre, out=tmp_path / "page.html")
    outline = Outline(page)
    script = page.split("<script>")[1].split("</script>")[0]
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert outline.policy.startswith("default-src 'none'; ")
    assert f"script-src 'sha256-{digest}'" in outline.policy
    assert outline.handlers == []
    assert all(address.startswith("data:image/svg+xml;base64,") for address in outline.addresses)


def test_pictures_are_drawings_without_scripts(theatre: Theatre, forewarn: Command, tmp_path: Path) -> None:
    images = Outline(report(forewarn, theatre, out=tmp_path / "page.html")).images
    assert len(images) >= 2
    for image in images:
        svg = ElementTree.fromstring(b64decode(image.partition(",")[2]))  # noqa: S314 (our own drawing)
        tags = {element.tag.rpartition("}")[2] for element in svg.iter()}
        assert tags <= {"svg", "style", "g", "rect", "path", "line", "text", "defs", "clipPath", "title"}


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://tracker.example/A-1", True),
        ("http://127.0.0.1:8080/browse/A-1?x=1#y", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://tracker.example/\" onclick=\"x", False),
        ("https://tracker.example/ x", False),
        ("https://tracker.example/" + "a" * 3000, False),
        ("", False),
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_become_links(url: str, linked: bool) -> None:
    made = str(link("words", url))
    assert made == (f'<a href="{url}">words</a>' if linked else "words")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("<b>bold</b>", "<bdi>&lt;b&gt;bold&lt;/b&gt;</bdi>"),
        ("one\n\ttwo\x00", "<bdi>one two</bdi>"),
        ("evil\u202etxt.exe", "<bdi>eviltxt.exe</bdi>"),
        ("word " * 100, f"<bdi>{'word ' * 6}word…</bdi>"),
        ("a" * 100, f"<bdi>{'a' * 39}…</bdi>"),
    ],
)
def test_other_peoples_words_are_one_escaped_line_of_sensible_length(words: str, shown: str) -> None:
    assert one_line(words, 40) == shown


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Agency:
    """Two projects that lived for ten weeks."""
    folder = tmp_path_factory.mktemp("small")
    with agency_of(folder, ["one", "two"]) as agency:
        for number, name in enumerate(("one", "two")):
            fill(agency, name, work(name, 40, number))
        yield agency


def test_many_projects_share_the_room_and_one_has_all_of_it(small: Agency) -> None:
    drawn = portraits(small)
    names = ["one", "two"] * 30
    alone = report_page(small, drawn[:1], NOW)
    crowd = report_page(small, stamped(drawn, names), NOW, most_charts=4)
    assert "lists them all" not in alone.html
    assert "lists them all" in crowd.html
    assert len(crowd.html) < 30 * len(alone.html)
    assert sum(len(sheet.charts) for sheet in crowd.sheets) == 4
    assert "The chart is left out to keep this page small" in crowd.html


def test_the_gravest_project_comes_first(small: Agency) -> None:
    calm, grave = portraits(small)
    calm = type(calm)(**{**vars(calm), "findings": ()})
    assert [sheet.status for sheet in report_page(small, [calm, grave], NOW).sheets] == ["grave", "calm"]


def test_what_was_taken_out_of_the_scope_is_no_addition_that_waits_for_a_decision(small: Agency) -> None:
    [one, _] = portraits(small)
    assert one.scope is not None
    pages = []
    for amount in (1.0, -1.0):
        step = replace(one.scope.additions[0], amount=amount, decision=SignOff.MISSING)
        scope = replace(one.scope, additions=(step,))
        pages.append(report_page(small, [replace(one, scope=scope)], NOW).html)
    added, taken = pages
    assert ("not decided" in added, "taken out" in added) == (True, False)
    assert ("not decided" in taken, "taken out" in taken) == (False, True)
    assert "was not told" not in taken


def test_a_source_that_was_not_read_is_told_in_the_headline(small: Agency) -> None:
    small.store.seen.mark(Scope("files", "one", error="it did not answer"), NOW)
    [one, _] = portraits(small)
    page = report_page(small, [type(one)(**{**vars(one), "findings": ()})], NOW)
    assert page.sheets[0].status == "unknown"
    assert "1 source could not be read" in page.sheets[0].headline
    assert "it did not answer" in page.html
    assert "as far as could be read" in page.sheets[0].headline
    assert page.sheets[0].figures[0].tone == "plain"  # no green nought of what was not looked at


def test_a_page_from_what_was_read_long_ago_says_so(tmp_path: Path) -> None:
    note = "nothing that happened since is known here."
    with agency_of(tmp_path, ["one"]) as agency:
        fill(agency, "one", work("one", 3, 0))
        for hours, told in ((3, False), (96, True)):
            agency.store.seen.mark(Scope("files", "one", synced_at=NOW - timedelta(hours=hours)), NOW)
            page = report_page(agency, portraits(agency), NOW)
            assert (page.html.count(note), note in page.headline) == (told, told)
        agency.store.seen.mark(Scope("files", "one", synced_at=NOW - timedelta(hours=96), error="away"), NOW)
        assert note not in report_page(agency, portraits(agency), NOW).html, "its project says so"


def test_a_ticket_that_alone_was_not_read_is_told_in_the_headline(small: Agency) -> None:
    [one, _] = portraits(small)
    known = next(ticket for ticket in one.deliverables).ticket
    alone: dict[str, Any] = {"unread": {known.id: NOW, "<b>": NOW}, "called": {known.id: known.key}}
    small.store.seen.mark(Scope("files", "one", synced_at=NOW, **alone), NOW)
    [one, _] = portraits(small)
    page = report_page(small, [type(one)(**{**vars(one), "findings": ()})], NOW)
    assert page.sheets[0].status == "unknown"
    assert "as far as could be read" in page.sheets[0].headline
    assert f"<b>, {known.key} could not be read, so something may be missing here" in page.sheets[0].headline
    assert f"could not be read: <bdi>&lt;b&gt;, {known.key}</bdi>" in page.html
    assert "<b>, " not in page.html
    assert page.sheets[0].figures[0].tone == "plain"
    small.store.seen.mark(Scope("files", "one", synced_at=NOW, **alone, ended="is archived"), NOW)
    [one, _] = portraits(small)
    assert "could not be read" not in report_page(small, [one], NOW).html, "nobody waits for it there"


def test_of_a_project_that_could_never_be_read_nothing_is_claimed(tmp_path: Path) -> None:
    with agency_of(tmp_path, ["one"]) as agency:
        agency.store.seen.mark(Scope("files", "one", error="it did not answer"), NOW)
        page = report_page(agency, portraits(agency), NOW)
    assert page.sheets[0].headline == "Nothing is known of it yet: its tickets could not be read."
    assert "it did not answer" in page.html
    for claim in ("Nothing open", "never had to ask", "Open findings", "No dated promise"):
        assert claim not in page.html
