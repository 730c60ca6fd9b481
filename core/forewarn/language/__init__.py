"""What people say in a comment: whether they chase, promise, ask, deliver or approve. One pack a language."""

from forewarn.language.language import ForeignWords, Language, language_for
from forewarn.language.statements import Promised

__all__ = ["ForeignWords", "Language", "Promised", "language_for"]
