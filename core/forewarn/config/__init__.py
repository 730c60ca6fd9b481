"""The agency's config file: where things are, and how much may be said."""

from forewarn.config.config import Config, Source, Speaking
from forewarn.config.load import load_config

__all__ = ["Config", "Source", "Speaking", "load_config"]
