"""Waivers: what is kept quiet, by whom, why, and until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forewarn.model import Finding, TicketRef, about, is_one_event


class Kind(StrEnum):
    """Where a waiver comes from."""

    FILE = "rules file"
    KEPT = "command line"
    SNOOZE = "snooze"
    DISMISSAL = "dismissal"


@dataclass(frozen=True, slots=True)
class Waiver:
    """One decision to keep findings quiet. What it leaves empty fits everything."""

    kind: Kind
    key: str
    """Its own, the same at every run: `rules.yaml:12`, `3`, a command's key."""
    owner: str
    because: str
    until: datetime
    """When it ends."""
    rule: str = ""
    check: str = ""
    """`family/name`, or the name alone."""
    ticket: str = ""
    """A ticket's key."""
    meant: frozenset[tuple[str, str]] = frozenset()
    """(source, id) of the tickets that had that key when it was made; it is for them under any other key, too."""
    place: tuple[str, str] | None = None
    """(source, id) of the ticket a reply stands on."""
    findings: frozenset[str] = frozenset()
    """Identities of what a reply has kept quiet so far: it does so wherever they are spoken of by now, and although
    their beginning may have moved, as that of a forecast does."""
    project: str = ""
    client: str = ""
    since: datetime | None = None
    """When a reply was written: it covers what was true by then. Other waivers cover what comes, too."""
    url: str = ""

    def covers(self, finding: Finding, client: str) -> bool:
        """Whether it is meant for `finding`, whose project is `client`'s."""
        return (
            self.rule in ("", finding.rule)
            and self.check in ("", finding.check, finding.check.partition("/")[2])
            and self.client in ("", client)
            and (finding.identity in self.findings or self._fits(finding) or self._goes_on(finding))
        )

    def _goes_on(self, finding: Finding) -> bool:
        """Whether it tells what a reply has kept quiet before, as another rule sees it: a date that was missed, and
        that nobody has told the client a new one since."""
        same = (one for one in self.findings if about(one)[1] == finding.subject)
        return any(is_one_event(one, finding.identity) for one in same)

    def _fits(self, finding: Finding) -> bool:
        """Whether it was true by the time of a reply, and is spoken of where the waiver is for."""
        if self.since is not None and finding.since > self.since:
            return False
        if self.project not in ("", finding.project) and not self._is_meant(finding):
            return False
        if self.place is not None and _place(finding.on) != self.place:
            return False
        return not self.ticket or self._names(finding)

    def _names(self, finding: Finding) -> bool:
        wanted = self.ticket.casefold()
        keys = (finding.on.key, finding.on.id) if finding.on else ()
        ident = finding.subject.partition(":")[2]
        return self._is_meant(finding) or wanted in (ident.casefold(), *(key.casefold() for key in keys))

    def _is_meant(self, finding: Finding) -> bool:
        """Whether it is about a ticket that the waiver was made for, wherever that has gone since."""
        source, _, ident = finding.subject.partition(":")
        return not self.meant.isdisjoint({(source, ident), _place(finding.on)})

    @property
    def about(self) -> str:
        """What it is for, in the words of the files."""
        named = (self.rule or self.check or "everything", self.ticket or self.project or self.client)
        return " on ".join(part for part in named if part)


def _place(ticket: TicketRef | None) -> tuple[str, str] | None:
    return ticket.place if ticket else None
