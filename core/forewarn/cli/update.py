"""forewarn update"""

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forewarn.cli.session import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    NowOption,
    agency,
    instant,
    read_text,
    show_json,
    wall_clock,
)

if TYPE_CHECKING:
    from forewarn.agency import Agency
    from forewarn.post import LetterDraft
    from forewarn.say.publishing import Published


class Form(StrEnum):
    """How a letter is written down."""

    MARKDOWN = "markdown"
    HTML = "html"
    EMAIL = "email"


ProjectArgument = Annotated[str, typer.Argument(metavar="PROJECT", help="The project whose client gets the letter.")]
FormOption = Annotated[Form, typer.Option("--format", help="As Markdown, as a page, or as a mail (.eml).")]
OutOption = Annotated[Path | None, typer.Option("--out", "-o", help="A file to write; standard output without.")]
FromOption = Annotated[Path | None, typer.Option("--from", help="A letter that a person edited, in Markdown.")]
PostOption = Annotated[bool, typer.Option("--post", help="Put it on the ticket that letter_on names.")]
ByOption = Annotated[str, typer.Option("--approved-by", help="Who has read it and lets it go out.")]


def update(
    project: ProjectArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    form: FormOption = Form.MARKDOWN,
    out: OutOption = None,
    edited: FromOption = None,
    post: PostOption = False,
    approved_by: ByOption = "",
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the client's letter from what was last read. Says what a person must still fill in."""
    from forewarn.post import draft_letter, post_letter, read_letter
    from forewarn.run import look
    from forewarn.show.portraits import portraits_of

    if post and now is not None:
        raise typer.BadParameter("a look at another time never speaks: leave out --post.", param_hint="--now")
    again = f"Name the edited letter; forewarn update {project} --out FILE writes one."
    text = read_text(edited, "the letter", again) if edited else ""
    with agency(config, online=post) as opened:
        opened.config.project(project)
        at = instant(now, opened.config) or wall_clock()
        done = look(opened, at)
        portrait = next(portraits_of(opened, done, project))
        letter = read_letter(opened, portrait, text) if edited else draft_letter(opened, portrait)
        _tell(letter, edited or (out if form is Form.MARKDOWN else None))
        _warn(opened, letter, None if post else at)
        published = post_letter(opened, letter, approved_by, at, wall_clock) if post else None
    if out is not None or not (post or as_json):
        _write(letter, form, out)
    if as_json:
        _show_data(letter, published)
    elif published:
        print(_said(published))
    if published:
        _leave(published)


def _tell(letter: "LetterDraft", file: Path | None) -> None:
    """What is to be mended, for a person; the letter itself goes elsewhere. `file`: where its lines are."""
    for flaw in letter.flaws:
        line = f"{file}:{flaw.line}" if file else f"line {flaw.line}"
        place = line if flaw.line else str(file or "the letter")
        weight = "must be mended" if flaw.is_grave else "look at this"
        print(f"{place}: {weight}: {flaw.told}", file=sys.stderr)


def _warn(opened: "Agency", letter: "LetterDraft", now: datetime | None) -> None:
    """What the letter may not know; and how old it is by `now`; None where posting refuses that."""
    from forewarn.explain import unread
    from forewarn.post import why_stale

    project = letter.project
    for missing in unread(opened, project.name, project.visible_sources):
        print(f"look at this: {missing}, so the letter may lack something or be out of date", file=sys.stderr)
    if now is not None and (stale := why_stale(opened, project, now)):
        print(f"look at this: {stale.reason}", file=sys.stderr)


def _write(letter: "LetterDraft", form: Form, out: Path | None) -> None:
    from forewarn.show.letter.dress import as_email, as_html
    from forewarn.show.wording import count

    language = letter.project.client_language
    match form:
        case Form.MARKDOWN:
            data = (letter.text if out is None else letter.as_file).encode()
        case Form.HTML:
            data = as_html(letter.text, language).encode()
        case Form.EMAIL:
            data = as_email(letter.text, language, letter.matter.at)
    if out is None:
        print(data.decode(), end="")
        return
    try:
        out.write_bytes(data)
    except OSError as error:
        raise typer.BadParameter(f"{out} cannot be written ({error.strerror}).", param_hint="--out") from None
    grave = sum(flaw.is_grave for flaw in letter.flaws)
    gaps = f" {count(grave, 'place')} must be mended before it can be posted." if grave else ""
    print(f"The letter is written to {out}.{gaps}", file=sys.stderr)


def _show_data(letter: "LetterDraft", published: "Published | None") -> None:
    from forewarn.show.letter.dress import subject_of

    flaws = [
        {"line": f.line, "kind": f.kind, "words": f.words, "reason": f.reason, "grave": f.is_grave}
        for f in letter.flaws
    ]
    posted = published and {
        "outcome": published.outcome,
        "period": published.letter.period,
        "url": published.letter.url,
        "client_can_read_it": published.seen,
    }
    show_json({"subject": subject_of(letter.text), "text": letter.text, "flaws": flaws, "posted": posted})


def _said(published: "Published") -> str:
    from forewarn.say.publishing import LetterOutcome

    letter = published.letter
    where = f": {letter.url}" if letter.url else "."
    return {
        LetterOutcome.POSTED: f"The letter of {letter.period} is posted on {letter.ticket.key}{where}",
        LetterOutcome.FOUND: f"The letter of {letter.period} stood on {letter.ticket.key} already{where}",
        LetterOutcome.UNKNOWN: (
            "Nobody knows whether it was posted, because the answer was lost; call again in a minute."
        ),
        LetterOutcome.FAILED: f"It was not posted: {published.error}",
    }[published.outcome]


def _leave(published: "Published") -> None:
    if not published.seen:
        print("The tracker shows it to the team alone: let it be read by the client.", file=sys.stderr)
    if published.error or not published.seen:
        raise typer.Exit(4)
