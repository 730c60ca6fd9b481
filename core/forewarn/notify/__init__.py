"""The way to people outside the trackers: e-mail and chat services."""

from forewarn.notify.services import Failure, Services

__all__ = ["Failure", "Services"]
