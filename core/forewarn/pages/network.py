"""Which machines may be spoken to: public ones alone, and the very one whose address was checked."""

import http.client
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from time import monotonic, sleep

IP = IPv4Address | IPv6Address

_TRANSLATED = IPv6Network("64:ff9b::/96")
"""Addresses of a gateway to the old protocol (NAT64); the last 32 bits are where it leads."""
_OURS = (IPv4Network("192.0.0.0/24"), IPv6Network("64:ff9b:1::/48"))
"""Kept for protocols and for gateways of one's own; not all versions of Python know that they are not public."""
_UNKNOWN_NAME = {getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)}


class Refused(Exception):
    """An address that must not be spoken to, or leads where we may not go."""


class NoSuchHost(Exception):
    """The name of the host is not known; unlike a name server that does not answer."""


def is_public(ip: IP) -> bool:
    """Whether an address belongs to a machine out there, rather than to this one, its network or nobody."""
    inner = _inner(ip)
    if inner is not None:
        return is_public(inner)
    special = ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local
    near = isinstance(ip, IPv6Address) and ip.is_site_local
    return ip.is_global and not special and not near and not any(ip in network for network in _OURS)


def _inner(ip: IP) -> IPv4Address | None:
    """The address to which one of the new protocol leads, where it wraps one of the old."""
    if isinstance(ip, IPv4Address):
        return None
    if ip in _TRANSLATED:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, by this machine's own means. NoSuchHost where there is none, OSError when in doubt."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in _UNKNOWN_NAME:
            raise NoSuchHost(host) from error
        raise
    return [str(place[0]) for *_, place in found]


@dataclass(frozen=True, slots=True)
class Network:
    """The way out. Tests bring their own; nothing in a config can change it."""

    resolve: Callable[[str, int], Sequence[str]] = resolve
    permits: Callable[[IP], bool] = is_public
    sleep: Callable[[float], None] = sleep
    clock: Callable[[], float] = monotonic
    """Seconds, for how long a look takes."""

    def place(self, host: str, port: int) -> str:
        """The address to connect to. Refused where any address of the host is not public: then it is not to be
        trusted as a whole."""
        try:
            places = [ip_address(text.partition("%")[0]) for text in self.resolve(host, port)]
        except UnicodeError as error:  # a label that is empty or too long
            raise NoSuchHost(host) from error
        if not places:
            raise NoSuchHost(host)
        if not all(self.permits(ip) for ip in places):
            raise Refused("its host is no public one")
        return str(places[0])


INTERNET = Network()


class Line(http.client.HTTPConnection):
    """A connection to the very address that was checked, so that no second look-up can lead elsewhere."""

    def __init__(self, host: str, port: int, place: str, timeout: float, *, tls: bool) -> None:
        super().__init__(host, port, timeout=timeout)
        self._place = place
        self._tls = ssl.create_default_context() if tls else None
        self._wire: socket.socket | None = None
        self.default_port = 443 if tls else 80
        self.was_cut = False

    def connect(self) -> None:
        """Connect, and make sure who answers. The handshake comes last, so that `cut` can end it too."""
        self._wire = self.sock = socket.create_connection((self._place, self.port), self.timeout)
        if self._tls is not None:
            safe = self._tls.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self._wire = self.sock = safe
            safe.do_handshake()

    def cut(self) -> None:
        """End whatever the connection waits for; from another thread.

        The connection forgets its socket as soon as an answer without a length begins, so this remembers it.
        """
        self.was_cut = True
        if self._wire is not None:
            try:
                self._wire.shutdown(socket.SHUT_RDWR)
            except OSError:  # closed already
                return
