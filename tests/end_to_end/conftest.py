"""The demo's agency and forewarn's command line on it, as the tests of the commands have them."""

from tests.core.conftest import forewarn, theatre

__all__ = ["forewarn", "theatre"]
