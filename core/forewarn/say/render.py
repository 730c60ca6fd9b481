"""The comment itself, from the parts it speaks of. The team's is a short list; the client's is a short letter."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from forewarn.model import Audience, Finding, TicketRef
from forewarn.rulebook import Rule
from forewarn.say.acts import Act, ActKind
from forewarn.say.markup import MARKUPS, Markup
from forewarn.say.phrasebook import DEFAULT
from forewarn.say.tongue import Tongue, tongue_for
from forewarn.say.words import facts_of, sentence
from forewarn.store import Part
from forewarn.worktime import Calendar

_EVIDENCE_LINKS = 3
"""More links than this nobody follows."""
_CLOSING = re.compile(r"(?<=[.!?…”»])\s+[^\W\d_a-zа-яё][^\s.!?…“”«»\"]*(?: [^\s.!?…“”«»\"]+){3,}[.!?]$")
"""The last of several sentences, of some length, and no quotation."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How to speak at one place: its markup, its limit, the calendar whose days are named, and the language."""

    markup: Markup
    longest: int
    calendar: Calendar
    tongue: Tongue = field(default_factory=lambda: tongue_for(DEFAULT))

    def day(self, value: datetime) -> str:
        """A day in the language and time zone of the place."""
        return self.tongue.day(value, self.calendar.zone)

    def last_day(self, until: datetime) -> str:
        """The last working day on which something lasts that ends at `until`."""
        return self.tongue.day(self.calendar.last_day(until), self.calendar.zone)


@dataclass(frozen=True, slots=True)
class Words:
    """A comment ready to be written down and posted."""

    body: str
    parts: tuple[Part, ...]


def voice(markup: str, longest: int, calendar: Calendar, language: str = DEFAULT) -> Voice:
    """The voice for a connector's markup name and limit."""
    return Voice(MARKUPS[markup], longest, calendar, tongue_for(language))


def words_of(finding: Finding, rule: Rule, audience: Audience, how: Voice, here: TicketRef | None = None) -> str:
    """What one finding says to one audience, in the markup of its place."""
    texts = rule.texts_in(how.tongue.code)

    def fill(text: str) -> str:
        return sentence(rule, text, facts_of(finding), how.markup, how.calendar, how.tongue)

    if audience is Audience.CLIENT:
        return fill(texts.client or "")
    links = [
        how.markup.link(how.markup.escape(how.day(evidence.at)), evidence.url)
        for evidence in finding.evidence[:_EVIDENCE_LINKS]
        if evidence.url and (here is None or evidence.url != here.url)
    ]
    seen = f" ({', '.join(links)})" if links else ""
    return f"{fill(texts.team)}{seen} {how.markup.bold(how.tongue.phrases.next)} {fill(texts.advice)}"


def compose(act: Act, rules: Mapping[tuple[str, str], Rule], how: Voice, now: datetime) -> Words:
    """The words for an act: new findings are worded, what clients read keeps its words, what is settled is struck.

    `rules` are by (rule id, subject). What the team reads is worded as it is today, since it is written anyway.

    A comment that would be too long loses whole parts, the least grave first, and says how many.
    """
    old = {part.identity: part for part in act.old.parts} if act.old else {}
    open_now: list[Part] = []
    for finding in act.findings:
        known = old.pop(finding.identity, None)
        if known is not None and (known.resolved_on is not None or _is_graver(finding, known, act.audience)):
            known = None  # it is told anew
        rule = rules[finding.rule, finding.subject]
        lasting = finding.positive or (rule.check.lasting and act.audience is Audience.CLIENT)
        part = known or Part(finding.identity, finding.severity, "", lasting, told=now)
        if known is None or act.audience is Audience.TEAM:
            part = replace(part, words=_words(act, finding, rule, how))
        # The answer to what is repeated with it stands above the new comment, where nobody looks for it any more.
        told = now if finding.identity in act.news or finding.identity in act.answered else part.told
        open_now.append(replace(part, under=act.under.get(finding.identity, ""), told=told))
    left = [replace(p, resolved_on=now) if i in act.settled else p for i, p in old.items() if i not in act.dropped]
    standing = [part for part in left if part.resolved_on is None]
    struck = [part for part in left if part.resolved_on is not None]
    if act.kind is ActKind.REPOST:
        struck = []  # what is over was said in the old comment; the new one begins clean
    elif act.news and act.audience is Audience.TEAM:
        struck = [part for part in struck if part.identity in act.settled]  # news are not buried under old lines
    parts = tuple(_answered(part, act, how) for part in (*open_now, *standing, *struck))
    return Words(body_of(parts, act.audience, how), parts)


def _answered(part: Part, act: Act, how: Voice) -> Part:
    """With who answered to it, in place of what is to be done."""
    reply = act.answered.get(part.identity)
    if reply is None or part.aside:
        return part
    owner = how.markup.escape(reply.by or how.tongue.phrases.somebody)
    return replace(part, note=how.tongue.phrases.answered.format(owner=owner, day=how.day(reply.at)))


def _words(act: Act, finding: Finding, rule: Rule, how: Voice) -> str:
    if act.audience is Audience.CLIENT:
        approved = act.approved.get(finding.identity)
        if approved is not None or rule.approval or finding.identity in act.gated:
            # What is not in it the plan holds back; a KeyError is better than a slip.
            return act.approved[finding.identity]
    return words_of(finding, rule, act.audience, how, act.ticket)


def _is_graver(finding: Finding, part: Part, audience: Audience) -> bool:
    """Whether it has to be worded anew; how much it weighs with us is nothing to a client."""
    return audience is Audience.TEAM and finding.severity > part.severity


def body_of(parts: Sequence[Part], audience: Audience, how: Voice) -> str:
    """The comment that shows `parts`, without those in the shadow of another, shortened to what fits."""
    still_open = {part.identity for part in parts if part.resolved_on is None}
    parts = [p for p in parts if p.under not in still_open and not (p.under and p.resolved_on)]
    for kept in range(len(parts), 0, -1):
        body = _body(parts[:kept], len(parts) - kept, audience, how)
        if len(body) <= how.longest:
            return body
    return _body((), len(parts), audience, how)[: how.longest]


def _body(parts: Sequence[Part], dropped: int, audience: Audience, how: Voice) -> str:
    if audience is Audience.CLIENT:
        parts = _closed_once(parts)
    noted = _shared_note(parts)
    lines = [_line(part, audience, how, noted) for part in parts]
    if dropped:
        lines.append(how.tongue.phrases.left_out.format(count=dropped))
    if audience is Audience.CLIENT:
        return "\n\n".join(lines)
    phrases = how.tongue.phrases
    paragraphs = [how.markup.bold(phrases.note), how.markup.items(lines)]
    if noted:
        paragraphs.append(how.markup.bold(noted))
    troubles = [part for part in parts if not part.lasting]
    if any(part.resolved_on is None and not part.note for part in troubles):
        paragraphs.append(phrases.reply.format(command=how.markup.code(phrases.snooze)))
    elif troubles and all(part.resolved_on for part in troubles):
        paragraphs.append(phrases.all_closed)
    return "\n\n".join(paragraphs)


def _closed_once(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts of one letter: what several close with, such as an apology, stands in the last of them alone, and only
    where all of them are over in one that is struck."""
    said: set[str] = set()
    letter = list(parts)
    for number in sorted(range(len(parts)), key=lambda n: (parts[n].resolved_on is not None, -n)):
        if closing := _CLOSING.search(parts[number].words):
            if closing[0] in said:
                letter[number] = replace(parts[number], words=parts[number].words[: closing.start()])
            said.add(closing[0])
    return letter


def _shared_note(parts: Sequence[Part]) -> str:
    """What a note says once below its list, because one decision put aside all that is open; empty where none did."""
    still_open = [part.note for part in parts if part.resolved_on is None]
    return still_open[0] if len(still_open) > 1 and len(set(still_open)) == 1 else ""


def _line(part: Part, audience: Audience, how: Voice, noted: str) -> str:
    """A part as a line. What is `noted` below all of them is not said beside it."""
    if part.resolved_on is None:
        # Nobody is told what to do about something that is put aside.
        words = _headline(part.words, how) if part.note else part.words
        return words if part.note in ("", noted) else f"{words} {how.markup.bold(part.note)}"
    # Only the first sentence is struck: nobody needs the advice any more, and markup must not nest.
    phrases = how.tongue.phrases
    closed = phrases.settled if audience is Audience.CLIENT else phrases.closed
    lines = [how.markup.struck(line) if line else "" for line in _headline(part.words, how).split("\n")]
    return "\n".join(lines) + f" ({closed.format(day=how.day(part.resolved_on))})"


def _headline(words: str, how: Voice) -> str:
    return words.split(f" {how.markup.bold(how.tongue.phrases.next)} ", 1)[0]


def folded_body(url: str, how: Voice) -> str:
    """What a second comment of ours says that should never have been there."""
    pointer = how.markup.link(how.markup.escape(how.tongue.phrases.other), url)
    return how.tongue.phrases.folded.format(link=pointer)


def superseded_body(new_url: str, how: Voice) -> str:
    """What the old comment says once a newer one stands below it."""
    pointer = how.markup.link(how.markup.escape(how.tongue.phrases.newer), new_url)
    return how.tongue.phrases.replaced.format(link=pointer)
