"""Trello's wire protocol, served from memory. Needs werkzeug, so it is imported only when asked for."""

from forewarn_trello.sandbox.server import TrelloSandbox

__all__ = ["TrelloSandbox"]
