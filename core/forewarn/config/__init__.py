"""The agency's config file: where things are, and how much may be said."""

from forewarn.config.config import Config, Source
from forewarn.config.load import load_config
from forewarn.config.speaking import Speaking

__all__ = ["Config", "Source", "Speaking", "load_config"]
