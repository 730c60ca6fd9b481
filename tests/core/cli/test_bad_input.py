"""Whatever is wrong, the message has place, reason and next step; nothing is lost; there is no traceback."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from tests.core.conftest import Command, Result

from forewarn.connect.stage import Fault
from forewarn.demo.theatre import Theatre


def said(result: Result) -> str:
    """Everything on the screen, on one line, without a traceback."""
    text = " ".join((result.out + result.err).split())
    assert "Traceback" not in text
    return text


def change(path: Path, edit: Callable[[dict], None]) -> None:  # type: ignore[type-arg]
    yaml = YAML()
    data = yaml.load(path.read_text(encoding="utf-8"))
    edit(data)
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(data, file)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, ["forewarn.yaml", "no such file", "Next:"]),
        ("", ["forewarn.yaml", "empty", "Next:"]),
        ("agency: [unclosed", ["forewarn.yaml:1", "Next:"]),
        ("a: 1\n\tb: 2\n", ["forewarn.yaml:2", "tab", "Next:"]),
        ("- just\n- a list\n", ["forewarn.yaml", "Next:"]),
    ],
    ids=["missing", "empty", "malformed", "tab", "list"],
)
def test_a_config_that_is_no_config_is_refused_before_anything_happens(
    forewarn: Command, tmp_path: Path, text: str | None, words: list[str]
) -> None:
    path = tmp_path / "forewarn.yaml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    result = forewarn("run", "--apply", "-c", path)
    assert result.code == 2
    for word in ["nothing was done", *words]:
        assert word.lower() in said(result).lower()


MISTAKES: dict[str, tuple[str, Callable[[dict], None], list[str]]] = {  # type: ignore[type-arg]
    "a misspelt key in the rules": (
        "rules.yaml",
        lambda d: d["rules"].update({"silence": {"severty": "high"}}),
        ["rules.yaml:", "severty", "did you mean 'severity'"],
    ),
    "an unknown rule": (
        "rules.yaml", lambda d: d["rules"].update({"silense": {}}), ["rules.yaml:", "silense", "silence"],
    ),
    "an unknown connector": (
        "forewarn.yaml",
        lambda d: d["sources"]["jira"].update(connector="gira"),
        ["forewarn.yaml:", "gira", "did you mean 'jira'"],
    ),
    "an unknown source": (
        "forewarn.yaml",
        lambda d: d["projects"]["orchard-shop"].update(sources={"trelo": ["x"]}),
        ["forewarn.yaml:", "trelo", "did you mean 'trello'"],
    ),
    "a source called pages": (
        "forewarn.yaml",
        lambda d: d["sources"].update(pages=dict(d["sources"]["trello"])),
        ["forewarn.yaml:", "'pages' is the name under which pages are kept", "Take another"],
    ),
    "a pack without its version": (
        "forewarn.yaml", lambda d: d.update(rules="web-agency"),
        ["forewarn.yaml:", "Did you mean the pack web-agency@1?"],
    ),
    "an extended pack without its version": (
        "rules.yaml", lambda d: d.update(extends=["web-agncy"]), ["rules.yaml:", "Did you mean the pack web-agency@1?"],
    ),
    "a language by three letters": (
        "forewarn.yaml", lambda d: d["agency"].update(language="rus"),
        ["'rus' is no language", "forewarn knows en and ru", "Next:"],
    ),
    "a token in the file": (
        "forewarn.yaml", lambda d: d["sources"]["github"].update(token="ghp_secret123"),
        ["forewarn.yaml:", "token", "env"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_files_is_named_with_its_line_before_the_first_request(
    theatre: Theatre, forewarn: Command, name: str
) -> None:
    file, edit, words = MISTAKES[name]
    change(theatre.folder / file, edit)
    result = forewarn("run", "--apply", "-c", theatre.config, environ=theatre.environ())
    assert result.code == 2
    for word in ["nothing was done", *words]:
        assert word in said(result)
    assert any(hint in said(result) for hint in ("Next:", "did you mean", "instead"))
    assert "ghp_secret123" not in said(result)
    assert all(not requests for requests in theatre.requests().values())


def test_where_no_token_is_set_all_are_named_before_the_first_request(theatre: Theatre, forewarn: Command) -> None:
    environ = theatre.environ()
    result = forewarn("run", "-c", theatre.config, environ=dict.fromkeys(environ, ""))
    assert result.code == 2
    for source in theatre.requests():
        assert f"sources.{source}." in said(result)
    assert "nothing was done; 4 things are wrong" in said(result)
    assert all(not requests for requests in theatre.requests().values())


def test_a_wrong_token_leaves_its_source_stale_and_the_others_go_on(theatre: Theatre, forewarn: Command) -> None:
    environ = theatre.environ()
    wrong = next(name for name in environ if "GITHUB" in name.upper())
    result = forewarn("run", "--apply", "-c", theatre.config, environ={**environ, wrong: "nonsense"})
    text = said(result)
    assert result.code == 4
    assert "github: northlight/harbour-site NOT READ" in text
    assert "does not accept the token" in text
    assert "Make a new token" in text
    assert "HRB-1" in text
    assert "nonsense" not in text


def test_every_token_wrong_means_that_nothing_was_collected(theatre: Theatre, forewarn: Command) -> None:
    result = forewarn("run", "--apply", "-c", theatre.config, environ=dict.fromkeys(theatre.environ(), "nonsense"))
    assert result.code == 3
    assert said(result).count("NOT READ") == 3
    assert "Nothing can be said: no source was read." in said(result)
    assert "would have to ask about" not in said(result)
    report = forewarn("report", "-c", theatre.config)
    assert "Nothing can be said for sure: no project is known in full." in said(report)


def test_where_some_places_were_not_read_nothing_found_is_only_as_far_as_could_be_read(
    theatre: Theatre, forewarn: Command
) -> None:
    rules = theatre.folder / "rules.yaml"
    rules.write_text("version: 1\nextends: [web-agency@1]\nrules: {date-missed: {enabled: true}}\n", encoding="utf-8")
    environ = theatre.environ()
    wrong = next(name for name in environ if "GITHUB" in name.upper())
    early = ("run", "-c", theatre.config, "--now", "2026-11-04T12:00")
    result = forewarn(*early, environ={**environ, wrong: "nonsense"})
    assert result.code == 4
    assert "Nothing, as far as could be read." in said(result)


def test_a_report_before_the_first_sync_does_not_say_that_all_is_well(theatre: Theatre, forewarn: Command) -> None:
    change(theatre.config, lambda d: d.update(store="fresh.db"))
    result = forewarn("report", "-c", theatre.config, environ=theatre.environ())
    assert "no project is known in full" in said(result)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("apply", "gone.json"), ["forewarn plan --out"]),
        (("update", "harbour-website", "--from", "gone.md"), ["forewarn update harbour-website --out FILE"]),
        (("drafts", "edit", "1", "--file", "gone.txt"), ["Name a file with the new words"]),
    ],
)
def test_a_file_that_is_not_there_is_named_with_what_to_do(
    theatre: Theatre, forewarn: Command, arguments: tuple[str, ...], words: list[str]
) -> None:
    result = forewarn(*arguments, "-c", theatre.config, environ=theatre.environ())
    assert result.code == 2
    for word in ["gone.", "there is no such file", "Next:", *words]:
        assert word in said(result)
    assert "Errno" not in said(result)


def test_a_failed_fetch_is_not_an_empty_one(theatre: Theatre, forewarn: Command) -> None:
    environ = theatre.environ()
    forewarn("run", "--apply", "-c", theatre.config, environ=environ)
    wrong = next(name for name in environ if "JIRA" in name.upper())
    result = forewarn("run", "--apply", "-c", theatre.config, environ={**environ, wrong: "nonsense"})
    text = said(result)
    assert result.code == 4
    assert "HRB-1" in text  # still known from the last good fetch
    assert "jira: HRB could not be read, so this may be out of date" in text
    assert "closed" not in text


def test_a_tracker_that_cannot_be_reached_is_named_and_the_others_go_on(theatre: Theatre, forewarn: Command) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    change(theatre.config, lambda d: d["sources"]["trello"].update(url=f"http://127.0.0.1:{port}"))
    change(theatre.config, lambda d: d.update(waiting={"attempts": 1}))
    result = forewarn("run", "-c", theatre.config, environ=theatre.environ())
    assert result.code == 4
    assert "trello: orchard NOT READ" in said(result)
    assert "HRB-1" in said(result)


@pytest.mark.parametrize(
    ("source", "container", "project"),
    [("jira", "NOPE", "harbour-website"), ("github", "northlight/nope", "harbour-website"),
     ("trello", "nope", "orchard-shop")],
)  # fmt: skip
def test_a_project_that_does_not_exist_on_the_tracker_is_named_and_the_rest_is_read(
    theatre: Theatre, forewarn: Command, source: str, container: str, project: str
) -> None:
    change(theatre.config, lambda d: d["projects"][project]["sources"].update({source: [container]}))
    result = forewarn("run", "-c", theatre.config, environ=theatre.environ())
    text = said(result)
    assert result.code == 4
    assert f"{source}: {container} NOT READ" in text
    assert text.count("NOT READ") == 1


def test_a_tracker_that_answers_nonsense_costs_only_its_own_source(theatre: Theatre, forewarn: Command) -> None:
    change(theatre.config, lambda d: d.update(waiting={"attempts": 1}))
    theatre.sandboxes["github"].misbehave(Fault("garbage", times=50))
    result = forewarn("run", "-c", theatre.config, environ=theatre.environ())
    assert result.code == 4
    assert said(result).count("NOT READ") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("explain", "silense"), ["silense", "Did you mean 'silence'"]),
        (("explain", "relationship/silence"), ["there is no rule 'relationship/silence'", "Did you mean 'silence'"]),
        (("explain", "HRB-1", "silence"), ["there is no rule 'HRB-1'", "Next: forewarn rules lists them."]),
        (("explain", "silence", "HRB-99"), ["HRB-99", "forewarn sync"]),
        (("explain", "date-missed", "orchard-shop"), ["looks at tickets", "Name a ticket"]),
        (("run", "--now", "yesterday"), ["yesterday", "ISO"]),
        (("plan", "--now", "9999-12-31"), ["9999-12-31", "further ahead than calendars go"]),
        (("baseline", "drop", "--rule", "silense"), ["there is no rule 'silense'", "Did you mean 'silence'"]),
        (("baseline", "adopt", "--ticket", "HRB-99"), ["there is no ticket or project 'HRB-99'"]),
        (("run", "--apply", "--now", "2026-11-12"), ["never speaks"]),
        (("dance",), ["dance"]),
        (("run", "--aply"), ["--aply"]),
    ],
)
def test_a_wrong_word_on_the_command_line_is_named_with_what_to_do(
    theatre: Theatre, forewarn: Command, arguments: tuple[str, ...], words: list[str]
) -> None:
    config = () if arguments[0] == "dance" else ("-c", theatre.config)
    result = forewarn(*arguments, *config, environ=theatre.environ())
    assert result.code == 2
    for word in words:
        assert word in said(result)


def test_a_database_that_cannot_be_opened_is_told_as_nothing_done(theatre: Theatre, forewarn: Command) -> None:
    (theatre.folder / "notes.txt").write_text("no database, and longer than the head of one\n" * 9, encoding="utf-8")
    unknown = ("postgres://localhost/forewarn", "a URL that SQLAlchemy knows, such as postgresql+psycopg://")
    portless = ("postgresql+psycopg://localhost:any/forewarn", "the address of the database cannot be read")
    missing = ("nowhere/forewarn.db", "does not exist")
    for store, words in (missing, ("notes.txt", "not a database"), unknown, portless):
        change(theatre.config, lambda data, store=store: data.update(store=store))  # type: ignore[misc]
        result = forewarn("run", "-c", theatre.config, "--apply", environ=theatre.environ())
        assert result.code == 2
        assert words in said(result)
        assert "forewarn: nothing was done." in result.err
