"""Waivers of a rules file, of files it extends, and the lines they stand on."""

from collections.abc import Callable
from datetime import date

from forewarn.rulebook import Rulebook

WAIVER = "{rule: %s, ticket: ACME-1, owner: Mara, because: agreed, until: 2026-12-18}"


def test_a_waiver_is_read_with_its_line(load: Callable[..., Rulebook]) -> None:
    (one,) = load(f"version: 1\nrules: {{date-missed: {{}}}}\nwaivers:\n  - {WAIVER % 'date-missed'}\n").waivers
    assert (str(one.place), one.rule, one.entry.ticket) == ("rules.yaml:4", "date-missed", "ACME-1")
    assert (one.entry.owner, one.entry.because, one.entry.until) == ("Mara", "agreed", date(2026, 12, 18))


def test_a_rule_may_be_named_with_its_family(load: Callable[..., Rulebook]) -> None:
    (one,) = load(f"version: 1\nrules: {{date-missed: {{}}}}\nwaivers: [{WAIVER % 'process/date-missed'}]\n").waivers
    assert one.rule == "date-missed"


def test_waivers_of_extended_files_count_too(load: Callable[..., Rulebook]) -> None:
    base = f"version: 1\nrules: {{date-missed: {{}}}}\nwaivers: [{WAIVER % 'date-missed'}]\n"
    text = (
        f"version: 1\nextends: [base.yaml]\nrules: {{on-time-arrival: {{}}}}\nwaivers: [{WAIVER % 'on-time-arrival'}]\n"
    )
    assert [one.rule for one in load(text, base=base).waivers] == ["date-missed", "on-time-arrival"]
