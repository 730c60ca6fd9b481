"""Asks every rule about every subject, and only where the answer may have changed."""

from forewarn.engine.ask import Answer, ask_project, ask_ticket
from forewarn.engine.backtest import Given, Walk, looks_between
from forewarn.engine.basis import basis
from forewarn.engine.evaluate import ProjectResult, evaluate_project
from forewarn.engine.stock import Sort, looks_at
from forewarn.engine.view import View, views_of

__all__ = [
    "Answer",
    "Given",
    "ProjectResult",
    "Sort",
    "View",
    "Walk",
    "ask_project",
    "ask_ticket",
    "basis",
    "evaluate_project",
    "looks_at",
    "looks_between",
    "views_of",
]
