"""Sends the digest: in its hours, when it has news, and once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from forewarn.agency import Agency
from forewarn.errors import ConfigError
from forewarn.notify import Failure, Services
from forewarn.show.digest import Digest, digest_of
from forewarn.store import SentDigest


@dataclass(frozen=True, slots=True)
class Posting:
    """What became of a digest."""

    sent: bool
    why: str
    """In a sentence, for whoever reads the log of cron."""
    failures: tuple[Failure, ...] = ()


def post_digest(agency: Agency, environ: Mapping[str, str], now: datetime, *, anytime: bool = False) -> Posting:
    """Send the digest to each address if it is time and it has news. Raises ConfigError where the config names none.

    It is recorded before it is sent and taken back where it was not taken: a run that dies in between costs one
    digest, and nobody gets the same twice.
    """
    settings, known = agency.config.digest, agency.store.digests
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
    last = {number: known.last(secret.name) for number, secret in enumerate(settings.to, 1)}
    today = calendar.day_of(now)
    waiting = {n: sent for n, sent in last.items() if anytime or sent is None or calendar.day_of(sent.at) != today}
    if not waiting:
        return Posting(False, "Today's digest was sent already.")
    services = Services(addresses, "digest.to")
    news = {number: digest for number, digest in _written(agency, waiting, now) if digest.is_news}
    if not news:
        return Posting(False, "There is nothing new to say, so nothing was sent.")
    failures = _send(agency, services, news, now)
    taken = len(news) - sum(not failure.in_part for failure in failures)
    return Posting(taken > 0, _told(taken, failures), failures)


def _written(agency: Agency, waiting: Mapping[int, SentDigest | None], now: datetime) -> Iterator[tuple[int, Digest]]:
    """The digest for each address, by its number; most were told the same last, and it is written once for these."""
    written: dict[datetime | None, Digest] = {}
    for number, last in waiting.items():
        at = last.at if last else None
        if at not in written:
            written[at] = digest_of(agency, last, now)
        yield number, written[at]


def _send(agency: Agency, services: Services, news: Mapping[int, Digest], now: datetime) -> tuple[Failure, ...]:
    """Send to each address what is news there, by its number; those that failed."""
    assert agency.config.digest is not None
    known, names = agency.store.digests, [secret.name for secret in agency.config.digest.to]
    failures: list[Failure] = []
    taken: frozenset[str] = frozenset()
    for number, digest in news.items():
        sent = SentDigest(now, digest.told, taken | {names[number - 1]})
        known.add(sent)
        failed = services.send(number, digest.title, digest.body)
        if failed is not None:
            failures.append(failed)
        if failed is None or failed.in_part:
            taken |= {names[number - 1]}
        elif taken:
            known.add(replace(sent, to=taken))
        else:
            known.take_back(sent)
    return tuple(failures)


def _told(taken: int, failures: Sequence[Failure]) -> str:
    what = f"The digest was sent to {taken} address{'es' if taken != 1 else ''}"
    failed = ", and at ".join(
        f"number {failure.number} ({failure.service}), "
        + ("which refused some of several people" if failure.in_part else "which the next call tries again")
        for failure in failures
    )
    return f"{what if taken else 'Nobody took it'}; it failed at {failed}." if failures else f"{what}."
