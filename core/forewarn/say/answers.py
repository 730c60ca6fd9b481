"""Answers to commands on tickets: who gets one, who gets none, and what it says. One short reply a comment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from forewarn.language.commands import Command, Flaw, Unreadable, Verb
from forewarn.model import Audience, Finding, TicketRef
from forewarn.rulebook import Rule
from forewarn.rulebook.mistakes import nearest
from forewarn.say.acts import SourceFacts
from forewarn.say.courtesy import Courtesy, courtesy_for, why_quiet
from forewarn.say.render import Voice, words_of
from forewarn.say.words import shorten
from forewarn.store import Said, State
from forewarn.waivers.replies import Heard, Verdict
from forewarn.waivers.silence import Silenced

_SHOWN = 5
"""Findings that one explanation tells of."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One comment with commands, which wants a reply."""

    heard: tuple[Heard, ...]

    @property
    def key(self) -> str:
        """The same for the same words of the same comment: it is answered once."""
        return self.heard[0].given.key.partition(".")[0]

    @property
    def ticket(self) -> TicketRef:
        """Where."""
        return self.heard[0].ticket

    @property
    def project(self) -> str:
        """In which project."""
        return self.heard[0].project


@dataclass(frozen=True, slots=True)
class Answers:
    """What to do about the commands that nobody has reacted to so far."""

    replies: tuple[Answer, ...]
    settled: tuple[tuple[Heard, str], ...]
    """Those that get no reply of their own, each with the reason."""


def due_answers(
    heard: Sequence[Heard],
    done: Collection[str],
    said: Sequence[Said],
    silenced: Sequence[Silenced],
    sources: Mapping[str, SourceFacts],
) -> Answers:
    """Who is to be answered. `done` are the keys of commands and comments that were; `said` are our notes."""
    replies: list[Answer] = []
    settled: list[tuple[Heard, str]] = []
    for key, group in groupby(
        sorted(heard, key=lambda one: one.given.key), lambda one: one.given.key.partition(".")[0]
    ):
        fresh = tuple(one for one in group if one.given.key not in done)
        source = sources.get(fresh[0].ticket.source) if fresh and key not in done else None
        if source is None or fresh[0].project in source.stale:
            continue
        why = [_no_reply(one, said, silenced, source) for one in fresh]
        if all(why):
            settled += zip(fresh, why, strict=True)
        else:
            replies.append(Answer(fresh))
    return Answers(tuple(replies), tuple(settled))


def _no_reply(heard: Heard, said: Sequence[Said], silenced: Sequence[Silenced], source: SourceFacts) -> str:
    """Why a command gets no reply; empty where it does."""
    if heard.verdict is Verdict.NOT_TEAM:
        return "ignored: only people of the team are listened to"
    if not source.keeps_from_clients(heard.project):
        return f"{heard.verdict}; not answered, because clients can read every comment there"
    if _tells(heard, said, silenced):
        return "accepted; our note on the ticket says so"
    return ""


def _tells(heard: Heard, said: Sequence[Said], silenced: Sequence[Silenced]) -> bool:
    """Whether a note of ours stands there that speaks of what is kept quiet, and so will say that it is."""
    quiet = {one.finding.identity for one in silenced if one.waiver and one.waiver.key == heard.given.key}
    return any(
        comment.state is State.SAID and comment.audience is Audience.TEAM and _is_at(comment, heard.ticket)
        and any(part.identity in quiet for part in comment.open_parts)
        for comment in said
    )  # fmt: skip


def _is_at(comment: Said, ticket: TicketRef) -> bool:
    return comment.ticket.place == ticket.place


def reply(
    answer: Answer,
    found: Sequence[Finding],
    silenced: Sequence[Silenced],
    rules: Mapping[tuple[str, str], Rule],
    how: Voice,
    longest: int,
) -> str:
    """The words of one reply. `found` is open on the ticket and not kept quiet; `rules` are by (rule, subject)."""
    phrases = courtesy_for(how.tongue.code)
    place = answer.ticket.place
    here = [one for one in silenced if one.finding.on and one.finding.on.place == place]
    parts = [how.markup.bold(phrases.to.format(owner=how.markup.escape(answer.heard[0].given.by)))]
    for heard in answer.heard:
        if heard.verdict is Verdict.ACCEPTED and heard.verb is Verb.EXPLAIN:
            parts += _explanation(heard, found, here, rules, how)
        else:
            parts += _reaction(heard, here, rules, how, phrases, longest)
    return "\n\n".join(parts)[: how.longest]


def _reaction(
    heard: Heard,
    silenced: Sequence[Silenced],
    rules: Mapping[tuple[str, str], Rule],
    how: Voice,
    phrases: Courtesy,
    longest: int,
) -> list[str]:
    command = heard.given.command
    if isinstance(command, Unreadable):
        words = how.tongue.quote(how.markup.escape(shorten(command.words, 80)))
        flaw = {
            Flaw.VERB: phrases.verb,
            Flaw.TERM: phrases.term,
            Flaw.REASON: phrases.reason,
            Flaw.MORE: phrases.more,
            Flaw.PAST: phrases.past,
        }
        return [f"{phrases.unreadable.format(words=words)} {flaw[command.flaw]}", *_forms(command.verb, how, phrases)]
    if heard.verdict is Verdict.UNKNOWN_RULE:
        near = nearest(command.rule, {rule for rule, _ in rules})
        hint = f" {phrases.near.format(near=how.markup.code(near))}" if near else ""
        return [phrases.unknown_rule.format(rule=how.markup.escape(command.rule)) + hint]
    if heard.verdict is Verdict.TOO_LONG:
        return [phrases.too_long.format(days=how.tongue.plural(longest, *phrases.day_forms))]
    if heard.waiver is None:
        return [phrases.no_promise]
    if any(one.waiver and one.waiver.key == heard.given.key for one in silenced):
        return [phrases.noted.format(day=how.last_day(heard.waiver.until))]
    return [phrases.nothing_open]


def _explanation(
    heard: Heard,
    found: Sequence[Finding],
    silenced: Sequence[Silenced],
    rules: Mapping[tuple[str, str], Rule],
    how: Voice,
) -> list[str]:
    phrases = courtesy_for(how.tongue.code)
    command = heard.given.command
    wanted = command.rule if isinstance(command, Command) else ""
    quiet = {one.finding.identity: one for one in silenced}
    lines = []
    everything = [*found, *(one.finding for one in silenced)]
    meant = (f for f in everything if wanted in ("", f.rule) and Audience.TEAM in f.audiences)
    for finding in islice(meant, _SHOWN):
        words = words_of(finding, rules[finding.rule, finding.subject], Audience.TEAM, how, heard.ticket)
        line = f"{words} ({phrases.rule.format(rule=how.markup.code(finding.rule))})"
        if finding.identity in quiet:
            line += f" {why_quiet(quiet[finding.identity].by, how)}"
        lines.append(line)
    return [phrases.explain, how.markup.items(lines)] if lines else [phrases.explain_nothing]


def _forms(verb: Verb | None, how: Voice, phrases: Courtesy) -> list[str]:
    forms = {Verb.SNOOZE: phrases.snooze_forms, Verb.DISMISS: phrases.dismiss_forms}.get(
        verb or Verb.EXPLAIN, phrases.all_forms
    )
    return [phrases.forms, how.markup.items([how.markup.code(form) for form in forms])]
