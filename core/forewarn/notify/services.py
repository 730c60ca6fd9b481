"""Sends a message through Apprise, which knows e-mail, Slack, Teams, Matrix, ntfy and a hundred more."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forewarn.errors import ConfigError

_PATIENCE = 30.0
"""Seconds until an answer counts as lost: who gives up earlier says twice what a slow server took."""
_CALL = re.compile(r"(?<![\w/])@(?=\w)|<(?=[!@]|users/)")
"""What chats take for a call to somebody or, as `@everyone`, to all: a word of a ticket may look like one."""
_JOINER = "\u2060"
"""WORD JOINER: invisible, and it keeps a call from being recognised."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A service that did not take the message."""

    number: int
    """Which of the addresses, from 1."""
    service: str
    """Its name; never its address, which holds a password."""
    in_part: bool = False
    """Whether some of several people that its address names have it all the same."""


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
            service.socket_connect_timeout = max(service.socket_connect_timeout, _PATIENCE)
            service.socket_read_timeout = max(service.socket_read_timeout, _PATIENCE)
            self._services.append(service)

    def send(self, number: int, title: str, body: str) -> Failure | None:
        """Send plain text, in which nobody is called, to one of the addresses, counted from 1, once; None where it
        took it."""
        service, reached = self._services[number - 1], []
        # A service says so of each of its people who took it, so that Apprise reaches nobody twice.
        service.mark_delivered = lambda key, per_message=False: reached.append(key)
        try:
            taken = service.notify(body=_CALL.sub(rf"\g<0>{_JOINER}", body), title=title, body_format=self._text)
        except Exception:  # whatever the code for a hundred services raises; its words may hold the address
            taken = False
        return None if taken else Failure(number, str(service.service_name or "service"), bool(reached))
