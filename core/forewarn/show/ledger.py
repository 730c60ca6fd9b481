"""The ledger of promises for the terminal, for programs and for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from forewarn.facts.dates.promises import State
from forewarn.model import Role
from forewarn.portrait.ledger import Row
from forewarn.say.markup import clean
from forewarn.say.tongue import tongue_for
from forewarn.say.words import shorten

_STYLES = {State.KEPT: "green", State.BROKEN: "red", State.OPEN: "", State.RENEGOTIATED: "yellow"}


def ledger_report(rows: Sequence[Row], missing: Sequence[str]) -> RenderableType:
    """A table a project, which fits 80 columns; and what was not read, where there may be more."""
    unknown = [Text(f"{clean(one)}, so there may be more.") for one in missing]
    if not rows:
        return Group(Text(f"No dated promise stands on the tickets{' that were read' if missing else ''}."), *unknown)
    tables: list[RenderableType] = []
    for name, several in groupby(rows, key=lambda row: row.project.name):
        own = list(several)
        tables += [Text(f"{clean(name)}: {_summary(own)}", style="bold"), _table(own)]
    hint = "Not as it was? forewarn promises kept ID, not-a-promise ID, or renegotiated ID --to DATE"
    return Group(*tables, *unknown, Text(hint))


def ledger_data(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Plain data, one object a promise."""
    return [_plain(row) for row in rows]


def ledger_csv(rows: Iterable[Row]) -> str:
    """One line a promise, with a header."""
    written = io.StringIO()
    columns = (
        "id", "project", "ticket", "side", "by", "words", "said", "deadline", "state", "public", "url", "sign",
        "corrected", "corrected_by", "because", "renegotiated_to",
    )  # fmt: skip
    writer = csv.DictWriter(written, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _harmless(value) for key, value in _plain(row).items()})
    return written.getvalue()


def _summary(rows: Sequence[Row]) -> str:
    counts = {state: sum(row.promise.state is state for row in rows) for state in State}
    return ", ".join(f"{count} {state}" for state, count in counts.items() if count)


def _table(rows: Sequence[Row]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for header, width in (("ID", 6), ("State", 12), ("Due", 15)):
        table.add_column(header, width=width)
    table.add_column("Promise", ratio=1)
    for row in rows:
        table.add_row(*_cells(row))
    return table


def _cells(row: Row) -> tuple[RenderableType, ...]:
    promise, zone = row.promise, row.project.agency_calendar.zone
    who = f"{clean(promise.by) or 'somebody'}{' (client)' if promise.side is Role.CLIENT else ''}"
    # A key has a line of its own, so that a long one can be copied in one piece.
    words = Text(f"{clean(promise.ticket.key)}, {who}\n{shorten(promise.words)}")
    day = partial(tongue_for("en").day, zone=zone)
    if promise.sign is not None and promise.state is State.BROKEN:
        words.append(f"\nsign of it on {day(promise.sign.at)}", style="italic")
    elif promise.renewed is not None:
        words.append(f"\nnew date {day(promise.renewed)}", style="italic")
    if promise.correction is not None:
        known = promise.correction
        by = f" by {clean(known.by)}" if known.by else ""
        words.append(f"\ncorrected{by}{f': {clean(known.because)}' if known.because else ''}", style="italic")
    state = Text(promise.state, style=_STYLES[promise.state])
    return Text(row.ident), state, Text(day(promise.deadline)), words


def _plain(row: Row) -> dict[str, Any]:
    promise, known = row.promise, row.promise.correction
    renewed = known.until.isoformat() if known and known.until else None
    return {
        "id": row.ident,
        "project": row.project.name,
        "ticket": promise.ticket.key,
        "side": promise.side,
        "by": promise.by,
        "words": promise.words,
        "said": promise.said.isoformat(),
        "deadline": promise.deadline.isoformat(),
        "state": promise.state,
        "public": promise.public,
        "url": promise.url,
        "sign": promise.sign.at.isoformat() if promise.sign else None,
        "corrected": known.verdict if known else None,
        "corrected_by": known.by if known else "",
        "because": known.because if known else "",
        "renegotiated_to": renewed or (promise.renewed.isoformat() if promise.renewed else None),
    }


def _harmless(value: Any) -> Any:
    """A spreadsheet takes text that begins like a formula for one; an apostrophe keeps it text."""
    text = clean(value) if isinstance(value, str) else value
    return f"'{text}" if isinstance(text, str) and text[:1] in ("=", "+", "-", "@") else text
