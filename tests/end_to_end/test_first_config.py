"""`forewarn init`: from the first question to a run on the config that it writes."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.core.conftest import Command

from forewarn.config import load_config
from forewarn.demo.theatre import Theatre

TOKENS = ("FOREWARN_JIRA_TOKEN", "FOREWARN_GITHUB_TOKEN")
AGENCY = ("Harbour Studio", "", "Europe/Berlin", "DE-BE")
PEOPLE = ("@northlight.example, mara", "Ruth")

Answers = Callable[..., None]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Types lines, and nothing after them; no token is set."""
    for name in TOKENS:
        monkeypatch.delenv(name, raising=False)
    return lambda *lines: monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def tokens(theatre: Theatre) -> dict[str, str]:
    """The sandboxes' tokens under the names that the questions give them."""
    (jira,), (github,) = (theatre.sandboxes[name].environ().values() for name in ("jira", "github"))
    return dict(zip(TOKENS, (jira, github), strict=True))


def on_files(folder: Path, containers: str, *rest: str) -> tuple[str, ...]:
    """Answers up to the people for a folder of files, with the one of HARBOUR in it."""
    (folder / "exports" / "HARBOUR").mkdir(parents=True)
    (folder / "exports" / "HARBOUR" / "tickets.csv").write_text("id,title,created\n", encoding="utf-8")
    return (*AGENCY, "files", "exports", "", containers, *rest)


def test_what_the_trackers_list_is_chosen_from_and_can_be_run_at_once(
    theatre: Theatre, answers: Answers, forewarn: Command, tmp_path: Path
) -> None:
    jira, github = (theatre.sandboxes[name].options() for name in ("jira", "github"))
    on_jira = (jira["url"], jira["email"], "all", "y", "Harbour Bank")
    answers(*AGENCY, "jira, github", *on_jira, github["url"], "1", "n", "Harbour Bank", *PEOPLE)
    own, environ = ("--config", "own/forewarn.yaml"), tokens(theatre)
    begun = forewarn("init", *own, environ=environ)
    assert begun.code == 0, begun.err
    config = load_config(tmp_path / "own" / "forewarn.yaml")
    assert config.containers == {"harbour-bank": (("jira", "HRB"), ("github", "northlight/harbour-site"))}
    assert (config.sources["jira"].client_visible, config.sources["github"].client_visible) == (True, False)
    assert 'team: ["@northlight.example", mara]' in (tmp_path / "own" / "forewarn.yaml").read_text(encoding="utf-8")
    assert all(token not in begun.out for token in environ.values())
    assert "export" not in begun.out  # what is set already would be overwritten by whoever copies the lines
    assert "HRB: read: yes" in forewarn("doctor", *own, environ=environ).out
    read = forewarn("run", *own, environ=environ)
    assert read.code == 0, read.out
    assert "jira: HRB  6 tickets" in read.out


def test_without_a_token_it_says_so_and_takes_what_is_typed(
    answers: Answers, forewarn: Command, tmp_path: Path
) -> None:
    site = ("jira", "https://harbour.atlassian.net", "")
    answers(*AGENCY, *site, "HRB-12", "HRB, OPS", "y", "Bank", "Bank", *PEOPLE)
    begun = forewarn("init")
    assert begun.code == 0, begun.err
    assert "FOREWARN_JIRA_TOKEN" in begun.err and "export FOREWARN_JIRA_TOKEN=..." in begun.out
    assert "'HRB-12' is not the key of a project. Write HRB." in begun.out
    assert load_config(tmp_path / "forewarn.yaml").containers == {"bank": (("jira", "HRB"), ("jira", "OPS"))}


def test_what_cannot_be_understood_is_asked_again_with_the_reason(
    answers: Answers, forewarn: Command, tmp_path: Path
) -> None:
    answers(
        "Harbour Studio", "fr", "en", "Berlin", "Europe/Berlin", "XX", "DE", "jra", "jira", "harbour",
        "https://harbour.atlassian.net", "", "HRB", "perhaps", "y", "---", "Bank", *PEOPLE,
    )  # fmt: skip
    begun = forewarn("init")
    assert begun.code == 0, begun.err
    for reason in (
        "unknown answer 'fr'. Known: en, ru.",
        "did you mean 'Europe/Berlin'?",
        "unknown country 'XX'",
        "did you mean 'jira'?",
    ):
        assert reason in begun.out
    assert "write the whole address of the site" in begun.out
    assert begun.out.count("Can clients open any of these tickets?") == 2


@pytest.mark.parametrize("letters", ["M\udcfcller", "M\x1b[Duller", "Muller\u2028Studio"])
def test_what_no_file_can_hold_is_asked_again(
    letters: str, answers: Answers, forewarn: Command, tmp_path: Path
) -> None:
    answers(letters, *on_files(tmp_path, "1", "y", "Bank", *PEOPLE))
    begun = forewarn("init")
    assert begun.code == 0, begun.err
    assert "a character in this cannot be read. Type it once more." in begun.out
    assert load_config(tmp_path / "forewarn.yaml").agency == "Harbour Studio"


def test_files_are_asked_for_the_zone_of_their_hours(answers: Answers, forewarn: Command, tmp_path: Path) -> None:
    there = list(on_files(tmp_path, "1", "y", "Bank", *PEOPLE))
    there[there.index("")] = "en"
    there[there.index("") : there.index("") + 1] = ["Berlin", "Europe/Berlin"]
    answers(*there)
    begun = forewarn("init")
    assert begun.code == 0, begun.err
    assert "unknown time zone 'Berlin'" in begun.out
    written = (tmp_path / "forewarn.yaml").read_text(encoding="utf-8")
    assert written.count("time_zone: Europe/Berlin") == 2  # the agency's, and that of the files


def test_a_tracker_named_twice_is_asked_about_once(answers: Answers, forewarn: Command, tmp_path: Path) -> None:
    there = list(on_files(tmp_path, "1", "y", "Bank", *PEOPLE))
    there[there.index("files")] = "files, Files"
    answers(*there)
    assert forewarn("init").code == 0
    assert load_config(tmp_path / "forewarn.yaml").containers == {"bank": (("files", "HARBOUR"),)}


def test_two_files_are_one_too_many(answers: Answers, forewarn: Command, tmp_path: Path) -> None:
    answers(*on_files(tmp_path, "1", "y", "Bank", *PEOPLE))
    begun = forewarn("init", "-c", "one.yaml", "-c", "two.yaml")
    assert (begun.code, begun.out) == (2, "")
    assert "Call it once for each" in begun.err


def test_ctrl_c_is_told_once_and_writes_nothing(
    answers: Answers, forewarn: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(name: str, known: object) -> None:
        raise KeyboardInterrupt

    answers(*on_files(tmp_path, "1", "y", "Bank", *PEOPLE))
    monkeypatch.setattr("forewarn.config.connectors.load_connector", stopped)
    begun = forewarn("init")
    assert (begun.code, begun.err) == (130, "forewarn: stopped; nothing was written.\n")
    assert not (tmp_path / "forewarn.yaml").exists()


def test_a_name_that_is_not_listed_is_asked_again(answers: Answers, forewarn: Command, tmp_path: Path) -> None:
    answers(*on_files(tmp_path, "HARBOR", "HARBOUR", "y", "Bank"), *PEOPLE)
    begun = forewarn("init")
    assert "did you mean 'HARBOUR'?" in begun.out
    assert load_config(tmp_path / "forewarn.yaml").containers == {"bank": (("files", "HARBOUR"),)}


def test_a_file_that_is_there_is_left_as_it_is(answers: Answers, forewarn: Command, tmp_path: Path) -> None:
    (tmp_path / "forewarn.yaml").write_text("agency: ours\n", encoding="utf-8")
    answers(*on_files(tmp_path, "1", "y", "Bank"), *PEOPLE)
    begun = forewarn("init")
    assert (begun.code, begun.out) == (2, "")
    assert "name another file with --config" in begun.err
    assert (tmp_path / "forewarn.yaml").read_text(encoding="utf-8") == "agency: ours\n"


def test_where_the_answers_end_nothing_is_written(answers: Answers, forewarn: Command, tmp_path: Path) -> None:
    answers(*AGENCY)
    begun = forewarn("init")
    assert (begun.code, begun.err) == (2, "forewarn: stopped; nothing was written.\n")
    assert not (tmp_path / "forewarn.yaml").exists()


def test_a_file_that_cannot_be_written_loses_no_answer(answers: Answers, forewarn: Command, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    answers(*on_files(tmp_path, "1", "y", "Bank"), *PEOPLE)
    begun = forewarn("init", "--config", "taken/forewarn.yaml")
    assert begun.code == 2
    assert "name: Harbour Studio" in begun.out
    assert "Keep it in a file yourself" in begun.err


def test_what_contradicts_itself_is_written_and_named(answers: Answers, forewarn: Command, tmp_path: Path) -> None:
    answers(*on_files(tmp_path, "1", "y", "Bank"), "mara", "mara")
    begun = forewarn("init")
    assert begun.code == 2
    assert "'mara' stands on two sides" in begun.err
    assert (tmp_path / "forewarn.yaml").exists()
