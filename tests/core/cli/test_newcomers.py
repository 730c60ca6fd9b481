"""What somebody meets who tries forewarn for the first time, on a folder of files."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.core.conftest import Command

from forewarn.config import load_config
from forewarn.store import Head, open_store
from forewarn.store.seen import Seen
from forewarn.waivers.gather import waivers_of

CONFIG: dict[str, Any] = {
    "agency": {"name": "Acme Agency", "calendar": "berlin"},
    "rules": "web-agency@1",
    "calendars": {"berlin": {"time_zone": "Europe/Berlin"}},
    "clients": {"acme": {}},
    "roles": {"team": ["tom"], "client": ["ruth"]},
    "sources": {"export": {"connector": "files", "client_visible": True, "path": ".", "time_zone": "Europe/Berlin"}},
    "projects": {"acme-site": {"client": "acme", "sources": {"export": ["ACME"]}}},
    "speaking": {"baseline_days": 0},
}
TICKETS = """\
id,title,created,status,reporter,assignees,due
ACME-1,Booking form,2026-11-02T09:00,in progress,ruth,tom,2026-11-10
ACME-2,Home page,2026-11-02T09:00,in progress,ruth,tom,2026-11-27
"""
EVENTS = """\
ticket,at,who,what,text
ACME-1,2026-11-03T09:00,ruth,commented,When will the texts come?
ACME-1,2026-11-03T10:00,tom,commented,I will send you the texts by 6 November.
"""
NOW = "2026-11-12T10:00"


def begin(folder: Path, *, tickets: str = TICKETS, events: str = EVENTS, rules: str = "", **keys: Any) -> None:
    """An agency's files as they are on the first day."""
    (folder / "ACME").mkdir(exist_ok=True)
    (folder / "ACME" / "tickets.csv").write_text(tickets, encoding="utf-8")
    (folder / "ACME" / "events.csv").write_text(events, encoding="utf-8")
    if rules:
        (folder / "rules.yaml").write_text(rules, encoding="utf-8")
        keys["rules"] = "rules.yaml"
    with (folder / "forewarn.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(CONFIG | keys, file)


def words(text: str) -> str:
    """What was printed, without the breaks of its lines."""
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_where_no_rule_is_on_nothing_is_called_well(tmp_path: Path, forewarn: Command, language: str) -> None:
    agency = CONFIG["agency"] | {"language": language}
    begin(tmp_path, rules="version: 1\nrules: {date-missed: {enabled: false}}\n", agency=agency)
    assert "no rule is on in acme-site: nothing is looked for there" in words(forewarn("validate").out)
    assert "extends: [web-agency@1]" in words(forewarn("validate").out)
    found = words(forewarn("run", "--now", NOW).out)
    assert "Nothing was looked for in acme-site" in found
    assert "would have to ask about" not in found
    told = forewarn("report", "--now", NOW).out
    assert "would have to ask about" not in told
    assert "пришлось бы спрашивать" not in told
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert 'class="status unknown"' in page
    assert 'class="status calm"' not in page


def test_tickets_of_one_key_are_told_apart_by_their_project(tmp_path: Path, forewarn: Command) -> None:
    again = {"other": CONFIG["sources"]["export"]}
    shop = {"acme-shop": {"client": "acme", "sources": {"other": ["ACME"]}}}
    begin(tmp_path, sources=CONFIG["sources"] | again, projects=CONFIG["projects"] | shop)
    forewarn("sync")
    for asked in (("ACME-1",), ("date-missed", "ACME-1")):
        told = forewarn("explain", *asked, "--now", NOW).out
        site, _, other = told.partition("In the project acme-shop:\n")
        assert site.startswith("In the project acme-site:\n")
        assert "date-missed on ticket ACME-1" in site
        assert "date-missed on ticket ACME-1" in other
    waived = ("date-missed", "ACME-1", "--for", "5 days", "--because", "x", "--by", "Tom")
    told = words(forewarn("waive", *waived).out)
    assert "on ACME-1 in acme-site is kept quiet" in told
    assert "on ACME-1 in acme-shop is kept quiet" in told
    assert "In the project" not in forewarn("explain", "acme-site", "--now", NOW).out


TOLD = """\
version: 1
extends: [web-agency@1]
rules:
  silence: {audience: team}
  date-missed:
    texts: {client: "We had planned {{ title }}, and you didn’t send the texts."}
  sla-broken:
    about: Work that nobody has begun.
    when: ticket.open
    audience: both
    texts:
      team: The SLA is in breach.
      advice: Begin.
      client: "The SLA {# of this sprint #}of {{ title }} is over (sla-broken)."
      translations: {ru: {team: Горит, advice: Начните., client: "Это наш спринт."}}
  launch:
    about: The page goes live.
    when: ticket.open
    audience: both
    texts: {team: It is open., advice: Begin., client: "The launch of {{ title }} is near."}
"""


def test_validate_names_what_a_client_should_not_read_in_words_of_ones_own(tmp_path: Path, forewarn: Command) -> None:
    begin(tmp_path, rules=TOLD)
    told = words(forewarn("validate").out)
    for said in (
        'rules.yaml:6: date-missed tells a client "you didn\'t". This sounds like blame',
        "rules.yaml:14: sla-broken tells a client 'SLA'. A client may not know this word",
        "rules.yaml:14: sla-broken tells a client its own name",
        "rules.yaml:15: sla-broken tells a client 'спринт'",
    ):
        assert said in told
    assert told.count("tells a client") == 4, "the team may read them, and so may whoever writes the template"
    project = CONFIG["projects"]["acme-site"] | {"glossary": ["SLA", "спринт"]}
    begin(tmp_path, rules=TOLD, projects={"acme-site": project})
    assert words(forewarn("validate").out).count("tells a client") == 2
    begin(tmp_path, rules=TOLD.replace("audience: both", "audience: both\n    enabled: false"))
    assert words(forewarn("validate").out).count("tells a client") == 1


def test_one_rule_is_enough_for_no_warning(tmp_path: Path, forewarn: Command) -> None:
    begin(tmp_path, rules="version: 1\nrules: {date-missed: {}}\n")
    assert "no rule is on" not in forewarn("validate").out


def corrected(tmp_path: Path, forewarn: Command, *verdict: str) -> str:
    """The report after a correction of the one promise that stands there."""
    begin(tmp_path)
    assert forewarn("sync").code == 0
    [promise] = json.loads(forewarn("promises", "--now", NOW, "--json").out)
    what, *more = verdict
    assert forewarn("promises", what, promise["id"], *more, "--now", "2026-11-11T10:00").code == 0
    assert forewarn("report", "--now", NOW).code == 0
    return (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_report_says_who_put_a_promise_right_and_why(tmp_path: Path, forewarn: Command) -> None:
    page = corrected(tmp_path, forewarn, "kept", "--by", "Tom", "--because", "sent by mail")
    assert "Put right by <bdi>Tom</bdi> on Wed 11 Nov 2026: <bdi>sent by mail</bdi>" in page
    assert "Sign of it" not in page
    assert "Put right by hand on Wed 11 Nov 2026" in corrected(tmp_path, forewarn, "kept")


def test_a_promise_that_was_renegotiated_is_not_counted_as_broken(tmp_path: Path, forewarn: Command) -> None:
    page = corrected(tmp_path, forewarn, "renegotiated", "--to", "2026-12-04")
    kept = page.partition("Our promises kept")[2].partition("</dd>")[0]
    assert kept.endswith("none yet")


@pytest.mark.parametrize("words", [("--now", NOW, "acme-site"), ("acme-site", "--now", NOW), ("-p", "acme-site")])
def test_the_project_of_the_ledger_may_stand_anywhere(
    tmp_path: Path, forewarn: Command, words: tuple[str, ...]
) -> None:
    begin(tmp_path)
    assert forewarn("sync").code == 0
    result = forewarn("promises", *words)
    assert (result.code, "ACME-1" in result.out) == (0, True)


def test_the_report_names_of_every_finding_what_explain_and_waive_ask_for(tmp_path: Path, forewarn: Command) -> None:
    begin(tmp_path)
    assert forewarn("sync").code == 0
    assert forewarn("report", "--now", NOW).code == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<bdi>ACME-1</bdi> · <bdi>date-missed</bdi>" in page
    assert forewarn("explain", "date-missed", "ACME-1").code == 0


def test_a_project_that_was_never_read_is_not_said_to_be_without_findings(tmp_path: Path, forewarn: Command) -> None:
    begin(tmp_path)
    result = forewarn("explain", "acme-site", "--now", NOW)
    assert (result.code, "nothing of 'acme-site' was read so far" in result.err) == (2, True)
    assert forewarn("sync").code == 0
    assert forewarn("explain", "acme-site", "--now", NOW).code == 0


@pytest.mark.parametrize("command", ["plan", "promises"])
def test_that_nothing_is_there_is_not_said_of_what_was_not_read(
    tmp_path: Path, forewarn: Command, command: str
) -> None:
    begin(tmp_path, events="ticket,at,who,what,text\n")
    assert "export: ACME was not read so far, so there may be more." in forewarn(command).out
    assert forewarn("sync").code == 0
    assert "so there may be more" not in forewarn(command).out


def test_doctor_names_who_wrote_and_has_no_side_once_the_tickets_were_read(tmp_path: Path, forewarn: Command) -> None:
    begin(tmp_path, roles={"team": ["nobody-here"]})
    assert forewarn("doctor").code == 0
    assert forewarn("sync").code == 0
    result = forewarn("doctor")
    assert result.code == 4
    assert "nobody knows the side of ruth, tom, who wrote on the tickets" in words(result.out)
    assert "Add them to roles in the config" in words(result.out)
    crowd = "".join(f"ACME-1,2026-11-03T11:{number},guest{number},commented,Hello.\n" for number in range(10, 18))
    begin(tmp_path, events=f"{EVENTS}{crowd}", roles={"client": ["ruth", "tom"]})
    assert forewarn("sync").code == 0
    assert "the side of guest10, guest11, guest12, guest13, guest14 and 3 more, who" in words(forewarn("doctor").out)


def test_strangers_beside_a_known_team_are_no_problem_for_doctor(tmp_path: Path, forewarn: Command) -> None:
    begin(tmp_path, roles={"team": ["tom"]})
    assert forewarn("sync").code == 0
    assert "All is well." in forewarn("doctor").out


def test_the_baseline_of_a_project_by_another_name_can_be_dropped_by_its_new_one(
    tmp_path: Path, forewarn: Command
) -> None:
    speaking = {"baseline_days": 20}
    begin(tmp_path, speaking=speaking)
    forewarn("run", "--apply")
    begin(tmp_path, speaking=speaking, projects={"acme-2027": CONFIG["projects"]["acme-site"]})
    for found in ("date-missed (high)", "promise-broken (high)"):
        assert found in forewarn("baseline", "show", "acme-2027").out
    assert "not taken yet" not in forewarn("baseline").out
    assert "taken out" in forewarn("baseline", "drop", "acme-2027", "--rule", "date-missed").out
    assert "date-missed" not in forewarn("baseline", "show", "acme-2027").out
    assert "ACME-1" in words(forewarn("run", "--apply").out).partition("Said ")[2].partition("Held back")[0]
    assert forewarn("baseline", "show", "acme-site").code == 2


def test_a_waiver_of_a_project_stays_under_its_new_name(tmp_path: Path, forewarn: Command) -> None:
    begin(tmp_path)
    forewarn("run", "--apply")
    why = ("--because", "their fair", "--by", "Mara")
    forewarn("waive", "date-missed", "acme-site", "--until", "2026-12-18", *why)
    begin(tmp_path, projects={"acme-2027": CONFIG["projects"]["acme-site"]})
    for _ in range(2):
        forewarn("run", "--apply")
        assert "promise-broken" in forewarn("explain", "ACME-1").out
        assert "Mara decided so until" in words(forewarn("explain", "date-missed", "ACME-1").out)
    forewarn("waive", "date-missed", "ACME-1", "--until", "2026-12-18", *why)
    assert "stays quiet all the same" in words(forewarn("waive", "end", "1").out)


def test_waivers_of_projects_that_are_over_cost_one_look_at_the_tickets(
    tmp_path: Path, forewarn: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is ever deleted, so there are more of them every year."""
    begin(tmp_path)
    forewarn("run", "--apply")
    for rule in ("date-missed", "promise-broken", "silence"):
        forewarn("waive", rule, "acme-site", "--until", "2026-12-18", "--because", "their fair", "--by", "Mara")
    begin(tmp_path, projects={"acme-2027": CONFIG["projects"]["acme-site"]})
    looks: list[tuple[str, str]] = []
    heads = Seen.heads

    def counted(self: Seen, container: tuple[str, str]) -> tuple[Head, ...]:
        looks.append(container)
        return heads(self, container)

    monkeypatch.setattr(Seen, "heads", counted)
    with open_store(f"sqlite:///{tmp_path / 'forewarn.db'}") as store:
        found = waivers_of(load_config(tmp_path / "forewarn.yaml"), store, ())
    assert [one.project for one in found] == ["acme-2027"] * 3
    assert len(looks) == 1


def test_explain_says_what_of_a_project_was_not_read(tmp_path: Path, forewarn: Command) -> None:
    containers = {"acme-site": {"client": "acme", "sources": {"export": ["ACME", "SHOP"]}}}
    begin(tmp_path, rules="version: 1\nrules: {silence: {}}\n", projects=containers)
    forewarn("sync")
    assert forewarn("explain", "acme-site", "--now", "2026-11-04T10:00").out.startswith(
        "Nothing is found on project acme-site so far.\n  export: SHOP could not be read, so there may be more."
    )
    begin(tmp_path, rules="version: 1\nrules: {silence: {}}\n")
    told = forewarn("explain", "acme-site", "--now", "2026-11-04T10:00").out
    assert "Nothing is found on project acme-site.\n" in told
    assert "may be more" not in told
    for count, named in ((1, "1"), (7, "1, 2, 3, 4, 5 and 2 more")):
        unread = {str(number): datetime(2026, 11, 3, tzinfo=UTC) for number in range(1, count + 1)}
        with open_store(f"sqlite:///{tmp_path / 'forewarn.db'}") as store:
            scope = store.seen.scope("export", "ACME")
            store.seen.mark(replace(scope, unread=unread), datetime(2026, 11, 4, tzinfo=UTC))
        assert f"export: {named} could not be read, so there may be more." in forewarn("explain", "acme-site").out


def test_explain_does_not_answer_for_a_ticket_that_was_not_there_yet(tmp_path: Path, forewarn: Command) -> None:
    begin(tmp_path)
    forewarn("sync")
    for asked in (["ACME-1"], ["silence", "ACME-1"]):
        early = forewarn("explain", *asked, "--now", "2026-10-20")
        assert (early.code, early.out) == (2, "")
        assert "'ACME-1' was not there at that time" in early.err
    assert forewarn("explain", "ACME-1", "--now", NOW).code == 0


def test_what_is_adopted_without_a_first_baseline_is_quiet_for_four_weeks(tmp_path: Path, forewarn: Command) -> None:
    begin(tmp_path)
    assert forewarn("run", "--apply").code == 0
    adopted = json.loads(forewarn("baseline", "adopt", "acme-site", "--rule", "date-missed", "--json").out)
    assert adopted
    for one in adopted:
        quiet = datetime.fromisoformat(one["until"]) - datetime.fromisoformat(one["adopted_at"])
        assert 27 <= quiet.days <= 30
    assert " quiet until " in forewarn("baseline", "adopt", "acme-site").out


def test_what_was_only_read_can_be_adopted_at_once(tmp_path: Path, forewarn: Command) -> None:
    begin(tmp_path)
    nothing = words(forewarn("baseline", "adopt").out)
    assert (
        nothing == "Nothing was adopted, for nothing is found in what was last read. forewarn sync reads what is new."
    )
    assert forewarn("sync").code == 0
    assert "ACME-1 date-missed (high)" in words(forewarn("baseline", "adopt").out)
    assert "date-missed" in forewarn("baseline").out


def test_explain_shows_by_what_a_promise_was_kept(tmp_path: Path, forewarn: Command) -> None:
    begin(tmp_path, events=f"{EVENTS}ACME-1,2026-11-05T12:00,tom,commented,I have just sent you the texts.\n")
    forewarn("run", "--now", NOW)
    told = words(forewarn("explain", "promise-broken", "ACME-1", "--now", NOW).out)
    assert "Nothing found: no dated promise stands broken on it Thu 5 Nov 2026, 12:00 kept: “I will send you" in told
    assert "(tom: I have just sent you the texts.)" in told
    answered = words(forewarn("explain", "unanswered-client-message", "ACME-1", "--now", NOW).out)
    assert "waits for an answer Thu 5 Nov 2026, 12:00 tom: I have just sent you the texts." in answered


def test_explain_shows_the_values_on_which_a_rule_of_ones_own_rests(tmp_path: Path, forewarn: Command) -> None:
    begin(
        tmp_path,
        rules="""\
version: 1
rules:
  stuck:
    when: ticket.status == 'Blocked' && ticket.open && reached(ticket.due) && ticket.estimate > 3.0
    texts: {team: "It is stuck.", advice: "Ask."}
""",
    )
    forewarn("sync")
    told = words(forewarn("explain", "stuck", "ACME-2", "--now", NOW).out)
    for value in ("status is 'in progress'", "open is true", "due is 2026-11-27 17:00+01:00", "estimate is not there"):
        assert f"ticket.{value}" in told


def test_whoever_mistakes_the_number_of_a_ticket_is_not_sent_to_a_project(tmp_path: Path, forewarn: Command) -> None:
    begin(tmp_path)
    forewarn("sync")
    waived = forewarn("waive", "silence", "ACME-99", "--for", "5 days", "--because", "x", "--by", "Tom")
    assert "no ticket or project 'ACME-99'" in waived.err
    assert "Did you mean" not in waived.err
    assert "Did you mean 'acme-site'?" in forewarn("explain", "silence", "acme-sit").err


def test_a_project_that_is_called_nearly_like_a_rule_can_be_explained(tmp_path: Path, forewarn: Command) -> None:
    begin(tmp_path, projects={"silences": {"client": "acme", "sources": {"export": ["ACME"]}}})
    forewarn("sync")
    assert "on project silences" in forewarn("explain", "silences", "--now", NOW).out
    assert "Why it matters:" in forewarn("explain", "silence").out


def test_an_explanation_steers_no_terminal(tmp_path: Path, forewarn: Command) -> None:
    """Titles and comments may hold the signs by which a terminal is told to do something."""
    begin(
        tmp_path,
        tickets=TICKETS.replace("Booking form", "Booking \x1b]0;mine\x07form"),
        events=EVENTS.replace("the texts by", "the \x1b[8m texts by"),
    )
    forewarn("run", "--now", NOW)
    told = forewarn("explain", "promise-broken", "ACME-1", "--now", NOW).out
    assert "I will send you the [8m texts" in told
    assert "\x1b" not in told
