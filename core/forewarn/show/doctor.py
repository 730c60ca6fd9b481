"""What doctor found, in words and as data."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from forewarn.connect import Examination, Guarantee, Rights
from forewarn.doctor import Health, Problem, fields_of
from forewarn.show.inset import inset
from forewarn.show.wording import count

GUARANTEES = {
    Guarantee.NONE: "whoever sees a ticket sees every comment on it, so what is for the team goes to the digest",
    Guarantee.DECLARED: "the config says that no client can see these tickets, and the team is told on them; "
    "no tracker can check that for you",
    Guarantee.RESTRICTED: "they are shown to one role or group alone",
    Guarantee.INTERNAL: "they are internal, where no client reads them",
}
"""What becomes of comments for the team, in words."""

_RIGHTS = {"read": "read", "comment": "comment", "edit_own": "edit its own comments"}
_ANSWERS = {True: "yes", False: "no", None: "not told"}


def doctor_report(agency: str, found: tuple[Health, ...], kept: tuple[Problem, ...] = ()) -> RenderableType:
    """Source by source, each with what to mend; then what is wrong with the database, if anything is."""
    problems = sum(len(health.problems) for health in found) + len(kept)
    end = f"{count(problems, 'thing')} to mend." if problems else "All is well."
    blocks = [line for health in found for line in (*_source(health), Text())]
    if kept:
        blocks += [Text("database", style="bold"), *_mending(kept, "red"), Text()]
    return Group(Text(f"{agency}, {count(len(found), 'source')}", style="bold"), Text(), *blocks, Text(end))


def doctor_data(found: tuple[Health, ...]) -> list[dict[str, Any]]:
    """The same as plain values; durations in seconds, null where a tracker does not tell."""
    return [
        {
            "source": health.source,
            "containers": list(health.containers),
            "reachable": health.examination is not None,
            "guarantee": health.guarantee,
            "groups": dict(health.groups),
            **(_examination_data(health.examination) if health.examination else {}),
            "problems": [
                {"what": problem.what, "next": problem.next_step, "container": problem.container or None}
                for problem in health.problems
            ],
        }
        for health in found
    ]


def database_data(kept: tuple[Problem, ...]) -> dict[str, Any]:
    """What is wrong with the database, for programs."""
    return {"problems": [{"what": problem.what, "next": problem.next_step} for problem in kept]}


def _examination_data(found: Examination) -> dict[str, Any]:
    skew = found.clock_skew
    return {
        "account": {"id": found.account.id, "name": found.account.name, "handle": found.account.handle},
        "rights": [
            {"container": rights.container, **{right: getattr(rights, right) for right in _RIGHTS}}
            for rights in found.rights
        ],
        "fields": dict(fields_of(found)),
        "clock_skew": None if skew is None else skew.total_seconds(),
        "budget": found.budget,
        "budget_left": found.budget_left,
    }


def _source(health: Health) -> Iterator[RenderableType]:
    if health.examination is None:
        verdict, style = "NOT REACHED", "red"
    elif health.problems:
        verdict, style = f"{count(len(health.problems), 'thing')} to mend", "yellow"
    else:
        verdict, style = "well", "green"
    yield Text.assemble((health.source, "bold"), "  ", (verdict, style))
    if health.examination:
        yield from _examined(health.examination)
    for group, people in health.groups.items():
        yield inset(f"Group {group}: {count(people, 'person', 'people')}")
    if not health.containers:
        yield inset("No project reads from it.")
    if health.guarantee is not None:
        yield inset(f"Comments for the team: {GUARANTEES[health.guarantee]}.")
    yield from _mending(health.problems, style)


def _mending(problems: tuple[Problem, ...], style: str) -> Iterator[RenderableType]:
    for problem in problems:
        where = f"{problem.container}: " if problem.container else ""
        yield inset(Text.assemble(("To mend: ", style), f"{where}{problem.what.rstrip('.')}."))
        yield inset(Text.assemble(("Next: ", "bold"), problem.next_step), 2)


def _examined(found: Examination) -> Iterator[RenderableType]:
    who = found.account
    yield inset(f"Account: {who.name or who.handle or who.id} ({who.handle or who.id})")
    for rights in found.rights:
        yield inset(f"{rights.container}: {_rights(rights)}")
    for name, known in fields_of(found).items():
        yield inset(f"Custom field {name}: {'found' if known else 'not found'}")
    skew, left = found.clock_skew, found.budget_left
    if skew is None and left is None:
        return  # as a folder of files, which has neither
    yield inset("Clock: not told" if skew is None else f"Clock: {abs(skew.total_seconds()):.0f} seconds from ours")
    of_all = f" of {found.budget}" if found.budget else ""
    yield inset("Rate budget: not told" if left is None else f"Rate budget: {left}{of_all} requests left")


def _rights(rights: Rights) -> str:
    return ", ".join(f"{words}: {_ANSWERS[getattr(rights, right)]}" for right, words in _RIGHTS.items())
