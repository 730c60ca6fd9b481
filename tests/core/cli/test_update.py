"""The client's letter on the command line: written, read over, posted once, and counted as a word to the client."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.core.conftest import Command

from forewarn.agency import Agency, open_agency
from forewarn.config import load_config
from forewarn.config.letter import Letter
from forewarn.demo.theatre import Theatre
from forewarn.errors import ConfigError, NotFoundError, UnfitError
from forewarn.model import Role
from forewarn.portrait import Portrait
from forewarn.post import draft_letter, post_letter, read_letter
from forewarn.run import Pass, run_pass
from forewarn.say.publishing import LetterOutcome
from forewarn.show.letter.words import GAP
from forewarn.show.portraits import portraits_of
from forewarn.store import LetterState, open_store

THURSDAY = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
TUESDAY = THURSDAY - timedelta(days=2)
HARBOUR = "harbour-website"


def configure(theatre: Theatre, **letter: Any) -> None:
    yaml = YAML()
    data = yaml.load(theatre.config.read_text(encoding="utf-8"))
    data["projects"][HARBOUR]["letter_on"] = "jira:HRB-2"
    data["letter"] = letter or {"every": "week"}
    with theatre.config.open("w", encoding="utf-8") as file:
        yaml.dump(data, file)


@pytest.fixture
def read(theatre: Theatre, forewarn: Command) -> Theatre:
    """The demo's agency once its trackers were read."""
    configure(theatre)
    assert forewarn("run", "-c", theatre.config, "--apply", environ=theatre.environ()).code == 0
    return theatre


def test_a_letter_goes_to_standard_output_and_what_is_to_mend_to_standard_error(
    read: Theatre, forewarn: Command
) -> None:
    result = forewarn("update", HARBOUR, "-c", read.config, "--now", "2026-11-12T10:00")
    assert result.code == 0
    assert result.out.startswith("# Harbour website: ")
    assert "Our next letter comes on Thursday, 19 November." in result.out
    assert "Map tiles" not in result.out  # on GitHub, which this client cannot see
    assert result.err.count("must be mended: gap") == len(GAP.findall(result.out)) > 0


def test_who_writes_a_letter_is_told_what_of_it_could_not_be_read(
    read: Theatre, forewarn: Command, tmp_path: Path
) -> None:
    given = ("update", HARBOUR, "-c", read.config, "--now", "2026-11-12T10:00")
    assert "could not be read" not in forewarn(*given).err
    with open_store(f"sqlite:///{tmp_path / 'forewarn.db'}") as store:
        hidden = store.seen.scope("github", "northlight/harbour-site")
        store.seen.mark(replace(hidden, error="no answer"), THURSDAY)
        scope = store.seen.scope("jira", "HRB")
        store.seen.mark(replace(scope, unread={"9": THURSDAY}, called={"9": "HRB-9"}), THURSDAY)
    told = forewarn(*given).err
    assert "look at this: jira: HRB-9 could not be read, so the letter may lack something or be out of date" in told
    assert "github" not in told, "the client sees nothing of it"


def test_it_is_written_as_a_page_and_as_a_mail_too(read: Theatre, forewarn: Command, tmp_path: Path) -> None:
    given = ("update", HARBOUR, "-c", read.config, "--now", "2026-11-12T10:00")
    assert forewarn(*given, "--format", "html", "--out", tmp_path / "letter.html").code == 0
    assert (tmp_path / "letter.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert forewarn(*given, "--format", "email").out.startswith("Subject: Harbour website: ")
    data = json.loads(forewarn(*given, "--json").out)
    assert data["subject"].startswith("Harbour website: ")
    assert {flaw["kind"] for flaw in data["flaws"]} == {"gap"}


def test_a_person_fills_the_gaps_approves_and_posts_it_once(read: Theatre, forewarn: Command, tmp_path: Path) -> None:
    file = tmp_path / "letter.md"
    given = ("update", HARBOUR, "-c", read.config)
    written = forewarn(*given, "--out", file)
    gaps = len(GAP.findall(file.read_text(encoding="utf-8")))
    assert (written.code, written.out, written.err.count(f"{file}:")) == (0, "", gaps)
    assert f"The letter is written to {file}. {gaps} place" in written.err
    refused = forewarn(*given, "--from", file, "--post", "--approved-by", "Mara")
    assert (refused.code, "must be mended first" in refused.err) == (2, True)
    coming = datetime.now(UTC) + timedelta(days=7)
    draft = file.read_text(encoding="utf-8")
    file.write_text(f"Hello, [to fill in: news]\n\nOur next letter comes on {coming:%Y-%m-%d}.\n", encoding="utf-8")
    refused = forewarn(*given, "--from", file, "--post", "--approved-by", "Mara")
    assert "the letter has 1 place that must be mended first" in refused.err
    file.write_text(GAP.sub(f"{coming:%Y-%m-%d}", draft), encoding="utf-8")
    unread = forewarn(*given, "--from", file, "--post")
    assert (unread.code, "--approved-by NAME" in unread.err) == (2, True)
    posted = forewarn(*given, "--from", file, "--post", "--approved-by", "Mara")
    assert (posted.code, posted.out.startswith("The letter of ")) == (0, True)
    again = forewarn(*given, "--from", file, "--post", "--approved-by", "Mara")
    assert (again.code, "already" in again.err) == (2, True)
    assert "approved by Mara" in forewarn("log", "HRB-2", "-c", read.config).out


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("harbour-webste",), "did you mean 'harbour-website'?"),
        ((HARBOUR, "--from", "nothing.md"), "there is no such file"),
        ((HARBOUR, "--post", "--now", "2026-11-12"), "leave out --post"),
    ],
)
def test_bad_input_is_told_with_the_next_step(
    theatre: Theatre, forewarn: Command, given: tuple[str, ...], words: str
) -> None:
    result = forewarn("update", *given, "-c", theatre.config, environ=theatre.environ())
    assert result.code == 2
    assert words in result.err.lower()


def test_before_anything_was_read_there_is_nothing_to_write(theatre: Theatre, forewarn: Command) -> None:
    result = forewarn("update", HARBOUR, "-c", theatre.config, environ=theatre.environ())
    assert (result.code, "forewarn sync" in result.err) == (2, True)


@pytest.fixture
def agency(read: Theatre) -> Iterator[Agency]:
    """The same agency, to be asked at any time."""
    with open_agency(load_config(read.config), read.environ(), lambda: THURSDAY) as opened:
        look(opened, THURSDAY, fetch=True)
        yield opened


def look(agency: Agency, at: datetime, *, fetch: bool = False) -> Pass:
    return run_pass(agency, at, lambda: at, lambda what, count: None, fetch=fetch, apply=False)


def portrait(agency: Agency, at: datetime = THURSDAY) -> Portrait:
    return next(portraits_of(agency, look(agency, at), HARBOUR))


TEXT = "# Harbour website: news\n\nHello,\n\nour next letter comes on Thursday, 19 November.\n"


def silent(done: Pass) -> bool:
    return any(f.rule == "silence" and f.project == HARBOUR for result in done.results for f in result.findings)


def test_a_letter_counts_as_a_word_to_the_client_and_other_comments_of_ours_do_not(
    agency: Agency, read: Theatre
) -> None:
    assert agency.store.said.all()  # the run before has spoken on the tickets
    assert silent(look(agency, THURSDAY, fetch=True))
    done = post_letter(agency, read_letter(agency, portrait(agency), TEXT), "Mara", THURSDAY, lambda: THURSDAY)
    assert done.outcome is LetterOutcome.POSTED
    after = THURSDAY + timedelta(hours=1)
    heard = look(agency, after, fetch=True)
    assert not silent(heard)
    told = next(portraits_of(agency, heard, HARBOUR)).contact
    assert told is not None
    assert told.last_word == done.letter.posted_at
    assert not silent(look(agency, THURSDAY + timedelta(days=1)))
    assert silent(look(agency, THURSDAY + timedelta(days=12)))


def test_the_next_letter_tells_what_happened_since_and_needs_a_period_of_its_own(agency: Agency) -> None:
    first = post_letter(agency, read_letter(agency, portrait(agency), TEXT), "Mara", THURSDAY, lambda: THURSDAY)
    later = THURSDAY + timedelta(days=1)
    assert draft_letter(agency, portrait(agency, later)).matter.since == first.letter.tells_until
    with pytest.raises(UnfitError, match="already"):
        post_letter(agency, read_letter(agency, portrait(agency), TEXT), "Mara", later, lambda: later)


def test_a_letter_tells_up_to_when_its_tickets_were_read_before_it_was_written(agency: Agency) -> None:
    morning = THURSDAY - timedelta(hours=1)
    look(agency, morning, fetch=True)
    written = read_letter(agency, portrait(agency), TEXT)
    assert written.until == morning
    afternoon = THURSDAY + timedelta(hours=5)
    look(agency, afternoon, fetch=True)
    file = written.as_file.replace("Hello", "Dear Helen") + "\nPS: See you on Friday.\n"
    edited = read_letter(agency, portrait(agency, afternoon), file)
    assert edited.text == TEXT.replace("Hello", "Dear Helen") + "\nPS: See you on Friday.\n"
    posted = post_letter(agency, edited, "Mara", afternoon, lambda: afternoon)
    assert "forewarn" not in posted.letter.body
    following = draft_letter(agency, portrait(agency, afternoon + timedelta(days=7)))
    assert following.matter.since == written.until < afternoon


def test_a_letter_of_ones_own_tells_up_to_the_last_reading(agency: Agency) -> None:
    morning = THURSDAY - timedelta(hours=1)
    look(agency, morning, fetch=True)
    for line in ("", "<!-- forewarn: until yesterday -->\n"):
        assert read_letter(agency, portrait(agency), f"{TEXT}\n{line}").until == morning


def test_an_agency_may_let_letters_go_by_themselves(agency: Agency) -> None:
    free = replace(agency, config=replace(agency.config, letter=Letter(approval=False)))
    draft = read_letter(free, portrait(free), TEXT)
    assert post_letter(free, draft, "", THURSDAY, lambda: THURSDAY).outcome is LetterOutcome.POSTED


@pytest.mark.parametrize(
    ("place", "error", "words"),
    [
        (None, ConfigError, "nobody said on which ticket"),
        (("github", "northlight/harbour-site#1"), ConfigError, "the client cannot see"),
        (("jira", "HRB-77"), NotFoundError, "there is no ticket 'HRB-77'"),
    ],
)
def test_it_goes_nowhere_but_on_a_ticket_that_the_client_sees(
    agency: Agency, place: tuple[str, str] | None, error: type[Exception], words: str
) -> None:
    moved = replace(agency, config=replace(agency.config, letter_on={HARBOUR: place} if place else {}))
    with pytest.raises(error, match=words):
        post_letter(moved, read_letter(moved, portrait(moved), TEXT), "Mara", THURSDAY, lambda: THURSDAY)


def test_a_milestone_takes_no_letter_and_is_called_one(agency: Agency) -> None:
    heads = agency.store.seen.heads(("jira", "HRB"))
    [milestone] = agency.store.seen.load("jira", [next(head.id for head in heads if head.is_milestone)])
    named = replace(agency, config=replace(agency.config, letter_on={HARBOUR: ("jira", milestone.key)}))
    with pytest.raises(ConfigError, match="is a milestone, and nobody can comment on those"):
        post_letter(named, read_letter(named, portrait(named), TEXT), "Mara", THURSDAY, lambda: THURSDAY)


def test_a_letter_of_which_nobody_knows_whether_it_was_posted_is_looked_for_where_it_was_meant_to_stand(
    agency: Agency,
) -> None:
    first = post_letter(agency, read_letter(agency, portrait(agency), TEXT), "Mara", THURSDAY, lambda: THURSDAY)
    agency.store.letters.put(replace(first.letter, state=LetterState.INTENDED, comment=None, posted_at=None))
    elsewhere = replace(agency, config=replace(agency.config, letter_on={HARBOUR: ("jira", "HRB-1")}))
    draft = read_letter(elsewhere, portrait(elsewhere), TEXT)
    again = post_letter(elsewhere, draft, "Mara", THURSDAY, lambda: THURSDAY)
    assert (again.outcome, again.letter.comment) == (LetterOutcome.FOUND, first.letter.comment)


def test_a_letter_meant_for_a_source_that_left_the_config_goes_where_the_config_says_now(agency: Agency) -> None:
    first = post_letter(agency, read_letter(agency, portrait(agency), TEXT), "Mara", THURSDAY, lambda: THURSDAY).letter
    gone = replace(first.ticket, source="gone")
    agency.store.letters.put(replace(first, ticket=gone, state=LetterState.INTENDED, comment=None, posted_at=None))
    again = post_letter(agency, read_letter(agency, portrait(agency), TEXT), "Mara", THURSDAY, lambda: THURSDAY)
    assert again.letter.ticket == first.ticket


def test_a_client_who_sees_nothing_is_told_nothing(agency: Agency) -> None:
    seen = portrait(agency)
    blind = replace(seen, project=replace(seen.project, visible_sources=frozenset()))
    with pytest.raises(UnfitError, match="none of its sources"):
        draft_letter(agency, blind)


def test_where_the_tracker_could_not_be_read_nothing_is_posted(agency: Agency) -> None:
    draft = read_letter(agency, portrait(agency), TEXT)
    agency.store.seen.mark(replace(agency.store.seen.scope("jira", "HRB"), error="no answer"), THURSDAY)
    with pytest.raises(UnfitError, match="could not be read"):
        post_letter(agency, draft, "Mara", THURSDAY, lambda: THURSDAY)


def test_what_was_read_last_week_is_posted_only_once_it_is_read_again(agency: Agency) -> None:
    monday = THURSDAY + timedelta(days=4)
    letter = read_letter(agency, portrait(agency), TEXT)
    with pytest.raises(UnfitError, match=r"read since Thu 12 Nov 2026, so this may be out of date"):
        post_letter(agency, letter, "Mara", monday, lambda: monday)
    look(agency, monday, fetch=True)
    assert post_letter(agency, letter, "Mara", monday, lambda: monday).outcome is LetterOutcome.POSTED


def test_a_letter_from_what_was_read_long_ago_is_not_handed_over_without_a_word(
    theatre: Theatre, forewarn: Command
) -> None:
    assert forewarn("sync", "-c", theatre.config, environ=theatre.environ()).code == 0
    given = ("update", "orchard-shop", "-c", theatre.config)
    assert "out of date" not in forewarn(*given).err
    old = forewarn(*given, "--now", "2037-01-12T10:00")
    assert "look at this: not all of its tickets were read since" in old.err
    assert "out of date" not in old.out


@pytest.mark.parametrize("is_visible", [True, False])
@pytest.mark.parametrize(
    "lack", [{"error": "no answer", "synced_at": TUESDAY}, {"unread": {"7": TUESDAY}}], ids=["all of it", "a ticket"]
)
def test_another_tracker_that_cannot_be_read_for_days_keeps_a_letter_back_where_the_client_sees_it(
    agency: Agency, lack: dict[str, Any], *, is_visible: bool
) -> None:
    letter = read_letter(agency, portrait(agency), TEXT)
    sources = frozenset({"jira", "github"} if is_visible else {"jira"})
    letter = replace(letter, project=replace(letter.project, visible_sources=sources))
    scope = agency.store.seen.scope("github", "northlight/harbour-site")
    agency.store.seen.mark(replace(scope, **lack), THURSDAY)
    if is_visible:
        with pytest.raises(UnfitError, match=r"read since Tue 10 Nov 2026, so this may be out of date"):
            post_letter(agency, letter, "Mara", THURSDAY, lambda: THURSDAY)
    else:
        done = post_letter(agency, letter, "Mara", THURSDAY, lambda: THURSDAY)
        assert done.outcome is LetterOutcome.POSTED


def test_what_a_ticket_says_that_alone_was_not_read_for_days_is_told_to_no_client(agency: Agency) -> None:
    letter, scope = read_letter(agency, portrait(agency), TEXT), agency.store.seen.scope("jira", "HRB")
    alone = {str(number): THURSDAY - timedelta(days=number) for number in (1, 2)}
    agency.store.seen.mark(replace(scope, unread=alone, called={"2": "HRB-2"}), THURSDAY)
    with pytest.raises(UnfitError, match=r"1, HRB-2 could not be read since Tue 10 Nov 2026.*by hand"):
        post_letter(agency, letter, "Mara", THURSDAY, lambda: THURSDAY)
    agency.store.seen.mark(replace(scope, unread={"1": THURSDAY - timedelta(hours=1)}), THURSDAY)
    assert post_letter(agency, letter, "Mara", THURSDAY, lambda: THURSDAY).outcome is LetterOutcome.POSTED


def test_the_letter_is_the_teams_word_on_the_ticket(agency: Agency) -> None:
    done = post_letter(agency, read_letter(agency, portrait(agency), TEXT), "Mara", THURSDAY, lambda: THURSDAY)
    look(agency, THURSDAY + timedelta(hours=1), fetch=True)
    [mine] = [
        event.actor
        for ticket in agency.store.seen.load("jira", [done.letter.ticket.id])
        for event in agency.config.roles.attribute(
            ticket, client_sees=True, own_comments=frozenset(), letters=agency.store.letters.comment_ids("jira")
        ).history
        if event.ref == done.letter.comment
    ]
    assert mine is not None
    assert mine.role is Role.TEAM
