"""Sends what is shown elsewhere out to people: the digest, and the letter to the client."""

from forewarn.post.digest import Posting, post_digest
from forewarn.post.letter import LetterDraft, draft_letter, post_letter, read_letter, why_stale

__all__ = ["LetterDraft", "Posting", "draft_letter", "post_digest", "post_letter", "read_letter", "why_stale"]
