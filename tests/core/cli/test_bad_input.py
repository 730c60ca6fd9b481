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


def test_a_token_that_is_not_set_is_named_before_the_first_request(theatre: Theatre, forewarn: Command) -> None:
    environ = theatre.environ()
    missing = sorted(environ)[0]
    result = forewarn("run", "-c", theatre.config, environ={**environ, missing: ""})
    assert result.code == 2
    assert missing in said(result)
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


def test_a_failed_fetch_is_not_an_empty_one(theatre: Theatre, forewarn: Command) -> None:
    environ = theatre.environ()
    forewarn("run", "--apply", "-c", theatre.config, environ=environ)
    wrong = next(name for name in environ if "JIRA" in name.upper())
    result = forewarn("run", "--apply", "-c", theatre.config, environ={**environ, wrong: "nonsense"})
    text = said(result)
    assert result.code == 4
    assert "HRB-1" in text  # still known from the last good fetch
    assert "jira could not be read, so this may be out of date" in text
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
        (("explain", "silence", "HRB-99"), ["HRB-99", "forewarn sync"]),
        (("explain", "date-missed", "orchard-shop"), ["looks at tickets", "Name a ticket"]),
        (("run", "--now", "yesterday"), ["yesterday", "ISO"]),
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
