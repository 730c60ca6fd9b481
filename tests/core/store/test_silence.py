"""Waivers, baselines, the log and mentions are stored as they were meant, and bounded."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import forewarn.store as store_package
from forewarn.connect import Batch
from forewarn.model import Audience, Event, Kind, Severity, Ticket, TicketRef
from forewarn.store import Adopted, Entry, Said, State, Store, open_store

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


def test_a_waiver_is_kept_with_its_end_and_taken_back_once(store: Store) -> None:
    made = store.waivers.add("silence", "site", "ACME-1", "Mara", "agreed", NOW, NOW + DAY)
    assert store.waivers.all() == (made,)
    assert store.waivers.end(made.id, NOW + DAY)
    assert not store.waivers.end(made.id, NOW + DAY)
    assert store.waivers.all()[0].ended_at == NOW + DAY
    assert not store.waivers.end(99, NOW)


def test_a_waiver_that_was_taken_back_keeps_the_instant_of_it(store: Store) -> None:
    made = store.waivers.add("silence", "site", "ACME-1", "Mara", "agreed", NOW, NOW + DAY)
    assert store.waivers.end(made.id, NOW)
    assert not store.waivers.end(made.id, NOW + DAY)
    assert store.waivers.all()[0].ended_at == NOW


def test_a_waiver_knows_the_tickets_it_was_made_for_as_long_as_the_log_does(store: Store) -> None:
    for source, project in (("jira", "site"), ("board", "site"), ("jira", "shop")):
        store.waivers.add("silence", project, "ACME-1", "Mara", "agreed", NOW, NOW + DAY)
        store.journal.add([Entry(NOW, "waiver", "Mara waived it", project, source, f"{source}-101", "ACME-1")])
    store.waivers.add("silence", "site", "", "Mara", "agreed", NOW, NOW + DAY)
    on_site = {("jira", "jira-101"), ("board", "board-101")}
    assert [one.meant for one in store.waivers.all()] == [on_site, on_site, {("jira", "jira-101")}, set()]
    store.journal.add([Entry(NOW + 500 * DAY, "wrote", "something")])
    assert {one.meant for one in store.waivers.all()} == {frozenset()}


def test_a_command_is_heard_once(store: Store) -> None:
    store.waivers.hear("k", NOW)
    store.waivers.hear("k", NOW + DAY)
    assert store.waivers.heard() == {"k"}


def adopted(identity: str, project: str = "site", **more: object) -> Adopted:
    values: dict[str, object] = {"place": "ACME-1", "severity": Severity.HIGH, "adopted_at": NOW, "until": NOW + DAY}
    return Adopted(project, identity, **{**values, **more})  # type: ignore[arg-type]


def test_a_baseline_grows_until_it_is_complete_and_what_is_in_it_can_be_ended(store: Store) -> None:
    one, other = adopted("r|jira:1|a"), adopted("r|jira:2|a")
    store.baseline.adopt("site", [one], NOW, complete=False)
    store.baseline.adopt("shop", [], NOW, complete=False)
    assert store.baseline.complete() == frozenset()
    store.baseline.adopt("site", [other], NOW, complete=True)
    assert store.baseline.complete() == {"site"}
    assert store.baseline.all() == (one, other)
    store.baseline.end([one], NOW)
    assert store.baseline.all() == (replace(one, until=NOW), other)
    assert store.baseline.complete() == {"site"}


def test_a_baseline_becomes_complete_although_nothing_more_joins_it(store: Store) -> None:
    store.baseline.adopt("site", [adopted("r|jira:1|a")], NOW, complete=False)
    store.baseline.adopt("site", [], NOW, complete=True)
    assert store.baseline.complete() == {"site"}


def test_adopting_again_renews_the_end(store: Store) -> None:
    store.baseline.adopt("site", [adopted("r|jira:1|a")], NOW, complete=True)
    later = adopted("r|jira:1|a", until=NOW + 9 * DAY)
    store.baseline.adopt("site", [later], NOW, complete=False)
    assert store.baseline.all() == (later,)


def test_the_same_finding_in_two_projects_is_two(store: Store) -> None:
    here, there = adopted("r|x|a"), adopted("r|x|a", "other")
    store.baseline.adopt("site", [here], NOW, complete=True)
    store.baseline.adopt("other", [there], NOW, complete=True)
    store.baseline.end([here], NOW)
    assert {one.project: one.until for one in store.baseline.all()} == {"site": NOW, "other": there.until}


def entry(text: str, days: int = 0, **more: str) -> Entry:
    return Entry(NOW + days * DAY, "decided", text, "site", "jira", "1", "ACME-1", **more)


def test_the_log_says_a_state_once_and_again_when_it_has_changed(store: Store) -> None:
    for days, text in enumerate(("held", "held", "said", "held", "held")):
        store.journal.add([entry(text, days, about="x")])
    assert [one.text for one in store.journal.of_ticket("jira", "1")] == ["held", "said", "held"]
    assert store.journal.open_states()["x"].text == "held"


def test_what_is_no_state_is_written_each_time(store: Store) -> None:
    store.journal.add([entry("posted"), entry("posted")])
    assert len(store.journal.of_ticket("jira", "1")) == 2


def test_the_log_of_a_project_leaves_out_its_tickets(store: Store) -> None:
    store.journal.add([entry("on a ticket"), Entry(NOW, "decided", "on the project", "site")])
    assert [one.text for one in store.journal.of_project("site")] == ["on the project"]


def test_the_log_forgets_what_is_older_than_400_days(store: Store) -> None:
    store.journal.add([entry("old")])
    store.journal.add([entry("new", 401)])
    assert [one.text for one in store.journal.of_ticket("jira", "1")] == ["new"]


def read(store: Store, *events: Event) -> None:
    ticket = Ticket("jira", "ACME", "1", "ACME-1", "Form", NOW, history=events)
    store.seen.absorb("jira", "ACME", Batch((ticket,)), frozenset(), NOW)


def comment(ref: str, text: str) -> Event:
    return Event(f"e{ref}", NOW, Kind.COMMENTED, text=text, ref=ref)


def test_a_ticket_on_which_somebody_names_us_is_remembered(store: Store) -> None:
    read(store, comment("1", "Hello"))
    assert store.mentions.of(("jira", "ACME")) == frozenset()
    read(store, comment("1", "Hello"), comment("2", "Forewarn: explain"))
    assert store.mentions.of(("jira", "ACME")) == {"1"}
    assert store.mentions.of(("jira", "OTHER")) == frozenset()


def test_a_command_that_is_edited_in_is_noticed(store: Store) -> None:
    read(store, comment("1", "Hello"))
    read(store, comment("1", "forewarn: explain"))
    assert store.mentions.of(("jira", "ACME")) == {"1"}


def said(marker: str, **more: object) -> Said:
    ticket = TicketRef("jira", "ACME", "1", "ACME-1")
    values: dict[str, object] = {
        "project": "site", "ticket": ticket, "audience": Audience.TEAM, "state": State.SAID, "parts": (), "body": "x",
        "intended_at": NOW, "changed_at": NOW,
    }  # fmt: skip
    return Said(marker, **{**values, **more})  # type: ignore[arg-type]


def test_our_own_comments_are_no_mention(store: Store) -> None:
    store.said.put(said("m", comment="1"))
    read(store, comment("1", "to put it off, write forewarn: snooze 5 days"))
    assert store.mentions.of(("jira", "ACME")) == frozenset()


def test_replies_are_kept_apart_from_managed_comments_and_are_still_ours(store: Store) -> None:
    note, reply = said("m", comment="1"), said("r1", comment="2", answers="key")
    store.said.put(note)
    store.said.put(reply)
    assert store.said.all() == (note,)
    assert store.said.all(replies=True) == (reply,)
    assert store.said.comment_ids("jira") == {"1", "2"}


def test_mending_one_source_leaves_the_leaks_of_the_others(store: Store) -> None:
    here = said("m1", state=State.WITHDRAWN)
    store.said.put(here)
    store.said.put(said("m2", state=State.WITHDRAWN, ticket=TicketRef("helpdesk", "ACME", "1", "ACME-1")))
    assert store.said.mend("jira") == (here,)
    assert store.said.leaks() == {"helpdesk"}


def test_an_agency_that_spoke_before_begins_nothing_anew_and_its_old_commands_are_known(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'f.db'}"
    config = Config()
    config.set_main_option("script_location", str(Path(store_package.__file__).parent / "migrations"))
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        row = {"source": "jira", "ticket": "1", "id": "e", "position": 1, "at": 0, "kind": "commented", "ref": "c1",
               "text": "Forewarn: explain", "public": True, "url": "", "batch": "", "actor_name": "",
               "actor_handle": "", "actor_role": "team"}  # fmt: skip
        connection.execute(sa.table("events", *map(sa.column, row)).insert().values(row))
        connection.execute(sa.text("INSERT INTO runs (now, applied, exit_code, summary) VALUES (0, 1, 0, '')"))
        connection.execute(
            sa.text(
                "INSERT INTO evaluations (project, rule, subject, basis, revision, outcome, reason, findings, "
                "evaluated_at) VALUES ('site', 'silence', 'jira:1', '', 1, 'ok', '', '[]', 0)"
            )
        )
    engine.dispose()
    with open_store(url) as store:
        assert store.baseline.complete() == {"site"}
        with store.database.reading() as connection:
            assert connection.execute(sa.text("SELECT source, ticket, comment FROM mentions")).all() == [
                ("jira", "1", "c1")
            ]
