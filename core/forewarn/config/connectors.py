"""The connectors that are installed, by the name the config gives them. None is loaded before it is used."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType

from forewarn.connect import Connector
from forewarn.rulebook.mistakes import Mistake, unknown

GROUP = "forewarn.connectors"
"""Entry points of this group name connector classes."""

Connectors = Mapping[str, Callable[[], type[Connector]]]
"""By name, a function that loads the class."""


@cache
def installed_connectors() -> Connectors:
    """What can stand under `connector` in a source."""
    found = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    return MappingProxyType({entry.name: entry.load for entry in found})


def load_connector(name: str, connectors: Connectors) -> type[Connector]:
    """The class of a connector. Mistake when there is none, or when its client library is not installed."""
    if name not in connectors:
        hint = "A connector that was only just added is seen after its package is installed again."
        raise unknown("connector", name, connectors, hint)
    try:
        return connectors[name]()
    except ImportError as error:
        step = f'Install what it needs: pip install "forewarn[{name}]".'
        raise Mistake(f"the connector {name!r} cannot be loaded ({error})", step) from None
