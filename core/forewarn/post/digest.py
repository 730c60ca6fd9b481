"""Sends the digest: in its hours, when it has news, and once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forewarn.agency import Agency
from forewarn.errors import ConfigError
from forewarn.notify import Failure, Services
from forewarn.show.digest import digest_of
from forewarn.store import SentDigest


@dataclass(frozen=True, slots=True)
class Posting:
    """What became of a digest."""

    sent: bool
    why: str
    """In a sentence, for whoever reads the log of cron."""
    failures: tuple[Failure, ...] = ()


def post_digest(agency: Agency, environ: Mapping[str, str], now: datetime, *, anytime: bool = False) -> Posting:
    """Send the digest if it is time and there is news in it. Raises ConfigError where the config names no address.

    It is recorded before it is sent and taken back where no service took it: a run that dies in between costs one
    digest, and nobody gets the same twice.
    """
    settings = agency.config.digest
    if settings is None:
        raise ConfigError(
            "nobody is named to whom the digest goes",
            place=f"{agency.config.path}: digest",
            next_step="Write digest: {to: [{env: FOREWARN_DIGEST_URL}]}, and the Apprise address into that variable.",
        )
    calendar = agency.config.calendar
    addresses = [secret.reveal(environ, f"digest.to, number {n}") for n, secret in enumerate(settings.to, 1)]
    if not anytime and not settings.is_due(now, calendar):
        return Posting(False, f"It is not between {settings.start:%H:%M} and {settings.end:%H:%M} of a working day.")
    last = agency.store.digests.last()
    if not anytime and last is not None and calendar.day_of(last.at) == calendar.day_of(now):
        return Posting(False, "Today's digest was sent already.")
    services = Services(addresses, "digest.to")
    digest = digest_of(agency, last)
    if not digest.is_news:
        return Posting(False, "There is nothing new to say, so nothing was sent.")
    sent = SentDigest(now, digest.told)
    agency.store.digests.add(sent)
    failures = services.send(digest.title, digest.body)
    if len(failures) == len(addresses):
        agency.store.digests.take_back(sent)
        return Posting(False, _told(failures, "Nobody took it, so the next call tries again"), failures)
    count = len(addresses) - len(failures)
    why = f"The digest was sent to {count} address{'es' if count != 1 else ''}."
    return Posting(True, _told(failures, why.removesuffix(".")) if failures else why, failures)


def _told(failures: tuple[Failure, ...], what: str) -> str:
    named = ", ".join(f"number {failure.number} ({failure.service})" for failure in failures)
    return f"{what}; these did not take it: {named}."
