"""Looks at the pages that the config allows to be looked at, and keeps what it saw as their history."""

from forewarn.pages.fetch import Limits
from forewarn.pages.look import PAGES, look_at_pages
from forewarn.pages.network import INTERNET, Network, NoSuchHost

__all__ = ["INTERNET", "PAGES", "Limits", "Network", "NoSuchHost", "look_at_pages"]
