"""What the config makes of an agency's file."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from forewarn.config import Config
from forewarn.connect import Patience
from forewarn.errors import ConfigError, NotFoundError
from forewarn.facts.project import Baseline, Period
from forewarn.model import Person, Role
from forewarn.worktime import Hours

Load = Callable[..., Config]

AGENCY = (Path(__file__).parent / "agency.yaml").read_text(encoding="utf-8")
BERLIN = """\
  berlin:
    time_zone: Europe/Berlin
    hours: "09:00-17:30"
    holidays: DE-BE
"""


def with_berlin(lines: str) -> str:
    assert BERLIN in AGENCY
    return AGENCY.replace(BERLIN, f"  berlin:\n    time_zone: Europe/Berlin\n{lines}")


def with_project(*lines: str) -> str:
    return AGENCY + "".join(f"    {line}\n" for line in lines)


def test_a_project_is_what_its_file_says(load: Load) -> None:
    text = with_project(
        "language: de",
        "parked: [{from: 2026-08-03, until: 2026-08-14}, {from: 2026-12-01}]",
        "parked_labels: [on hold]",
        "ignore_labels: [spike, internal]",
    )
    project = load(text).project("acme-relaunch")
    assert (project.name, project.client) == ("acme-relaunch", "acme")
    assert (project.language, project.client_language) == ("de", "en")
    assert project.visible_sources == {"acme-board"}
    assert project.parked == (Period(date(2026, 8, 3), date(2026, 8, 14)), Period(date(2026, 12, 1)))
    assert project.parked_labels == {"on hold"}
    assert project.ignore_labels == {"spike", "internal"}


def test_a_baseline_on_a_day_counts_from_the_end_of_that_day(load: Load) -> None:
    [baseline] = load(AGENCY).project("acme-relaunch").baselines
    assert baseline == Baseline(datetime(2026, 3, 2, 16, 30, tzinfo=UTC), "Ruth Okafor")


def test_later_baselines_follow_in_order_of_time_and_may_name_an_instant(load: Load) -> None:
    text = with_project(
        "rebaseline:",
        "  - {at: 2026-06-01, approved_by: Ruth}",
        '  - {at: "2026-04-01T10:00:00+02:00", approved_by: Ann}',
    )
    later = load(text).project("acme-relaunch").baselines[1:]
    assert [(baseline.approved_by, baseline.at.hour) for baseline in later] == [("Ann", 8), ("Ruth", 15)]


def test_what_a_project_and_its_client_do_not_say_is_the_agency_s(load: Load) -> None:
    project = load(AGENCY.replace("  calendar: berlin", "  calendar: berlin\n  language: ru")).project("acme-relaunch")
    assert project.agency_calendar is project.client_calendar
    assert (project.language, project.client_language) == ("ru", "ru")


def test_a_client_and_a_project_may_have_a_calendar_and_a_language_of_their_own(load: Load) -> None:
    text = with_project("calendar: madrid", "language: es")
    text = text.replace("  acme:\n", "  acme: {calendar: london, language: fr}\n")
    text = text.replace(
        "calendars:", "calendars:\n  london: {time_zone: Europe/London}\n  madrid: {time_zone: Europe/Madrid}"
    )
    project = load(text).project("acme-relaunch")
    assert (project.agency_calendar.name, project.client_calendar.name) == ("madrid", "london")
    assert (project.language, project.client_language) == ("es", "fr")


def test_a_client_s_language_is_that_of_the_tickets_unless_the_project_says_otherwise(load: Load) -> None:
    project = load(AGENCY.replace("  acme:\n", "  acme: {language: fr}\n")).project("acme-relaunch")
    assert project.language == "fr"


def test_a_source_that_clients_cannot_see_is_none_of_a_project_s_visible_ones(load: Load) -> None:
    config = load(AGENCY.replace("client_visible: true", "client_visible: no"))
    assert not config.sources["acme-board"].client_visible
    assert config.project("acme-relaunch").visible_sources == set()


def test_every_container_is_listed_with_its_source(load: Load) -> None:
    config = load(AGENCY.replace("[ACME]", "[ACME, WEB]"))
    assert config.containers["acme-relaunch"] == (("acme-board", "ACME"), ("acme-board", "WEB"))


NINE_TO_FIVE = Hours(time(9), time(17))


@pytest.mark.parametrize(
    ("lines", "week"),
    [
        ("", dict.fromkeys(range(5), NINE_TO_FIVE)),
        ('    hours: "8:30 - 16:00"\n', dict.fromkeys(range(5), Hours(time(8, 30), time(16)))),
        ("    days: [sun, mon]\n", {0: NINE_TO_FIVE, 6: NINE_TO_FIVE}),
        (
            '    hours: {fri: "09:00-12:00", mon: "09:00-17:00"}\n',
            {0: NINE_TO_FIVE, 4: Hours(time(9), time(12))},
        ),
    ],
)
def test_working_hours_are_for_every_day_or_by_weekday(load: Load, lines: str, week: dict[int, Hours]) -> None:
    assert dict(load(with_berlin(lines)).calendar.week) == week


def test_holidays_of_a_country_and_of_its_parts_and_closures_are_days_off(load: Load) -> None:
    text = with_berlin(
        "    holidays: DE-BE\n    closed: [{day: 2026-12-24, reason: Eve},"
        " {from: 2026-12-28, until: 2026-12-30, reason: rest}]\n"
    )
    calendar = load(text).calendar
    assert calendar.reason_off(date(2026, 12, 25))
    assert calendar.reason_off(date(2026, 3, 8)) is None  # a Sunday
    assert calendar.reason_off(date(2027, 3, 8))  # Women's Day, a holiday in Berlin alone
    assert [calendar.reason_off(date(2026, 12, day)) for day in (24, 28, 29, 30, 31)] == [
        "Eve",
        "rest",
        "rest",
        "rest",
        None,
    ]


def test_without_holidays_christmas_is_a_day_like_others(load: Load) -> None:
    assert load(with_berlin("")).calendar.is_workday(date(2026, 12, 25))


def test_a_country_whose_letters_mean_no_in_older_yaml_is_a_country(load: Load) -> None:
    assert load(with_berlin("    holidays: NO\n")).calendar.country == "NO"


def test_roles_are_as_stated(load: Load) -> None:
    text = AGENCY.replace('  team: ["@northlight.example"]', "  team: [mara]\n  client: [Ruth Okafor]\n  bot: [ci]")
    roles = load(text).roles
    people = (Person("1", "Mara Lind", handle="mara"), Person("2", "Ruth Okafor"), Person("3", "", handle="ci"))
    assert [roles.side("acme-board", person) for person in people] == [Role.TEAM, Role.CLIENT, Role.BOT]


def test_a_group_of_a_tracker_stands_beside_names(load: Load) -> None:
    staff, guests = "{source: acme-board, group: staff}", "{source: acme-board, group: guests}"
    text = AGENCY.replace('  team: ["@northlight.example"]', f"  team: [mara, {staff}]\n  client: [{guests}]")
    roles = load(text).roles
    assert dict(roles.entries) == {"mara": Role.TEAM}
    assert dict(roles.groups) == {("acme-board", "staff"): Role.TEAM, ("acme-board", "guests"): Role.CLIENT}


def test_the_database_lies_beside_the_config_wherever_the_run_was_started(load: Load, tmp_path: Path) -> None:
    assert load(AGENCY, path="agency/forewarn.yaml").store == f"sqlite:///{tmp_path}/agency/forewarn.db"


def test_two_configs_in_one_folder_have_a_database_each(load: Load, tmp_path: Path) -> None:
    assert load(AGENCY, path="north.yaml").store == f"sqlite:///{tmp_path}/north.db"
    assert load(AGENCY, path="south.yaml").store == f"sqlite:///{tmp_path}/south.db"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/var/lib/forewarn.db", "sqlite:////var/lib/forewarn.db"),
        ("postgresql+psycopg://forewarn@db/forewarn", "postgresql+psycopg://forewarn@db/forewarn"),
    ],
)
def test_the_database_may_be_elsewhere(load: Load, given: str, expected: str) -> None:
    assert load(f"store: {given}\n{AGENCY}").store == expected


def test_the_rules_file_is_looked_for_beside_the_config(load: Load) -> None:
    config = load(AGENCY, path="agency/forewarn.yaml")
    assert [rule.id for rule in config.rules.for_project("acme-relaunch", "acme")] == ["silence"]


def test_how_much_may_be_said_and_waited_has_defaults(load: Load) -> None:
    config = load(AGENCY)
    speaking = config.speaking
    assert (speaking.quiet_days, speaking.budgets.run, speaking.budgets.project) == (5, 20, 7)
    assert (config.patience.budget, config.patience.attempts) == (Patience().budget, Patience().attempts)


def test_how_much_may_be_said_and_waited_can_be_changed(load: Load) -> None:
    waiting = "waiting: {budget_minutes: 1, attempts: 2, answer_seconds: 7.5}\n"
    config = load(AGENCY + "speaking: {quiet_days: 2}\n" + waiting)
    assert config.speaking.quiet_days == 2
    patience = config.patience
    assert (patience.budget, patience.attempts, patience.read_timeout) == (timedelta(minutes=1), 2, 7.5)


def test_a_source_makes_its_connector_with_what_the_config_says(load: Load) -> None:
    config = load(AGENCY)
    connector = config.sources["acme-board"].connect({"ACME_TOKEN": "abc"}, config.patience)
    assert vars(connector) == {
        "source": "acme-board", "secret": "abc", "client_visible": True, "patience": config.patience
    }  # fmt: skip


def test_a_secret_is_looked_for_only_when_a_connector_is_made(load: Load) -> None:
    source = load(AGENCY).sources["acme-board"]
    with pytest.raises(
        ConfigError, match=r"sources\.acme-board\.token: the environment variable ACME_TOKEN is not set\."
    ):
        source.connect({}, Patience())


@pytest.mark.parametrize("name", ["acme_token", "Acme_Jira_Token_2", "acme_shop2_production_github_token_2026"])
def test_a_variable_may_have_small_letters_and_a_long_name(load: Load, name: str) -> None:
    config = load(AGENCY.replace("ACME_TOKEN", name))
    connector = config.sources["acme-board"].connect({name: "abc"}, config.patience)
    assert vars(connector)["secret"] == "abc"


def test_a_file_with_a_secret_is_looked_for_beside_the_config(load: Load, tmp_path: Path) -> None:
    """cron starts in another folder."""
    (tmp_path / "agency").mkdir()
    (tmp_path / "agency" / "token.txt").write_text("abc\n")
    config = load(AGENCY.replace("{env: ACME_TOKEN}", "{file: token.txt}"), path="agency/forewarn.yaml")
    connector = config.sources["acme-board"].connect({}, Patience())
    assert vars(connector)["secret"] == "abc"


def test_a_project_that_is_not_there_is_told_with_the_nearest(load: Load) -> None:
    with pytest.raises(NotFoundError) as caught:
        load(AGENCY).project("acme-relunch")
    assert str(caught.value) == "forewarn.yaml: there is no project 'acme-relunch'. Did you mean 'acme-relaunch'?"
