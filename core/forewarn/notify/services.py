"""Sends a message through Apprise, which knows e-mail, Slack, Teams, Matrix, ntfy and a hundred more."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forewarn.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Failure:
    """A service that did not take the message."""

    number: int
    """Which of the addresses, from 1."""
    service: str
    """Its name; never its address, which holds a password."""


class Services:
    """The services at some addresses."""

    def __init__(self, addresses: Sequence[str], place: str) -> None:
        """Raises ConfigError where an address cannot be understood, or Apprise is not installed.

        `place` is the config key that names them.
        """
        try:
            import apprise  # an extra, and it costs half a second
        except ImportError:
            raise ConfigError(
                "this needs Apprise, which is not installed", place=place, next_step="pip install 'forewarn[notify]'"
            ) from None
        # Its log would show addresses, and these hold passwords.
        logging.getLogger("apprise").disabled = True
        self._text = apprise.NotifyFormat.TEXT
        self._services: list[Any] = []
        for number, address in enumerate(addresses, 1):
            service = apprise.Apprise.instantiate(address, suppress_exceptions=True)
            if service is None:
                raise ConfigError(
                    "this is no address that Apprise understands",
                    place=f"{place}, number {number}",
                    next_step="Its documentation lists them: mailtos://, slack://, msteams://, ntfy:// and many more.",
                )
            self._services.append(service)

    def send(self, title: str, body: str) -> tuple[Failure, ...]:
        """Send plain text to every address, each once; those that failed. One that fails stops no other."""
        return tuple(
            Failure(number, str(service.service_name or "service"))
            for number, service in enumerate(self._services, 1)
            if not service.notify(body=body, title=title, body_format=self._text)
        )
